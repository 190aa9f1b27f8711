"""What is held of a child in its cases: team, words, notes and agreements."""

from tsunagu.cases.holdings.logs import what_was_done
from tsunagu.cases.models import (
    Case,
    CaseNote,
    CaseStep,
    Member,
    NotRight,
    PlanLine,
    PlanPart,
    ProcedureRecord,
    Rhythm,
    SchoolDay,
    Wish,
)
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown


def _restricted(note: CaseNote) -> str:
    """What the team alone reads, somebody looks at before it is told."""
    return "a78-1-7" if note.restricted else ""


def _step(record: ProcedureRecord) -> str:
    """A step in the words of the version under which its case began."""
    labels = {one.id: one.label for one in record.case.definition.steps}
    return labels[record.step]


CASES: tuple[Holding, ...] = (
    Holding(
        Case,
        "ケース",
        day="begun_at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("begun_at", "始めた時刻"),
            Shown("kind", "種類", lambda case: case.definition.label),
            Shown("origin", "始まり"),
            Shown("state", "状態"),
            Shown("coordinator", "コーディネーター"),
            Shown("due", "次の期限・見直し"),
        ),
        along=("version",),
    ),
    what_was_done(
        CaseStep, "ケースでしたこと", pupil="case__pupil", beside=Shown("until", "次の期限")
    ),
    Holding(
        ProcedureRecord,
        "ケースの手順の記録",
        pupil="case__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        along=("case__version",),
        shown=(
            Shown("step", "手順", _step),
            Shown("outcome", "どうなったか"),
            Shown("on", "した日"),
            Shown("text", "内容・わけ"),
            Shown("by", "記録した人"),
        ),
    ),
    Holding(
        Wish,
        "本人・保護者のことば",
        pupil="case__pupil",
        day="heard_on",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("heard_on", "聞いた日"),
            Shown("whose", "だれの"),
            Shown("words", "ことば"),
            Shown("heard_by", "聞いた人"),
        ),
    ),
    Holding(
        PlanLine,
        "本人に向けて書いたプラン",
        pupil="case__pupil",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("what", "本人に伝えることば"),
            Shown("who", "する人"),
            Shown("at", "書いた時刻"),
            Shown("by", "書いた人"),
            Shown("ended_at", "外した時刻"),
        ),
    ),
    Holding(
        PlanPart,
        "本人が自分のプランに書いたこと",
        pupil="case__pupil",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("text", "自分で書いたこと"),
            Shown("at", "書いた時刻"),
            Shown("read_by", "読んだ人"),
        ),
    ),
    Holding(
        NotRight,
        "本人がプランを「これはちがう」と伝えたこと",
        pupil="case__pupil",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("words", "ことば"),
            Shown("at", "伝えた時刻"),
            Shown("read_by", "読んだ人"),
            Shown("answer", "したこと"),
            Shown("said", "話したこと・変えたこと"),
            Shown("answered_by", "答えた人"),
        ),
    ),
    Holding(
        Member,
        "ケースのチームの人",
        pupil="case__pupil",
        day="first",
        until="last",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("person", "校内の人"),
            Shown("outside", "校外の人"),
            Shown("organisation", "所属"),
            Shown("part", "役割"),
            Shown("first", "から"),
            Shown("last", "まで"),
        ),
    ),
    Holding(
        CaseNote,
        "ケースの書きとめ",
        pupil="case__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        ground=_restricted,
        shown=(
            Shown("at", "書いた時刻"),
            Shown("text", "内容"),
            Shown("by", "書いた人"),
            Shown("withdrawn_why", "取り消したわけ"),
        ),
    ),
    Holding(
        Rhythm,
        "連絡の間隔について決めたこと",
        pupil="case__pupil",
        day="agreed_on",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("agreed_on", "決めた日"),
            Shown("agreed_with", "だれと決めた"),
            Shown("how", "連絡のしかた"),
            Shown("child_wish", "本人の願い"),
            Shown("family_wish", "家族の願い"),
            Shown("ended_at", "終えた時刻"),
            Shown("ended_why", "終えたわけ"),
        ),
    ),
    Holding(
        SchoolDay,
        "学校での過ごし方・給食の約束",
        pupil="case__pupil",
        day="first",
        until="last",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("kind", "種類"),
            Shown("first", "から"),
            Shown("last", "まで"),
            Shown("arrives", "登校の時刻"),
            Shown("leaves", "下校の時刻"),
            Shown("room", "過ごす部屋"),
            Shown("receiver", "迎える人"),
            Shown("held_until", "実際の終わり"),
            Shown("ended_why", "終えたわけ"),
        ),
    ),
)
