"""The people of the demo city: staff of schools, board and support centre, and who can sign in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import numpy as np
from django.contrib.auth.hashers import make_password

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, Role
from tsunagu.clock import SchoolYear, new_id
from tsunagu.demo.life import YearLife
from tsunagu.demo.names import Name, Namer
from tsunagu.demo.town import GRADES
from tsunagu.demo.writing.bulk import insert
from tsunagu.org.models import Municipality, Person

PASSWORD = "tsunagu-no-machi"  # noqa: S105
"""The demo people's common password; the city is invented and nothing in it is secret."""

USERNAMES = {
    "tannin": RoleKind.HOMEROOM,
    "gakunen": RoleKind.GRADE_LEAD,
    "futoko": RoleKind.ATTENDANCE_LEAD,
    "yogo": RoleKind.NURSE,
    "jimu": RoleKind.OFFICE,
    "kyoto": RoleKind.DEPUTY_HEAD,
    "kocho": RoleKind.PRINCIPAL,
    "seito": RoleKind.GUIDANCE_LEAD,
    "tokushi": RoleKind.SPECIAL_NEEDS,
    "sc": RoleKind.COUNSELLOR,
    "ssw": RoleKind.SOCIAL_WORKER,
    "shidoshuji": RoleKind.SUPERVISOR,
    "shuninsc": RoleKind.LEAD_COUNSELLOR,
    "shuninssw": RoleKind.LEAD_SOCIAL_WORKER,
    "kacho": RoleKind.BOARD_HEAD,
    "center": RoleKind.CENTRE_STAFF,
    "madoguchi": RoleKind.AGENCY_LEAD,
    "kikan": RoleKind.AGENCY_STAFF,
    "kanri": RoleKind.ADMINISTRATOR,
    "kojin": RoleKind.PRIVACY_OFFICER,
}
"""Whom the demo lets sign in: one for each role, those of a school at the first one."""

ONE_A_SCHOOL = (
    RoleKind.PRINCIPAL,
    RoleKind.DEPUTY_HEAD,
    RoleKind.ATTENDANCE_LEAD,
    RoleKind.GUIDANCE_LEAD,
    RoleKind.SPECIAL_NEEDS,
    RoleKind.NURSE,
    RoleKind.OFFICE,
)
ONE_A_CATCHMENT = (RoleKind.COUNSELLOR, RoleKind.SOCIAL_WORKER)
SCHOOLS_A_CATCHMENT = 3
AT_THE_BOARD = (
    RoleKind.SUPERVISOR,
    RoleKind.LEAD_COUNSELLOR,
    RoleKind.LEAD_SOCIAL_WORKER,
    RoleKind.BOARD_HEAD,
    RoleKind.ADMINISTRATOR,
)


@dataclass
class Staff:
    """Keys of people by what they do; `homeroom` by years back and index of the class."""

    homeroom: dict[tuple[int, int], UUID] = field(default_factory=dict)
    of_school: dict[tuple[int, RoleKind], UUID] = field(default_factory=dict)
    elsewhere: dict[RoleKind, UUID] = field(default_factory=dict)
    grade_lead: dict[tuple[int, int], UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Keys of the organisations, schools by index, and of the classes by years back and index."""

    schools: list[UUID]
    board: UUID
    centre: UUID
    agencies: list[UUID]
    classes: dict[int, list[UUID]]


class Hiring:
    """Collects people and roles, then writes them together."""

    def __init__(self, rng: np.random.Generator, year: SchoolYear) -> None:
        self._rng, self._namer = rng, Namer(rng)
        self._year = year
        self.people: list[tuple[UUID, str, str, str, str]] = []
        self.roles: list[tuple[object, ...]] = []

    def person(self) -> UUID:
        """Somebody new."""
        name: Name = self._namer.adult(man=bool(self._rng.integers(2)))
        key = new_id()
        kana = f"{name.family_kana} {name.given_kana}"
        self.people.append((key, name.family, name.given, kana, f"S{len(self.people) + 1:05d}"))
        return key

    def role(
        self,
        person: UUID,
        kind: RoleKind,
        organisation: UUID,
        *,
        grade: str = "",
        classroom: UUID | None = None,
        back: int = 0,
        yearly: bool = False,
    ) -> None:
        """Give somebody a role: in a class for its school year, else since last year.

        A `yearly` one ends with this school year, as of staff appointed from year to year.
        """
        year = SchoolYear(self._year.year - (1 if classroom is None else back))
        last: date | None = year.last if classroom else self._year.last if yearly else None
        self.roles.append(
            (new_id(), person, organisation, kind, grade, classroom, year.first, last)
        )

    def write(self, municipality: Municipality) -> None:
        """Write all of them."""
        insert(
            Person,
            ("id", "family_name", "given_name", "kana", "sourced_id"),
            self.people,
            municipality=municipality.pk,
            source="demo",
        )
        insert(
            Role,
            ("id", "person", "organisation", "kind", "grade", "classroom", "first", "last"),
            self.roles,
            municipality=municipality.pk,
            source="demo",
        )


def write_people(
    rng: np.random.Generator, municipality: Municipality, lives: dict[int, YearLife], places: Places
) -> Staff:
    """Everybody who works in the city. Every class has a homeroom teacher, every grade a lead."""
    hiring, staff = Hiring(rng, lives[0].calendar.year), Staff()
    for school, key in enumerate(places.schools):
        for kind in ONE_A_SCHOOL:
            staff.of_school[school, kind] = person = hiring.person()
            hiring.role(person, kind, key)
        for kind in ONE_A_CATCHMENT:
            shared = staff.of_school.get((school - school % SCHOOLS_A_CATCHMENT, kind))
            staff.of_school[school, kind] = person = shared or hiring.person()
            hiring.role(person, kind, key)
    _teachers(hiring, staff, lives, places)
    for kind in AT_THE_BOARD:
        staff.elsewhere[kind] = person = hiring.person()
        hiring.role(person, kind, places.board, yearly=kind == RoleKind.LEAD_COUNSELLOR)
    staff.elsewhere[RoleKind.CENTRE_STAFF] = person = hiring.person()
    hiring.role(person, RoleKind.CENTRE_STAFF, places.centre)
    staff.elsewhere[RoleKind.PRIVACY_OFFICER] = person = hiring.person()
    hiring.role(person, RoleKind.PRIVACY_OFFICER, places.board)
    for kind in (RoleKind.AGENCY_LEAD, RoleKind.AGENCY_STAFF):
        staff.elsewhere[kind] = person = hiring.person()
        hiring.role(person, kind, places.agencies[0])
    hiring.role(hiring.person(), RoleKind.AGENCY_LEAD, places.agencies[1])
    hiring.write(municipality)
    return staff


def _teachers(hiring: Hiring, staff: Staff, lives: dict[int, YearLife], places: Places) -> None:
    """Homeroom teachers of both years, from one college a school; leads are deputies as well."""
    college: dict[int, list[UUID]] = defaultdict(list)
    for back, life in sorted(lives.items()):
        used: dict[int, int] = defaultdict(int)
        for n, plan in enumerate(life.classes.classes):
            if used[plan.school] == len(college[plan.school]):
                college[plan.school].append(hiring.person())
            person = college[plan.school][used[plan.school]]
            used[plan.school] += 1
            staff.homeroom[back, n] = person
            room = places.classes[back][n]
            school = places.schools[plan.school]
            hiring.role(person, RoleKind.HOMEROOM, school, classroom=room, back=back)
            if back == 0 and plan.name == "1組":
                lead = staff.grade_lead[plan.school, plan.grades[0]] = hiring.person()
                grade = GRADES[plan.grades[0]]
                hiring.role(lead, RoleKind.GRADE_LEAD, school, grade=grade)
                hiring.role(lead, RoleKind.DEPUTY_HOMEROOM, school, classroom=room)


def write_accounts(staff: Staff, lives: dict[int, YearLife], home: int) -> None:
    """Let one person of each role sign in, those of a school around the demo's class."""
    plan = lives[0].classes.classes[home]
    own = {
        RoleKind.HOMEROOM: staff.homeroom[0, home],
        RoleKind.GRADE_LEAD: staff.grade_lead[plan.school, plan.grades[0]],
    }
    own |= {kind: key for (school, kind), key in staff.of_school.items() if school == plan.school}
    own |= staff.elsewhere
    secret = make_password(PASSWORD)
    rows = ((new_id(), name, own[kind], secret) for name, kind in USERNAMES.items())
    insert(Account, ("id", "username", "person", "password"), rows)
