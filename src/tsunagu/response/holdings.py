"""What this room holds on a child."""

from collections.abc import Mapping

from django.db.models import Q

from tsunagu.attendance.holdings import WITHDRAWN
from tsunagu.clock import JST, in_words
from tsunagu.packs.loader import phrases
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    Decision,
    Draft,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
    Task,
    TaskReason,
)
from tsunagu.response.printing.recap import recap_parts
from tsunagu.response.queries.why import words_of
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown

SPAN = (Shown("first", "から"), Shown("last", "まで"))
NOTE_GROUPS = ("contact.field", "contact.field.visit", "contact.told")


def _notes(contact: Contact) -> str:
    """What stands beside the four things of a contact, a line each."""
    written: Mapping[str, str] = contact.fields
    day, packs = contact.at.astimezone(JST).date(), contact.municipality.packs
    labels = {p.id: p.label for group in NOTE_GROUPS for p in phrases(packs, group, day)}
    return "\n".join(f"{labels.get(key, key)}：{text}" for key, text in written.items() if text)


def _talk(sharing: Sharing) -> str:
    """What a sharing says, a line each."""
    parts = recap_parts(sharing)
    return "\n".join(f"{label}：{text}" for part in parts for label, text in part.lines)


def _decided_on(decision: Decision) -> str:
    return in_words(decision.sharing.on, year=True)


def _task(reason: TaskReason) -> str:
    return str(reason.task.get_kind_display())


def _rule(reason: TaskReason) -> str:
    return words_of(reason.version).label


HOLDINGS = (
    Holding(
        Contact,
        "家庭との連絡",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        shown=(
            Shown("at", "日時"),
            Shown("by", "書いた人"),
            Shown("way", "方法"),
            Shown("reached", "つながった相手"),
            Shown("child_heard", "子どもの声を聞いた"),
            Shown("child_seen", "子どもに会った"),
            Shown("line", "ひとこと"),
            Shown("next", "次にすること"),
            Shown("fields", "そのほか", _notes),
            *WITHDRAWN,
        ),
    ),
    Holding(
        Sharing,
        "校内での情報共有",
        day="on",
        topic=Topic.APPOINTMENTS,
        shown=(
            Shown("on", "日"),
            Shown("attendees", "参加者"),
            Shown("agenda", "話し合ったこと", _talk),
            Shown("draft", "下書き"),
            Shown("by", "書いた人"),
            *WITHDRAWN,
        ),
    ),
    Holding(
        Decision,
        "情報共有で決めたこと",
        pupil="sharing__pupil",
        day="sharing__on",
        topic=Topic.APPOINTMENTS,
        shown=(
            Shown("on", "日", _decided_on),
            Shown("what", "決めたこと"),
            Shown("who", "する人"),
            Shown("until", "いつまでに"),
        ),
    ),
    Holding(
        Task,
        "すること（対応）",
        day="day",
        which=~Q(kind=TaskKind.PROTECTION),
        topic=Topic.APPOINTMENTS,
        shown=(
            Shown("day", "日"),
            Shown("kind", "種類"),
            Shown("way", "方法"),
            Shown("words", "ケース会議で決めたこと"),
            Shown("owner", "担当"),
            Shown("due", "期限"),
            Shown("status", "状態"),
            Shown("ended_at", "終わった時刻"),
            Shown("why", "理由"),
        ),
    ),
    Holding(
        TaskReason,
        "対応が始まったわけ",
        day="day",
        which=~Q(task__kind=TaskKind.PROTECTION),
        along=("task",),
        fixed=("kind", "rule"),
        shown=(
            Shown("day", "日"),
            Shown("kind", "対応", _task),
            Shown("rule", "決まり", _rule),
            Shown("run", "連続"),
            Shown("total", "今年度の欠席"),
        ),
    ),
    Holding(
        ContactRhythm,
        "連絡の間隔の約束",
        day="first",
        topic=Topic.APPOINTMENTS,
        shown=(
            *SPAN,
            Shown("every_days", "何日ごと"),
            Shown("way", "方法"),
            Shown("in_breaks", "長い休みのあいだも"),
            Shown("before_term", "学校が始まる何日前"),
            Shown("person", "担当"),
        ),
    ),
    Holding(RuleFreeze, "次に見直す日", day="first", topic=Topic.APPOINTMENTS, shown=SPAN),
    Holding(
        GoodReason,
        "正当な理由",
        day="first",
        topic=Topic.PLACE,
        shown=(*SPAN, Shown("kind", "理由"), Shown("note", "ことば")),
    ),
    Holding(
        ProtectionFlag,
        "要保護児童対策地域協議会への登録",
        day="first",
        never="あることも答えない。管理職だけが知る",
        counted_with="response.contact",
    ),
    Holding(
        Draft,
        "書きかけの下書き",
        day="at",
        never="書いた人だけの覚えで、組織として用いる保有個人情報ではない",
    ),
)
