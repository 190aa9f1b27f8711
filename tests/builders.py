"""Small factories: a city, its schools, classes, pupils and people. Names are invented."""

from collections.abc import Sequence
from datetime import date
from itertools import count

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import CLASS_ROLES, RoleKind
from tsunagu.access.models import Role
from tsunagu.attendance.actions import MarkInput, take_roll
from tsunagu.attendance.models import RollCall
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Municipality, Organisation, OrganisationKind, Person
from tsunagu.school.enums import CalendarKind, EnrolmentKind, RegisterMode, Stage
from tsunagu.school.models import (
    CalendarEntry,
    Classroom,
    Enrolment,
    Guardian,
    Pupil,
    PupilIdentity,
    School,
    packed_grades,
)

SINCE = date(2020, 4, 1)
SOURCE = "roster"
FAMILY = ("東雲", "小日向", "久遠", "朝霧", "白藤", "月野", "春原", "若草", "水無瀬", "星合")
GIVEN = (
    "ひより",
    "はると",
    "みお",
    "そうた",
    "あかり",
    "りく",
    "つむぎ",
    "ゆうま",
    "さくら",
    "れん",
)
_numbers = count(1)


def make_city(
    *, name: str = "つなぐ市", code: str = "", packs: Sequence[str] = ("national", "akashi")
) -> Municipality:
    """A municipality that follows these packs."""
    code = code or f"99{next(_numbers):04}"
    return Municipality.objects.create(code=code, name=name, packs=list(packs))


def make_board(city: Municipality) -> Organisation:
    """The board of education of a city."""
    return Organisation.objects.create(
        municipality=city, kind=OrganisationKind.BOARD, name=f"{city.name}教育委員会"
    )


def make_school(
    city: Municipality | None = None,
    *,
    name: str = "",
    stage: Stage = Stage.ELEMENTARY,
    register_mode: RegisterMode = RegisterMode.HERE,
) -> School:
    """A school, in a new city unless one is given."""
    number = next(_numbers)
    return School.objects.create(
        municipality=city or make_city(),
        kind=OrganisationKind.SCHOOL,
        name=name or f"ひばり第{number}小学校",
        source=SOURCE,
        sourced_id=f"school-{number}",
        stage=stage,
        register_mode=register_mode,
    )


def make_class(
    school: School | None = None,
    *,
    name: str = "1組",
    grade: str = "P3",
    pupils: int = 3,
    school_year: int | None = None,
) -> Classroom:
    """A class of this school year with so many pupils, numbered from 1."""
    school = school or make_school()
    year = school_year if school_year is not None else school_year_of(today()).year
    classroom = Classroom.objects.create(
        municipality=school.municipality,
        school=school,
        school_year=year,
        name=name,
        grades=packed_grades([grade] if grade else []),
        source=SOURCE,
        sourced_id=f"class-{next(_numbers)}",
    )
    for number in range(1, pupils + 1):
        make_pupil(classroom, number=number)
    return classroom


def make_pupil(
    classroom: Classroom,
    *,
    number: int | None = None,
    family_name: str = "",
    given_name: str = "",
    begin: date | None = None,
    end: date | None = None,
    phone: str = "",
    sourced_id: str = "",
) -> Pupil:
    """A pupil at home in the class from `begin` (1 April) until the day before `end`."""
    serial = next(_numbers)
    number = number if number is not None else classroom.enrolments.count() + 1
    pupil = Pupil.objects.create(
        municipality_id=classroom.municipality_id,
        family_name=family_name or FAMILY[serial % len(FAMILY)],
        given_name=given_name or GIVEN[serial // len(FAMILY) % len(GIVEN)],
        family_kana="かな",
        given_kana="かな",
    )
    begin = begin or date(classroom.school_year, 4, 1)
    PupilIdentity.objects.create(
        municipality_id=classroom.municipality_id,
        pupil=pupil,
        source=SOURCE,
        sourced_id=sourced_id or f"pupil-{serial:06}",
        first=begin,
    )
    enrol(pupil, classroom, number=number, begin=begin, end=end)
    if phone:
        Guardian.objects.create(
            municipality_id=classroom.municipality_id,
            pupil=pupil,
            name=f"{pupil.family_name} 保護者",
            relation="母",
            phone=phone,
        )
    return pupil


def enrol(
    pupil: Pupil,
    classroom: Classroom,
    *,
    number: int = 1,
    begin: date | None = None,
    end: date | None = None,
    kind: EnrolmentKind = EnrolmentKind.HOME,
) -> Enrolment:
    """A pupil in a class from `begin` (1 April) until the day before `end`."""
    grades = classroom.grade_list
    return Enrolment.objects.create(
        municipality_id=classroom.municipality_id,
        pupil=pupil,
        classroom=classroom,
        kind=kind,
        grade=grades[0] if grades else "",
        number=str(number),
        begin=begin or date(classroom.school_year, 4, 1),
        end=end,
        source=SOURCE,
    )


def pupils_of(classroom: Classroom) -> list[Pupil]:
    """The pupils of a class by number."""
    enrolled = classroom.enrolments.filter(kind=EnrolmentKind.HOME).select_related("pupil")
    return [e.pupil for e in sorted(enrolled, key=lambda e: int(e.number))]


def make_person(
    place: Classroom | Organisation,
    *,
    role: RoleKind | None = RoleKind.HOMEROOM,
    grade: str = "",
    family_name: str = "",
    first: date = SINCE,
    last: date | None = None,
) -> Person:
    """Someone who holds a role in a class, a school or the board; `role` None holds none."""
    serial = next(_numbers)
    organisation = place.school if isinstance(place, Classroom) else place
    person = Person.objects.create(
        municipality_id=place.municipality_id,
        family_name=family_name or FAMILY[serial % len(FAMILY)],
        given_name="先生",
        source=SOURCE,
        sourced_id=f"person-{serial}",
    )
    if role is not None:
        Role.objects.create(
            municipality_id=place.municipality_id,
            person=person,
            organisation_id=organisation.pk,
            kind=role,
            grade=grade or _grade_of(place, role),
            classroom=place.pk if isinstance(place, Classroom) and role in CLASS_ROLES else None,
            first=first,
            last=last,
        )
    return person


def _grade_of(place: Classroom | Organisation, role: RoleKind) -> str:
    if isinstance(place, Classroom) and role == RoleKind.GRADE_LEAD:
        return place.grade_list[0]
    return ""


def make_actor(
    place: Classroom | Organisation, *, role: RoleKind | None = RoleKind.HOMEROOM, grade: str = ""
) -> Actor:
    """A new person in a role, as an actor with the roles held today."""
    return actor_of(make_person(place, role=role, grade=grade))


def add_calendar(
    place: Municipality | School | Classroom,
    first: date,
    last: date | None = None,
    *,
    kind: CalendarKind = CalendarKind.NO_SCHOOL,
    grade: str = "",
) -> CalendarEntry:
    """An entry of the calendar for a city, a school, a grade or a class."""
    city = place if isinstance(place, Municipality) else place.municipality
    return CalendarEntry.objects.create(
        municipality=city,
        school=place if isinstance(place, School) else getattr(place, "school", None),
        grade=grade,
        classroom=place if isinstance(place, Classroom) else None,
        first=first,
        last=last or first,
        kind=kind,
    )


def roll(classroom: Classroom, day: date, by: Actor, **marks: MarkInput) -> RollCall:
    """Take the roll of `day`, today or late; marks are given by number as `n1=MarkInput(…)`."""
    pupils = pupils_of(classroom)
    given = {pupils[int(number[1:]) - 1].pk: mark for number, mark in marks.items()}
    return take_roll(classroom=classroom, day=day, marks=given, by=by, why="記入もれ")
