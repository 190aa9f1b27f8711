"""The policy table: who may do what to what. What no row allows is denied."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tsunagu.access.actor import Actor, Held, Scope
from tsunagu.access.enums import (
    BOARD_STAFF,
    MANAGERS,
    SCHOOL_STAFF,
    DataClass,
    Reach,
    RoleKind,
)


class Deed(StrEnum):
    """What can be done or seen. Every view and every action names one."""

    SEE_TODAY = "today.see"
    TAKE_ROLL = "roll.take"
    SEE_ROLL = "roll.see"
    CORRECT_ROLL = "roll.correct"
    SUSPEND = "roll.suspend"
    SEE_UNTAKEN = "roll.see_untaken"
    CLOSE_MONTH = "month.close"
    SEE_REGISTER = "register.see"
    SEE_PUPIL = "pupil.see"
    SEE_GUARDIAN = "guardian.see"
    RECORD_CONTACT = "contact.record"
    CORRECT_RECORD = "record.correct"
    SEE_UNREVIEWED = "review.see"
    END_TASK = "task.end"
    SHARE = "sharing.write"
    SET_NOTICE = "notice.set"
    SEE_RESTRICTED = "notice.see_restricted"
    SET_EPIDEMIC = "epidemic.set"
    SET_OPENING_BALANCE = "opening_balance.set"
    SEE_PROTECTION = "protection.see"
    SEE_SCHOOL = "school.see"
    SEE_BOARD = "board.see"
    SET_CALENDAR = "calendar.set"
    IMPORT = "import.run"
    IMPORT_STAFF = "import.staff"
    SET_SCHOOL = "school.set"
    SEE_RULES = "rules.see"
    SEE_POLICY = "policy.see"
    SET_LEAVE = "leave.set"
    KEEP_DRAFT = "draft.keep"
    VERIFY_AUDIT = "audit.verify"
    SEE_STAFF = "staff.see"
    SET_ACCOUNT = "account.set"


@dataclass(frozen=True)
class Row:
    """One row: these roles may do these deeds as far as `reach`, to data of this class."""

    roles: frozenset[RoleKind]
    deeds: frozenset[Deed]
    reach: Reach
    data: DataClass
    why: str


def _roles(*kinds: RoleKind) -> frozenset[RoleKind]:
    return frozenset(kinds)


R = RoleKind
LEADS = MANAGERS | {R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD}
CLOSE_TO_THE_CLASS = _roles(R.HOMEROOM, R.DEPUTY_HOMEROOM)
CARERS = _roles(R.NURSE, R.SPECIAL_NEEDS, R.COUNSELLOR, R.SOCIAL_WORKER)

TABLE: tuple[Row, ...] = (
    Row(
        SCHOOL_STAFF | BOARD_STAFF | {R.CENTRE_STAFF, R.ADMINISTRATOR},
        frozenset({Deed.SEE_TODAY}),
        Reach.SELF,
        DataClass.III,
        "自分がすることの一覧は、自分だけのもの",
    ),
    Row(
        SCHOOL_STAFF | BOARD_STAFF | {R.CENTRE_STAFF, R.ADMINISTRATOR},
        frozenset({Deed.SEE_RULES, Deed.SEE_POLICY}),
        Reach.MUNICIPALITY,
        DataClass.IV,
        "決まりごとは職員の誰でも読める",
    ),
    Row(
        CLOSE_TO_THE_CLASS | {R.EXCHANGE_TEACHER},
        frozenset({Deed.TAKE_ROLL, Deed.SEE_ROLL}),
        Reach.OWN_CLASS,
        DataClass.III,
        "学級の出欠は担任・副担任・交流学級担任がとる。交流に来る子どもは出欠だけを知る",
    ),
    Row(
        CLOSE_TO_THE_CLASS,
        frozenset(
            {
                Deed.CORRECT_ROLL,
                Deed.SEE_PUPIL,
                Deed.SEE_GUARDIAN,
                Deed.END_TASK,
                Deed.SHARE,
                Deed.SET_NOTICE,
                Deed.SEE_REGISTER,
            }
        ),
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は学級の子どもを受け持つ",
    ),
    Row(
        _roles(R.GRADE_LEAD),
        frozenset(
            {
                Deed.TAKE_ROLL,
                Deed.SEE_ROLL,
                Deed.CORRECT_ROLL,
                Deed.SEE_UNTAKEN,
                Deed.SEE_PUPIL,
                Deed.SEE_GUARDIAN,
                Deed.END_TASK,
                Deed.SHARE,
                Deed.SET_NOTICE,
                Deed.SEE_REGISTER,
                Deed.SEE_SCHOOL,
            }
        ),
        Reach.OWN_GRADE,
        DataClass.II,
        "学年主任は学年の代わりに動く",
    ),
    Row(
        LEADS,
        frozenset(
            {
                Deed.TAKE_ROLL,
                Deed.SEE_ROLL,
                Deed.CORRECT_ROLL,
                Deed.SUSPEND,
                Deed.SEE_UNTAKEN,
                Deed.SEE_REGISTER,
                Deed.SEE_PUPIL,
                Deed.SEE_GUARDIAN,
                Deed.END_TASK,
                Deed.SHARE,
                Deed.SET_NOTICE,
                Deed.SET_OPENING_BALANCE,
                Deed.SEE_SCHOOL,
                Deed.SET_LEAVE,
            }
        ),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職は学校全体を見る",
    ),
    Row(
        MANAGERS,
        frozenset(
            {
                Deed.SET_EPIDEMIC,
                Deed.SEE_RESTRICTED,
                Deed.SEE_PROTECTION,
                Deed.SET_SCHOOL,
                Deed.SET_CALENDAR,
                Deed.IMPORT,
                Deed.IMPORT_STAFF,
            }
        ),
        Reach.OWN_SCHOOL,
        DataClass.I,
        "管理職だけが知り、決めること",
    ),
    Row(
        MANAGERS,
        frozenset({Deed.CLOSE_MONTH}),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "月の出席簿は校長が確定する。教頭が確定するのは校長が不在のあいだ。取り消しはどちらもできる",
    ),
    Row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        frozenset({Deed.SEE_UNREVIEWED}),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "見直しの日が決まっていない子どもを見のがさないのは、不登校担当と管理職",
    ),
    Row(
        CARERS,
        frozenset({Deed.SEE_PUPIL, Deed.SEE_ROLL}),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "養護教諭・コーディネーター・SC・SSWは学校の子どもを支える",
    ),
    Row(
        _roles(R.NURSE),
        frozenset({Deed.TAKE_ROLL, Deed.SUSPEND, Deed.SET_NOTICE, Deed.SEE_UNTAKEN}),
        Reach.OWN_SCHOOL,
        DataClass.III,
        "養護教諭は感染症の出席停止を扱う",
    ),
    Row(
        _roles(R.OFFICE),
        frozenset(
            {
                Deed.TAKE_ROLL,
                Deed.SEE_ROLL,
                Deed.SEE_UNTAKEN,
                Deed.SET_NOTICE,
                Deed.SEE_GUARDIAN,
                Deed.SEE_REGISTER,
                Deed.IMPORT,
                Deed.SET_CALENDAR,
            }
        ),
        Reach.OWN_SCHOOL,
        DataClass.III,
        "学校事務は朝の電話と出席簿を扱う",
    ),
    Row(
        SCHOOL_STAFF,
        frozenset({Deed.RECORD_CONTACT}),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "家庭との連絡は学校の職員なら誰でも書ける",
    ),
    Row(
        SCHOOL_STAFF,
        frozenset({Deed.CORRECT_RECORD}),
        Reach.SELF,
        DataClass.II,
        "自分が書いた連絡と情報共有は、わけを書いて訂正し、取り消せる",
    ),
    Row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        frozenset({Deed.CORRECT_RECORD}),
        Reach.OWN_SCHOOL,
        DataClass.II,
        "書いた人がいなくても、誤った連絡や情報共有を正せるように",
    ),
    Row(
        SCHOOL_STAFF,
        frozenset({Deed.KEEP_DRAFT}),
        Reach.SELF,
        DataClass.II,
        "書きかけの下書きは、書いた人だけのもの",
    ),
    Row(
        BOARD_STAFF,
        frozenset({Deed.SEE_BOARD, Deed.SEE_UNTAKEN, Deed.SEE_SCHOOL}),
        Reach.MUNICIPALITY,
        DataClass.III,
        "教育委員会は学校と学級の数を見る。子どもの名前は学校が共有してから",
    ),
    Row(
        _roles(R.SUPERVISOR, R.BOARD_HEAD),
        frozenset({Deed.IMPORT, Deed.IMPORT_STAFF, Deed.SET_CALENDAR}),
        Reach.MUNICIPALITY,
        DataClass.III,
        "名簿・校暦・出欠の取り込みは指導主事が行える",
    ),
    Row(
        _roles(R.ADMINISTRATOR),
        frozenset({Deed.IMPORT, Deed.IMPORT_STAFF, Deed.SET_CALENDAR, Deed.SET_SCHOOL}),
        Reach.MUNICIPALITY,
        DataClass.III,
        "システム管理者は取り込みと設定を行うが、子どもの記録は読めない",
    ),
    Row(
        _roles(R.ADMINISTRATOR),
        frozenset({Deed.SEE_STAFF, Deed.SET_ACCOUNT}),
        Reach.MUNICIPALITY,
        DataClass.III,
        "だれがどの役割で入れるかは、システム管理者が整える",
    ),
    Row(
        MANAGERS,
        frozenset({Deed.SEE_STAFF}),
        Reach.OWN_SCHOOL,
        DataClass.III,
        "管理職は、自校の職員の役割が正しいかを確かめる",
    ),
    Row(
        _roles(R.ADMINISTRATOR),
        frozenset({Deed.VERIFY_AUDIT}),
        Reach.MUNICIPALITY,
        DataClass.IV,
        "監査の記録が書き換えられていないかは、中身を読まずに確かめられる",
    ),
)


MANAGERS_ALONE = frozenset({Deed.SEE_PROTECTION, Deed.SEE_RESTRICTED})
"""What no part of the system reads out either: commands print it only as a manager."""


@cache
def rows_for(deed: Deed) -> tuple[Row, ...]:
    """The rows that name a deed."""
    return tuple(row for row in TABLE if deed in row.deeds)


def _reaches(held: Held, reach: Reach, scope: Scope) -> bool:
    """Does a role held today reach as far as where something lies?"""
    if reach == Reach.MUNICIPALITY:
        return True
    if held.organisation != scope.school:
        return False
    if reach == Reach.OWN_SCHOOL:
        return True
    if reach == Reach.OWN_GRADE:
        return bool(held.grade) and held.grade in scope.grades
    return held.classroom is not None and held.classroom in scope.classrooms


def may(actor: Actor, deed: Deed, scope: Scope) -> bool:
    """May the actor do the deed there? Denied unless a row allows; never across municipalities."""
    if actor.municipality.pk != scope.municipality:
        return False
    if actor.system:
        return deed not in MANAGERS_ALONE
    for row in rows_for(deed):
        if row.reach == Reach.SELF:
            person = actor.person.pk if actor.person else None
            if actor.kinds & row.roles and scope.person == person:
                return True
        elif any(h.kind in row.roles and _reaches(h, row.reach, scope) for h in actor.held):
            return True
    return False


def may_somewhere(actor: Actor, deed: Deed) -> bool:
    """Does any role of the actor's allow the deed at all? For menus and for a view's first door."""
    if actor.system:
        return deed not in MANAGERS_ALONE
    return any(actor.kinds & row.roles for row in rows_for(deed))


class Denied(Exception):
    """The policy table does not allow it. Shown exactly like something that does not exist."""


def require(actor: Actor, deed: Deed, scope: Scope) -> None:
    """Raise `Denied` unless the table allows the deed."""
    if not may(actor, deed, scope):
        raise Denied(deed)


@dataclass(frozen=True)
class Allowed:
    """Where an actor may do a deed, as plain sets to filter a query with."""

    everywhere: bool
    schools: frozenset[object]
    grades: frozenset[tuple[object, str]]
    classrooms: frozenset[object]


def allowed(actor: Actor, deed: Deed) -> Allowed:
    """The places where the table lets the actor do the deed, for queries through `visible_to`."""
    everywhere = actor.system and deed not in MANAGERS_ALONE
    schools, grades, classrooms = set(), set(), set()
    for row in rows_for(deed):
        for held in (h for h in actor.held if h.kind in row.roles):
            if row.reach == Reach.MUNICIPALITY:
                everywhere = True
            elif row.reach == Reach.OWN_SCHOOL:
                schools.add(held.organisation)
            elif row.reach == Reach.OWN_GRADE and held.grade:
                grades.add((held.organisation, held.grade))
            elif row.reach == Reach.OWN_CLASS and held.classroom:
                classrooms.add(held.classroom)
    return Allowed(everywhere, frozenset(schools), frozenset(grades), frozenset(classrooms))
