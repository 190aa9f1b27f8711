"""What this room holds on a child."""

from django.db.models import Q, QuerySet

from tsunagu.intake.models import ImportRun, JournalPage
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown
from tsunagu.school.models import (
    Enrolment,
    Expected,
    Guardian,
    GuardianLimit,
    Pupil,
    PupilIdentity,
    Sibling,
)


def _school(enrolment: Enrolment) -> str:
    return enrolment.classroom.school.name


def _account(identity: PupilIdentity) -> str:
    """The address says at which municipality's schools the child is: not told without the place."""
    return identity.pupil.account


def _classroom(enrolment: Enrolment) -> str:
    return f"{enrolment.classroom.school_year}年度 {enrolment.classroom.label}"


def _grade(enrolment: Enrolment) -> str:
    return GRADE_LABELS.get(enrolment.grade, enrolment.grade)


ERASED = "（保存の期間が過ぎて消しました）"


def _forget(runs: QuerySet[ImportRun]) -> int:
    """Take the words away that an import's file brought; that it was, and its counts, stay."""
    return runs.update(file_name=ERASED, warnings=[])


OF_NO_ONE_CHILD = "一人の子どもの記録ではなく、ほかの子どもの値が並ぶ"
HOLDINGS = (
    Holding(
        ImportRun,
        "取り込みの控え",
        pupil="",
        day="at",
        never=OF_NO_ONE_CHILD,
        left=~Q(file_name=ERASED),
        erase=_forget,
    ),
    Holding(JournalPage, "取り込みの前の値", pupil="", day="run__at", never=OF_NO_ONE_CHILD),
    Holding(
        Pupil,
        "児童生徒",
        pupil="pk",
        shown=(
            Shown("family_name", "姓"),
            Shown("given_name", "名"),
            Shown("family_kana", "姓（かな）"),
            Shown("given_kana", "名（かな）"),
            Shown("sex", "性別"),
            Shown("birth_date", "生年月日"),
            Shown("master_identifier", "統一ID"),
        ),
    ),
    Holding(
        PupilIdentity,
        "名簿のID",
        with_child=True,
        topic=Topic.PLACE,
        shown=(
            Shown("source", "名簿の出所"),
            Shown("sourced_id", "児童生徒ID"),
            Shown("pupil", "学校のアカウント", _account),
            Shown("first", "から"),
            Shown("last", "まで"),
        ),
    ),
    Holding(
        Enrolment,
        "在籍",
        with_child=True,
        topic=Topic.PLACE,
        fixed=("school", "classroom", "grade", "number"),
        shown=(
            Shown("school", "学校", _school),
            Shown("classroom", "学級", _classroom),
            Shown("kind", "種類"),
            Shown("grade", "学年", _grade),
            Shown("number", "出席番号"),
            Shown("begin", "から"),
            Shown("end", "この日の前日まで"),
        ),
    ),
    Holding(
        Expected,
        "来る予定（名簿より先に書いたもの）",
        with_child=True,
        topic=Topic.PLACE,
        fixed=("school",),
        shown=(
            Shown("school", "学校"),
            Shown("day", "来る予定の日"),
            Shown("at", "書いた時刻"),
            Shown("ended_on", "来ないとわかった日"),
            Shown("ended_why", "来ないわけ"),
        ),
    ),
    Holding(
        Guardian,
        "保護者の連絡先",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        ground=lambda guardian: "a78-1-2",
        shown=(
            Shown("name", "氏名"),
            Shown("relation", "続柄"),
            Shown("phone", "電話"),
            Shown("language", "言語"),
            Shown("note", "備考"),
        ),
    ),
    Holding(Sibling, "きょうだい", day="at", never="もう一人の子どもの記録でもある"),
    Holding(
        GuardianLimit,
        "保護者の制限",
        pupil="guardian__pupil",
        day="first",
        never="あることを知られると、子どもや家族の安全を害するおそれがある",
        counted_with="response.contact",
    ),
)
