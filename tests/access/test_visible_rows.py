"""The rows a query finds are those that the policy table allows one by one, in cities by chance."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

import pytest

from tests.builders import SINCE, make_city, make_class, make_person, make_pupil, make_school
from tsunagu.access.actor import Actor, Scope, actor_of, system_actor
from tsunagu.access.enums import CLASS_ROLES, SCHOOL_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may
from tsunagu.clock import freeze
from tsunagu.org.models import Municipality, Person
from tsunagu.response.enums import Owner, Status, TaskKind
from tsunagu.response.models import Task
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Enrolment, packed_grades

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 5, 20)
GRADES = ("P1", "P2", "P3")
DEEDS = (
    Deed.SEE_ROLL,
    Deed.SEE_PUPIL,
    Deed.END_TASK,
    Deed.SHARE,
    Deed.RECORD_CONTACT,
    Deed.SEE_PROTECTION,
)


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """A Wednesday in May."""
    with freeze(WEDNESDAY):
        yield


def rooms_by_chance(chance: Random, city: Municipality) -> list[Classroom]:
    """Classes of one grade, of several and of none, at two schools."""
    schools = [make_school(city) for _ in range(2)]
    rooms = [make_class(school, pupils=0) for school in schools for _ in range(4)]
    for room in rooms:
        room.grades = packed_grades(sorted(chance.sample(GRADES, chance.choice((0, 1, 1, 2)))))
        room.save()
    return rooms


def stays_by_chance(chance: Random, rooms: list[Classroom]) -> None:
    """Pupils in one class or two, at home or a guest, by a grade that the class need not have."""
    for room in chance.choices(rooms, k=24):
        pupil = make_pupil(room)
        if chance.random() < 0.5:
            Enrolment.objects.create(
                municipality=room.municipality,
                pupil=pupil,
                classroom=chance.choice(rooms),
                kind=chance.choice(EnrolmentKind.values),
                begin=WEDNESDAY - timedelta(days=9),
                end=WEDNESDAY + timedelta(days=9),
            )
        for stay in pupil.enrolments.all():
            stay.grade = chance.choice(("", *GRADES))
            stay.save()


def tasks_by_chance(chance: Random, rooms: list[Classroom]) -> None:
    """Tasks of pupils in their own class or another, a few of them of protection."""
    for stay in Enrolment.objects.filter(classroom__in=rooms).order_by("begin", "pk"):
        room = chance.choice((stay.classroom, stay.classroom, chance.choice(rooms)))
        Task.objects.create(
            municipality=room.municipality,
            school=room.school,
            classroom=room,
            pupil=stay.pupil,
            kind=chance.choice((TaskKind.CONTACT, TaskKind.SHARE, TaskKind.PROTECTION)),
            owner=Owner.HOMEROOM,
            status=Status.OPEN,
            day=WEDNESDAY,
            due=WEDNESDAY,
            noticed=WEDNESDAY,
        )


def person_by_chance(chance: Random, rooms: list[Classroom]) -> Person:
    """Someone with one to three roles, of which leading a grade is the most frequent."""
    person = make_person(rooms[0].school, role=None)
    for _ in range(chance.randint(1, 3)):
        kind = chance.choice((RoleKind.GRADE_LEAD, *sorted(SCHOOL_STAFF)))
        room = chance.choice(rooms)
        Role.objects.create(
            municipality=room.municipality,
            person=person,
            organisation=room.school,
            kind=kind,
            grade=chance.choice(("", *GRADES)) if kind == RoleKind.GRADE_LEAD else "",
            classroom=room.pk if kind in CLASS_ROLES else None,
            first=SINCE,
        )
    return person


def task_allowed(actor: Actor, deed: Deed, task: Task, homes: Iterable[Enrolment]) -> bool:
    """Does the table allow it in the class, or to the child at home there?"""
    place = Scope(task.municipality_id, task.school_id, classrooms=frozenset({task.classroom_id}))
    if task.kind == TaskKind.PROTECTION and not may(actor, Deed.SEE_PROTECTION, place):
        return False
    there = (e.scope for e in homes if (e.pupil, e.classroom) == (task.pupil, task.classroom))
    return any(may(actor, deed, scope) for scope in (place, *there))


@pytest.mark.parametrize("seed", range(3))
def test_visible_to_finds_what_the_table_allows_row_by_row(seed: int) -> None:
    chance = Random(seed)
    city, other = make_city(), make_city()
    rooms = rooms_by_chance(chance, city)
    for own in (rooms, rooms_by_chance(chance, other)):
        stays_by_chance(chance, own)
        tasks_by_chance(chance, own)
    stays = list(Enrolment.objects.select_related("classroom", "pupil"))
    homes = [stay for stay in stays if stay.kind == EnrolmentKind.HOME]
    tasks = list(Task.objects.select_related("pupil", "classroom"))
    every = list(Classroom.objects.all())
    found = 0
    people = [actor_of(person_by_chance(chance, rooms)) for _ in range(12)]
    for actor in (*people, system_actor(city, "tests")):
        for deed in DEEDS:
            seen = set(Enrolment.objects.visible_to(actor, deed))
            assert seen == {one for one in stays if may(actor, deed, one.scope)}
            owed = set(Task.objects.visible_to(actor, deed))
            assert owed == {one for one in tasks if task_allowed(actor, deed, one, homes)}
            there = set(Classroom.objects.visible_to(actor, deed))
            assert there == {one for one in every if may(actor, deed, one.scope)}
            found += len(owed) if actor.person else 0
    assert found
