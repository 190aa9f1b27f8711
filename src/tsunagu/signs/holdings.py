"""What this room holds on a child."""

from tsunagu.clock import today
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown
from tsunagu.signs.models import Sign, SignAnswer
from tsunagu.signs.words import labels


def _seen(sign: Sign) -> str:
    return labels(sign.municipality, today()).get(sign.kind, sign.kind)


def _point(sign: Sign) -> str:
    return labels(sign.municipality, today()).get(sign.point, sign.point)


HOLDINGS = (
    Holding(
        Sign,
        "学校で気づいたこと",
        day="day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        along=("municipality",),
        shown=(
            Shown("day", "気づいた日"),
            Shown("kind", "気づいたこと", _seen),
            Shown("point", "場面", _point),
            Shown("note", "見たこと"),
            Shown("by", "書いた人"),
            Shown("ended_at", "取り消した時刻"),
            Shown("ended_why", "取り消したわけ"),
        ),
    ),
    Holding(
        SignAnswer,
        "気づいたことについてしたこと",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("at", "書いた時刻"),
            Shown("kind", "したこと"),
            Shown("words", "ことば"),
            Shown("by", "した人"),
        ),
    ),
)
