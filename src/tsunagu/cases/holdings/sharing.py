"""What is held of a child in what the school shares outside.

A share that rests on the child protection network tells of the registration, and is not read out.
"""

from django.db.models import Q

from tsunagu.cases.enums import Basis, Section
from tsunagu.cases.models import Consent, Copy, Note, NoteRead, Report, Share
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown

NOT_THE_NETWORK = ~Q(basis=Basis.PROTECTION_NETWORK)
OF_SUCH_A_SHARE = ~Q(share__basis=Basis.PROTECTION_NETWORK)


def _sections(one: Consent | Share) -> str:
    return "・".join(str(Section(section).label) for section in one.sections)


def _receiver(one: Report | Note | Copy) -> str:
    return one.share.receiver.name


def _of_a_duty(one: Share | Report | Note | Copy) -> bool:
    """What the law made a school tell may endanger the child where the family hears of it.

    That something was told at all does so too: withheld, it is not told that it is there (art. 81).
    """
    share = one if isinstance(one, Share) else one.share
    return share.basis == Basis.DUTY


def _ground(one: Share | Report | Note | Copy) -> str:
    return "a78-1-1" if _of_a_duty(one) else ""


SHARING: tuple[Holding, ...] = (
    Holding(
        Consent,
        "校外との共有への同意",
        day="on",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("on", "同意した日"),
            Shown("given_by", "同意した人"),
            Shown("child_agrees", "本人の気持ち"),
            Shown("not_asked_why", "聞いていないわけ"),
            Shown("way", "方法"),
            Shown("receiver", "相手"),
            Shown("purpose", "目的"),
            Shown("sections", "範囲", _sections),
            Shown("named", "氏名を出す"),
            Shown("withdrawn_on", "取り下げた日"),
        ),
    ),
    Holding(
        Share,
        "校外との共有",
        day="first",
        which=NOT_THE_NETWORK,
        topic=Topic.APPOINTMENTS,
        ground=_ground,
        untold=_of_a_duty,
        one_by_one=True,
        shown=(
            Shown("receiver", "相手"),
            Shown("basis", "根拠"),
            Shown("law", "根拠の法令・事務"),
            Shown("purpose", "目的"),
            Shown("sections", "範囲", _sections),
            Shown("named", "氏名を出す"),
            Shown("first", "から"),
            Shown("last", "まで"),
            Shown("state", "状態"),
            Shown("declined_why", "辞退のわけ"),
            Shown("ended_at", "終えた時刻"),
            Shown("ended_why", "終えたわけ"),
        ),
    ),
    Holding(
        Report,
        "共有した相手からの報告",
        pupil="share__pupil",
        day="on",
        which=OF_SUCH_A_SHARE,
        along=("share__receiver",),
        topic=Topic.APPOINTMENTS,
        ground=_ground,
        untold=_of_a_duty,
        one_by_one=True,
        shown=(
            Shown("on", "日"),
            Shown("receiver", "相手", _receiver),
            Shown("text", "報告"),
            Shown("by", "書いた人"),
        ),
    ),
    Holding(
        Note,
        "共有した相手との連絡",
        pupil="share__pupil",
        day="at",
        which=OF_SUCH_A_SHARE,
        along=("share__receiver",),
        topic=Topic.APPOINTMENTS,
        ground=_ground,
        untold=_of_a_duty,
        one_by_one=True,
        shown=(
            Shown("at", "書いた時刻"),
            Shown("receiver", "相手", _receiver),
            Shown("text", "連絡"),
            Shown("by", "書いた人"),
        ),
    ),
    Holding(
        NoteRead,
        "連絡を読んだ人",
        pupil="note__share__pupil",
        day="note__at",
        never="職員が読んだかどうかで、子どものことは書かれない",
    ),
    Holding(
        Copy,
        "共有の印刷",
        pupil="share__pupil",
        day="at",
        which=OF_SUCH_A_SHARE,
        along=("share__receiver",),
        topic=Topic.APPOINTMENTS,
        ground=_ground,
        untold=_of_a_duty,
        one_by_one=True,
        shown=(
            Shown("at", "印刷した時刻"),
            Shown("receiver", "相手", _receiver),
            Shown("number", "部数"),
        ),
    ),
)
