"""What this room holds on a child."""

from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown
from tsunagu.sos.enums import About, Phrase
from tsunagu.sos.models import KeptFrom, Sos, SosStep


def _about(sos: Sos) -> str:
    return "、".join(About(one).label for one in sos.about)


def _phrases(step: SosStep) -> str:
    return "".join(Phrase(one).label for one in step.phrases)


HOLDINGS = (
    Holding(
        Sos,
        "子どもが送ったSOS",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("at", "送った時刻"),
            Shown("wanted", "話したい人"),
            Shown("wanted_role", "話したい人の役割"),
            Shown("outside", "学校の外の人がよい"),
            Shown("not_homeroom", "担任には知らせない"),
            Shown("about", "何のこと", _about),
            Shown("how", "どうしてほしい"),
            Shown("words", "ことば"),
        ),
    ),
    Holding(
        SosStep,
        "子どものSOSについてしたこと",
        pupil="sos__pupil",
        day="sos__at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("at", "時刻"),
            Shown("move", "したこと"),
            Shown("by", "した人"),
            Shown("to", "だれに・だれと"),
            Shown("meet_at", "話す時刻"),
            Shown("place", "場所"),
            Shown("phrases", "えらんだ文", _phrases),
            Shown("words", "ことば"),
        ),
    ),
    Holding(
        KeptFrom,
        "子どもがSOSを知らせないでと願った人",
        pupil="sos__pupil",
        day="sos__at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(Shown("person", "知らせない人"),),
    ),
)
