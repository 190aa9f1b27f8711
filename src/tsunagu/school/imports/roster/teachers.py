"""People who work at schools and the board, and the roles that the roster gives them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Q

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import SchoolYear, today
from tsunagu.org.models import Person
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.models import Classroom

ONE_DAY = timedelta(days=1)
ORIGIN = "roster"
ROLE_OF = {
    "principal": RoleKind.PRINCIPAL,
    "teacher": RoleKind.TEACHER,
    "aide": RoleKind.TEACHER,
    "proctor": RoleKind.TEACHER,
    "counselor": RoleKind.COUNSELLOR,
    "siteAdministrator": RoleKind.OFFICE,
    "districtAdministrator": RoleKind.ADMINISTRATOR,
    "systemAdministrator": RoleKind.ADMINISTRATOR,
}
"""What the roster's roles are here; pupils and guardians are no staff."""
SCHOOL_ROLES = frozenset(ROLE_OF.values()) - {RoleKind.ADMINISTRATOR}

OWN = "取り込む人自身に、いまはない役割が付きます。ほかの担当者に取り込みを頼んでください"


@dataclass(frozen=True, slots=True)
class Holding:
    """A role as the roster gives it. `first` None: since the session's start, whenever that was."""

    person: UUID
    kind: RoleKind
    organisation: UUID
    classroom: UUID | None = None
    first: date | None = None
    last: date | None = None

    @property
    def place(self) -> tuple[UUID, RoleKind, UUID, UUID | None]:
        """Who holds what where, whenever."""
        return (self.person, self.kind, self.organisation, self.classroom)


def plan_teachers(plan: Plan) -> None:
    """Find or make everybody on the staff, and bring their roles to what the roster says."""
    start = min(session.first for session in plan.roster.sessions.values())
    people = _people(plan, start)
    holdings = dict.fromkeys(
        [*_held_in_organisations(plan, people), *_held_in_classes(plan, people)]
    )
    _roles(plan, holdings, start)


def _is_newest(plan: Plan) -> bool:
    """Does the roster speak for the newest school year on record? An older one ends nobody."""
    classes = Classroom.objects.filter(municipality=plan.municipality)
    newest: int | None = classes.aggregate(newest=Max("school_year"))["newest"]
    return newest is None or max(plan.roster.years, default=0) >= newest


def _people(plan: Plan, start: date) -> dict[str, Person]:
    """Staff by the roster's user id."""
    known = {
        person.sourced_id: person
        for person in Person.objects.filter(municipality=plan.municipality, source=plan.source)
    }
    ids = {row.user for row in plan.roster.roles if row.role in ROLE_OF}
    ids |= {row.user for row in plan.roster.enrolments if row.role != "student"}
    people: dict[str, Person] = {}
    for user in (u for u in plan.roster.users.values() if u.id in ids):
        values = {
            "family_name": user.family_name,
            "given_name": user.given_name,
            "kana": f"{user.family_kana} {user.given_kana}".strip(),
            "email": user.email,
            "active": user.enabled,
        }
        person = known.pop(user.id, None)
        if person is None:
            person = Person(
                municipality=plan.municipality, source=plan.source, sourced_id=user.id, **values
            )
            plan.journal.create(person)
        else:
            plan.journal.change(person, **values)
        people[user.id] = person
    if _is_newest(plan):
        _leave(plan, known.values(), max(start, plan.choices.effective))
    return people


def _leave(plan: Plan, people: Iterable[Person], day: date) -> None:
    """Let those whom the newest roster no longer names go on a day: their access ends then.

    In March next year's roster already speaks: until its first day they are here. The roles that a
    roster gave end by themselves; those from elsewhere end here.
    """
    if day <= today():
        for person in people:
            plan.journal.change(person, active=False)
        return
    roles = Role.objects.filter(person__in=list(people), first__lt=day).exclude(source=ORIGIN)
    for role in roles.filter(Q(last__isnull=True) | Q(last__gte=day)).order_by("id"):
        plan.journal.change(role, last=day - ONE_DAY)


def _held_in_organisations(plan: Plan, people: Mapping[str, Person]) -> Iterable[Holding]:
    assert plan.board is not None
    for row in plan.roster.roles:
        kind = ROLE_OF.get(row.role)
        person = people.get(row.user)
        if kind is None or person is None:
            continue
        school = plan.schools.get(row.org)
        place = school.pk if school and kind in SCHOOL_ROLES else plan.board.pk
        if not school and kind in SCHOOL_ROLES:
            kind = RoleKind.SUPERVISOR
        yield Holding(person.pk, kind, place, None, row.begin, _last(row.end))


def _last(end: date | None) -> date | None:
    return end - ONE_DAY if end else None


def _held_in_classes(plan: Plan, people: Mapping[str, Person]) -> Iterable[Holding]:
    """A teacher's enrolment in a homeroom: primary is the homeroom teacher, else the deputy."""
    for row in plan.roster.enrolments:
        if row.role != "teacher" or row.user not in people:
            continue
        homeroom = plan.roster.homerooms[row.homeroom]
        classroom = plan.classrooms[row.homeroom]
        last = _last(row.end) or SchoolYear(homeroom.year).last
        first = row.begin or homeroom.begin
        if last < first:
            continue
        kind = RoleKind.HOMEROOM if row.primary else RoleKind.DEPUTY_HOMEROOM
        person = people[row.user].pk
        yield Holding(person, kind, classroom.school_id, classroom.pk, first, last)


def _roles(plan: Plan, holdings: Iterable[Holding], start: date) -> None:
    """Claim the roles on record, make the missing ones, end those that are gone."""
    known: dict[object, list[Role]] = {}
    rows = Role.objects.filter(municipality=plan.municipality, source=ORIGIN)
    for role in rows.order_by("-first", "id"):
        place = (role.person_id, RoleKind(role.kind), role.organisation_id, role.classroom)
        known.setdefault(place, []).append(role)
    for held in holdings:
        found = known.get(held.place, [])
        match = next((r for r in found if held.first in {None, r.first}), None)
        match = match or (found[0] if found and held.classroom else None)
        _refuse_to_rise(plan, held)
        if match is None:
            plan.journal.create(_role(plan, held, start))
            continue
        found.remove(match)
        plan.journal.change(match, first=held.first or match.first, last=held.last)
    left = [role for roles in known.values() for role in roles]
    _end(plan, left)


def _refuse_to_rise(plan: Plan, held: Holding) -> None:
    """Note a fault where the roster gives its importer a role that they do not hold today."""
    own = plan.by.person
    if own is None or held.person != own.pk or (held.last and held.last < today()):
        return
    if held.place[1:] not in {(h.kind, h.organisation, h.classroom) for h in plan.by.held}:
        line = plan.roster.users[own.sourced_id].line
        plan.faults.add("users.csv", line, 0, OWN)


def _role(plan: Plan, held: Holding, start: date) -> Role:
    return Role(
        municipality=plan.municipality,
        person_id=held.person,
        organisation_id=held.organisation,
        kind=held.kind,
        classroom=held.classroom,
        first=held.first or start,
        last=held.last,
        source=ORIGIN,
    )


def _end(plan: Plan, roles: Iterable[Role]) -> None:
    """End roles that the roster no longer gives: in classes of its years; in schools if newest."""
    classes = Classroom.objects.filter(
        municipality=plan.municipality, school_year__in=plan.roster.years
    )
    of_years = set(classes.values_list("pk", flat=True))
    newest = _is_newest(plan)
    last = plan.choices.effective - ONE_DAY
    for role in roles:
        speaks = role.classroom in of_years if role.classroom else newest
        if not speaks or (role.last and role.last <= last):
            continue
        plan.ended += 1
        if role.first > last:
            plan.journal.remove(role)
        else:
            plan.journal.change(role, last=last)
