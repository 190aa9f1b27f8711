"""Who leads grades, attendance and guidance, who is the nurse, who manages: roles from a file.

A file adds roles and changes the period of those it names again; it ends none by silence, since
every row has its own from and to. Nobody gives a role to themselves, and no manager one above
their own; what opens to outside readers waits for a second person (ADR 0013).
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.confirming import lay_before_another
from tsunagu.access.enums import (
    AGENCY_ROLES,
    BOARD_STAFF,
    CLASS_ROLES,
    HELD_BY_NOBODY,
    WATCHED,
    RoleKind,
)
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.clock import school_year_of, today
from tsunagu.intake.faults import Faults
from tsunagu.intake.journal import Journal
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import last_number
from tsunagu.intake.table import Column, Row, read_table
from tsunagu.intake.values import BadValue, coded
from tsunagu.org.models import AGENCIES, Organisation, OrganisationKind, Person
from tsunagu.school.imports.lookup import Places
from tsunagu.school.imports.role_events import record_roles
from tsunagu.school.imports.running import Work, carry_out, schools_within_reach

COLUMNS = (
    Column("person", "職員ID", filled=True),
    Column("role", "役割", filled=True),
    Column("scope", "範囲"),
    Column("from", "開始日", needed=False),
    Column("to", "終了日", needed=False),
)
ORIGIN = "staff"
ROLES = coded(RoleKind)
AT_THE_BOARD = BOARD_STAFF | {RoleKind.ADMINISTRATOR, RoleKind.PRIVACY_OFFICER}
OUTSIDE_SCHOOLS: dict[RoleKind, tuple[str, Set[OrganisationKind]]] = {
    **dict.fromkeys(AT_THE_BOARD, ("教育委員会", {OrganisationKind.BOARD})),
    **dict.fromkeys(AGENCY_ROLES, ("関係機関", AGENCIES)),
    RoleKind.CENTRE_STAFF: ("教育支援センター", {OrganisationKind.SUPPORT_CENTRE}),
}
"""Roles that are not a school's: what their scope names, in words and by kind."""
OWN_SCHOOL = frozenset({"", "school", "学校"})


@dataclass(frozen=True, slots=True)
class Held:
    """A role as a row gives it."""

    person: UUID
    kind: RoleKind
    organisation: UUID
    grade: str
    classroom: UUID | None
    first: date
    last: date | None


class Reader:
    """Reads rows with everything on record that they may name."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.reach = schools_within_reach(by, Deed.IMPORT_STAFF)
        self.places = Places(by.municipality)
        people = Person.objects.filter(municipality=by.municipality).order_by("id")
        self.people = {person.sourced_id: person.pk for person in people}
        organisations = Organisation.objects.filter(municipality=by.municipality)
        self.others = list(organisations.exclude(kind=OrganisationKind.SCHOOL).order_by("id"))
        self.own: dict[UUID, set[UUID]] = {}
        schools = {school.pk for school in self.places.schools.values()}
        roles = Role.objects.filter(municipality=by.municipality).on(today())
        for person, organisation in roles.values_list("person", "organisation"):
            if organisation in schools:
                self.own.setdefault(person, set()).add(organisation)

    def held(self, row: Row) -> Held | None:
        """The role in a row; None where a fault was noted."""
        person = self.people.get(row["person"])
        if row["person"] and person is None:
            row.fault("person", f"「{row['person']}」という職員は登録されていません")
        code = row.code("role", ROLES)
        if code in HELD_BY_NOBODY:
            row.fault("role", "職員の役割ではありません（鍵は「つなぐ先」、子どもは名簿から）")
            return None
        first = row.day("from") if row["from"] else school_year_of(today()).first
        last = row.day("to")
        if first and last and last < first:
            row.fault("to", "開始日より前です")
        if person is None or not code or first is None:
            return None
        kind = RoleKind(code)
        try:
            organisation, grade, classroom = self._place(row["scope"], kind, person, first)
        except BadValue as error:
            row.fault("scope", str(error))
            return None
        self._may_give(row, kind, person, organisation)
        return Held(person, kind, organisation, grade, classroom, first, last)

    def _may_give(self, row: Row, kind: RoleKind, person: UUID, organisation: UUID) -> None:
        """Note a fault where the importer may not give this role to this person there."""
        if self.by.person is not None and person == self.by.person.pk:
            row.fault("person", "自分自身の役割は取り込めません。ほかの担当者に頼んでください")
        if self.reach is None:
            return
        own = {held.kind for held in self.by.held if held.organisation == organisation}
        if organisation not in self.reach:
            row.fault("scope", "自分の学校の職員だけを取り込めます")
        elif kind == RoleKind.PRINCIPAL and kind not in own:
            row.fault("role", "自分より上の役割は取り込めません。教育委員会に頼んでください")

    def _place(
        self, scope: str, kind: RoleKind, person: UUID, first: date
    ) -> tuple[UUID, str, UUID | None]:
        """Organisation, grade and class of a scope: a school, a grade of it, or a class."""
        if kind in OUTSIDE_SCHOOLS:
            return self._outside(scope, kind), "", None
        if kind in CLASS_ROLES:
            classroom = self.places.classroom(scope, first)
            return classroom.school_id, "", classroom.pk
        if kind == RoleKind.GRADE_LEAD:
            return self._grade(scope, person, first)
        if scope in OWN_SCHOOL:
            return self._own_school(person), "", None
        return self.places.school(scope).pk, "", None

    def _grade(self, scope: str, person: UUID, first: date) -> tuple[UUID, str, None]:
        """`P3` or 3年 of the person's own school, or `SCHOOL P3` (also with `/` or `:`)."""
        parts = scope.replace("/", " ").replace(":", " ").split()
        if not parts or len(parts) > 2:
            raise BadValue("学年主任の範囲は学年（P3・3年）か「学校 学年」で書いてください")
        if len(parts) == 2:
            school = self.places.school(parts[0])
        else:
            own = self._own_school(person)
            school = next(s for s in self.places.schools.values() if s.pk == own)
        return school.pk, self.places.grade(parts[-1], school, first), None

    def _own_school(self, person: UUID) -> UUID:
        own = self.own.get(person, set())
        if len(own) != 1:
            raise BadValue("職員の学校が一つに決まりません。学校コードを書いてください")
        return next(iter(own))

    def _outside(self, scope: str, kind: RoleKind) -> UUID:
        """The board, or a support centre or agency by its code or name."""
        words, wanted = OUTSIDE_SCHOOLS[kind]
        fit = [o for o in self.others if o.kind in wanted]
        named = [o for o in fit if scope in {o.code, o.sourced_id, o.name}] if scope else fit
        if len(named) != 1:
            raise BadValue(f"「{scope}」という{words}はありません")
        return named[0].pk


def import_staff(*, path: Path, by: Actor, dry_run: bool = False) -> Result:
    """Take in who holds which role. Raises `InputFault` with every fault."""
    faults = Faults()
    reader = Reader(by)
    table = read_table(path, COLUMNS, faults)
    seen = last_number(by.municipality)
    found = [held for row in counted(table.rows, Phase.READ) if (held := reader.held(row))]
    faults.check()
    journal = Journal()
    _roles(by, list(dict.fromkeys(found)), journal)
    work = Work(
        RunKind.STAFF, table.file, table.digest, journal, seen, counts={"rows": len(table.rows)}
    )

    def tell(run: ImportRun) -> None:
        record_roles(journal, run=run, by=by)

    return carry_out(work, by=by, dry_run=dry_run, then=tell)


def _roles(by: Actor, wanted: list[Held], journal: Journal) -> None:
    """Make the roles that are not there, change the period of those that are."""
    known: dict[object, list[Role]] = {}
    rows = Role.objects.filter(municipality=by.municipality, source=ORIGIN)
    for role in rows.order_by("first", "id"):
        key = (role.person_id, role.kind, role.organisation_id, role.grade, role.classroom)
        known.setdefault(key, []).append(role)
    for held in wanted:
        key = (held.person, held.kind, held.organisation, held.grade, held.classroom)
        touching = [role for role in known.get(key, ()) if _touch(role, held)]
        if held.kind in WATCHED and by.person is not None:
            touching = [role for role in touching if not _beyond(role, held)]
        touching.sort(key=lambda role: role.first != held.first)
        match = next(iter(touching), None)
        if match is not None:
            known[key].remove(match)
            journal.change(match, first=held.first, last=held.last)
        else:
            journal.create(_role(by, held))


def _role(by: Actor, held: Held) -> Role:
    role = Role(
        municipality=by.municipality,
        person_id=held.person,
        organisation_id=held.organisation,
        kind=held.kind,
        grade=held.grade,
        classroom=held.classroom,
        first=held.first,
        last=held.last,
        source=ORIGIN,
    )
    if held.kind in WATCHED:
        lay_before_another(role, by=by)
    return role


def _touch(role: Role, held: Held) -> bool:
    """Do a role on record and a row have a day in common?"""
    return (role.last is None or role.last >= held.first) and (
        held.last is None or held.last >= role.first
    )


def _beyond(role: Role, held: Held) -> bool:
    """Would a row open a role on record for more days? Then it is one to confirm anew."""
    later = role.last is not None and (held.last is None or held.last > role.last)
    return later or held.first < role.first
