"""Thousands of rows in a moment, written past the verbs that make them one by one."""

from datetime import timedelta

from django.db import connection

from tests.builders import make_city, make_class, make_school
from tests.web.school_life import WEDNESDAY
from tsunagu.cases.models import Share
from tsunagu.clock import now
from tsunagu.org.models import Municipality, Organisation, OrganisationKind, Person
from tsunagu.response.models import Contact, Task, TaskReason
from tsunagu.school.models import Classroom, Enrolment, Guardian, Pupil, School

SCHOOLS = (
    "INSERT INTO school_school"
    " (organisation_ptr_id, stage, register_mode, after_school_is_attendance)"
    " SELECT id, 'elementary', 'here', TRUE FROM org_organisation WHERE source = 'many'"
    " AND id NOT IN (SELECT organisation_ptr_id FROM school_school)"
)


def many_pupils(classrooms: list[Classroom]) -> list[Pupil]:
    """A pupil at home in each of the classes, which may be the same one again, with a guardian."""
    city = classrooms[0].municipality
    same = {"municipality": city, "family_name": "東雲", "given_name": "ひより"}
    pupils = Pupil.objects.bulk_create(Pupil(**same) for _ in classrooms)
    since = WEDNESDAY - timedelta(days=30)
    Enrolment.objects.bulk_create(
        Enrolment(municipality=city, pupil=pupil, classroom=room, begin=since)
        for pupil, room in zip(pupils, classrooms, strict=True)
    )
    Guardian.objects.bulk_create(
        Guardian(municipality=city, pupil=pupil, name="保護者", phone="090") for pupil in pupils
    )
    return pupils


def many_tasks(pairs: list[tuple[Pupil, Classroom]], kind: str = "contact") -> None:
    """An open task with its reason for each pupil, who may be the same one again."""
    tasks = Task.objects.bulk_create(
        Task(
            municipality_id=pupil.municipality_id,
            school_id=room.school_id,
            classroom=room,
            pupil=pupil,
            kind=kind,
            owner="homeroom",
            day=WEDNESDAY,
            due=WEDNESDAY,
            noticed=WEDNESDAY,
        )
        for pupil, room in pairs
    )
    TaskReason.objects.bulk_create(
        TaskReason(
            municipality_id=task.municipality_id,
            task=task,
            pupil_id=task.pupil_id,
            school_year=2026,
            key=f"first-day-call:run:{number}",
            rule="first-day-call",
            version="akashi/first-day-call@2020-04-01",
            day=WEDNESDAY,
            due=WEDNESDAY,
            noticed=WEDNESDAY,
        )
        for number, task in enumerate(tasks)
    )


def many_contacts(pupil: Pupil, by: Person, count: int) -> None:
    """Calls that reached nobody, a minute apart."""
    Contact.objects.bulk_create(
        Contact(
            municipality_id=pupil.municipality_id,
            pupil=pupil,
            at=now() - timedelta(minutes=number),
            by=by,
            way="call",
            reached="nobody",
            line="呼び出し音のみ",
        )
        for number in range(count)
    )


def many_shares(
    pupils: list[Pupil],
    room: Classroom,
    agency: Organisation,
    *,
    asked_by: Person,
    state: str = "accepted",
) -> list[Share]:
    """A share by a law with each of the pupils, which a manager confirmed."""
    return Share.objects.bulk_create(
        Share(
            municipality_id=room.municipality_id,
            pupil=pupil,
            school_id=room.school_id,
            receiver=agency,
            basis="own_task",
            law="x",
            purpose="x",
            first=WEDNESDAY,
            last=WEDNESDAY + timedelta(days=30),
            state=state,
            asked_by=asked_by,
            asked_at=now(),
            confirmed_at=now(),
            answered_at=now(),
        )
        for pupil in pupils
    )


def many_classes(schools: list[School]) -> list[Classroom]:
    """A class at each of the schools, which may be the same one again, with a pupil and a task."""
    rooms = Classroom.objects.bulk_create(
        Classroom(
            municipality_id=school.municipality_id,
            school=school,
            school_year=2026,
            name=f"{number}組",
            grades=",P3,",
        )
        for number, school in enumerate(schools)
    )
    pupils = many_pupils(rooms)
    many_tasks(list(zip(pupils, rooms, strict=True)), "share")
    return rooms


def many_schools(city: Municipality, count: int) -> list[School]:
    """Schools of a city."""
    Organisation.objects.bulk_create(
        Organisation(
            municipality=city,
            kind=OrganisationKind.SCHOOL,
            name=f"第{number}小学校",
            source="many",
            sourced_id=str(number),
        )
        for number in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS)
    return list(School.objects.filter(municipality=city, source="many"))


def one_class() -> Classroom:
    """An empty class of a school in a city of its own."""
    return make_class(make_school(make_city()), pupils=0)
