"""The policy table: denied by default, never across cities, managers alone where it hurts."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest

from tests.builders import (
    make_actor,
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    pupils_of,
)
from tsunagu.access.actor import Actor, Held, Scope, actor_of, system_actor
from tsunagu.access.enums import BOARD_STAFF, MANAGERS, SCHOOL_STAFF, Reach, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import (
    Deed,
    Denied,
    allowed,
    may,
    may_somewhere,
    require,
    rows_for,
)
from tsunagu.access.table import TABLE
from tsunagu.clock import freeze, today
from tsunagu.org.models import Municipality
from tsunagu.response.enums import Status, TaskKind
from tsunagu.response.models import Task
from tsunagu.school.models import Classroom, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MANAGERS_ALONE = {
    Deed.SEE_PROTECTION,
    Deed.SEE_RESTRICTED,
    Deed.SET_GUARDIAN,
    Deed.SEE_SUSPICION,
}
OF_A_PUPIL = {Deed.SEE_PUPIL, Deed.SEE_GUARDIAN, Deed.SHARE, Deed.END_TASK, Deed.RECORD_CONTACT}


def city_of_classes() -> tuple[Municipality, list[Classroom]]:
    """Two schools of two grades with two classes each; at the end a class of another city."""
    city = make_city()
    schools = [make_school(city), make_school(city)]
    classes = [
        make_class(school, name=name, grade=grade, pupils=1)
        for school in schools
        for grade in ("P1", "P2")
        for name in ("1組", "2組")
    ]
    return city, [*classes, make_class(make_school(make_city()), grade="P1", pupils=1)]


def in_role(kind: RoleKind, home: Classroom) -> Actor:
    """Someone in this role at the class, its grade, its school, or the city's board."""
    if kind in SCHOOL_STAFF:
        return make_actor(home, role=kind)
    return make_actor(make_board(home.municipality), role=kind)


@pytest.mark.parametrize("kind", RoleKind)
def test_queries_and_questions_agree_on_every_class(kind: RoleKind) -> None:
    _, classes = city_of_classes()
    actor = in_role(kind, classes[0])
    for deed in Deed:
        seen = set(Classroom.objects.visible_to(actor, deed))
        if all(row.reach == Reach.SELF for row in rows_for(deed)):
            assert not seen
        else:
            assert seen == {c for c in classes if may(actor, deed, c.scope)}, deed


@pytest.mark.parametrize("kind", RoleKind)
def test_nothing_is_allowed_in_another_municipality(kind: RoleKind) -> None:
    _, classes = city_of_classes()
    actor = in_role(kind, classes[0])
    elsewhere = classes[-1]
    everywhere_at_once = Scope(
        municipality=elsewhere.municipality_id,
        school=classes[0].school_id,
        grades=frozenset(classes[0].grade_list),
        classrooms=frozenset({classes[0].pk}),
        person=actor.person.pk if actor.person else None,
    )
    for deed in Deed:
        assert not may(actor, deed, elsewhere.scope)
        assert not may(actor, deed, everywhere_at_once)


@pytest.mark.parametrize("kind", RoleKind)
def test_another_school_is_reached_only_from_the_board(kind: RoleKind) -> None:
    _, classes = city_of_classes()
    actor, other = in_role(kind, classes[0]), classes[4]
    reached = {deed for deed in Deed if may(actor, deed, other.scope)}
    if kind in SCHOOL_STAFF:
        assert reached <= {Deed.SEE_RULES, Deed.SEE_POLICY, Deed.READ_STORY}
    assert not reached & (OF_A_PUPIL | MANAGERS_ALONE | {Deed.TAKE_ROLL, Deed.SEE_ROLL})


def test_a_class_teacher_reaches_no_other_class_and_a_grade_lead_no_other_grade() -> None:
    _, (own, beside, above, *_) = city_of_classes()
    teacher = make_actor(own, role=RoleKind.HOMEROOM)
    lead = make_actor(own, role=RoleKind.GRADE_LEAD)
    assert may(teacher, Deed.SEE_PUPIL, own.scope)
    assert not may(teacher, Deed.SEE_PUPIL, beside.scope)
    assert may(lead, Deed.SEE_PUPIL, beside.scope)
    assert not may(lead, Deed.SEE_PUPIL, above.scope)


@pytest.mark.parametrize("deed", sorted(MANAGERS_ALONE))
def test_managers_alone_know_what_is_restricted(deed: Deed) -> None:
    _, classes = city_of_classes()
    knowing = {kind for kind in RoleKind if may(in_role(kind, classes[0]), deed, classes[0].scope)}
    assert knowing == set(MANAGERS)
    assert not may(system_actor(classes[0].municipality, "job"), deed, classes[0].scope)


@pytest.mark.parametrize("kind", sorted(BOARD_STAFF | {RoleKind.ADMINISTRATOR}))
def test_the_board_and_administrators_read_no_pupil(kind: RoleKind) -> None:
    _, classes = city_of_classes()
    actor = in_role(kind, classes[0])
    assert not {deed for deed in OF_A_PUPIL if may_somewhere(actor, deed)}
    assert not Pupil.objects.visible_to(actor, Deed.SEE_PUPIL, on=today()).exists()


def test_nobody_without_a_role_may_do_anything() -> None:
    _, classes = city_of_classes()
    actor = actor_of(make_person(classes[0], role=None))
    assert not [deed for deed in Deed if may_somewhere(actor, deed)]
    for deed in Deed:
        with pytest.raises(Denied):
            require(actor, deed, classes[0].scope)


def test_who_has_left_may_do_nothing_whatever_role_was_not_ended() -> None:
    _, classes = city_of_classes()
    person = make_person(classes[0], role=RoleKind.PRINCIPAL)
    assert may(actor_of(person), Deed.SEE_PUPIL, classes[0].scope)
    person.active = False
    assert not [deed for deed in Deed if may_somewhere(actor_of(person), deed)]


def test_an_unknown_role_raises() -> None:
    person = make_person(make_school(), role=RoleKind.TEACHER)
    Role.objects.filter(person=person).update(kind="janitor")
    with pytest.raises(ValueError, match="janitor"):
        actor_of(person)


def test_a_role_counts_from_its_first_day_to_its_last() -> None:
    classroom = make_class()
    first, last = date(2026, 5, 1), date(2026, 5, 20)
    person = make_person(classroom, role=RoleKind.HOMEROOM, first=first, last=last)
    held = {}
    for day in (date(2026, 4, 30), first, last, date(2026, 5, 21)):
        with freeze(day):
            held[day] = may(actor_of(person), Deed.TAKE_ROLL, classroom.scope)
    assert list(held.values()) == [False, True, True, False]


def test_the_system_acts_in_its_own_municipality_only() -> None:
    city, classes = city_of_classes()
    job = system_actor(city, "job")
    for deed in set(Deed) - MANAGERS_ALONE:
        assert may(job, deed, classes[0].scope)
        assert not may(job, deed, classes[-1].scope)
    assert set(Classroom.objects.visible_to(job, Deed.IMPORT)) == set(classes[:-1])


def test_a_pupil_is_seen_while_enrolled_where_one_may() -> None:
    classroom, beside = make_class(pupils=0), None
    beside = make_class(classroom.school, name="2組", pupils=0)
    moved = make_pupil(classroom, end=date(2026, 5, 20))
    make_pupil(beside)
    staying = make_pupil(classroom)
    teacher = make_actor(classroom, role=RoleKind.HOMEROOM)
    yesterday, now = (
        set(Pupil.objects.visible_to(teacher, Deed.SEE_PUPIL, on=date(2026, 5, day)))
        for day in (19, 20)
    )
    assert yesterday == {moved, staying}
    assert now == {staying}


def a_task(classroom: Classroom, kind: TaskKind) -> Task:
    """An open task for the class's pupil."""
    return Task.objects.create(
        municipality=classroom.municipality,
        school=classroom.school,
        classroom=classroom,
        pupil=pupils_of(classroom)[0],
        kind=kind,
        owner="manager",
        day=today(),
        due=today(),
        status=Status.OPEN,
        noticed=today(),
    )


def seers(task: Task, home: Classroom) -> Iterator[RoleKind]:
    """The roles at a class who find a task in any query that they may ask."""
    for kind in RoleKind:
        actor = in_role(kind, home)
        if any(task in Task.objects.visible_to(actor, deed) for deed in Deed):
            yield kind


def test_protection_tasks_are_found_by_managers_of_the_school_alone() -> None:
    city, classes = city_of_classes()
    protection = a_task(classes[0], TaskKind.PROTECTION)
    assert set(seers(protection, classes[0])) == set(MANAGERS)
    assert not list(seers(protection, classes[4]))
    job = system_actor(city, "job")
    assert not any(protection in Task.objects.visible_to(job, deed) for deed in Deed)


def test_a_manager_elsewhere_who_teaches_here_finds_no_protection_task() -> None:
    _, classes = city_of_classes()
    protection, contact = (a_task(classes[0], k) for k in (TaskKind.PROTECTION, TaskKind.CONTACT))
    person = make_person(classes[4], role=RoleKind.PRINCIPAL)
    Role.objects.create(
        municipality=person.municipality,
        person=person,
        organisation_id=classes[0].school_id,
        kind=RoleKind.HOMEROOM,
        classroom=classes[0].pk,
        first=today(),
    )
    assert set(Task.objects.visible_to(actor_of(person), Deed.END_TASK)) == {contact}
    assert protection not in Task.objects.visible_to(actor_of(person), Deed.SEE_PROTECTION)


def test_a_deputy_head_who_also_teaches_keeps_both_reaches() -> None:
    classroom = make_class()
    actor = make_actor(classroom, role=RoleKind.HOMEROOM)
    held = (*actor.held, Held(RoleKind.DEPUTY_HEAD, uuid4()))
    both = Actor(
        actor.municipality, actor.label, actor.person, held, kinds=frozenset(h.kind for h in held)
    )
    places = allowed(both, Deed.SEE_PUPIL)
    assert places.classrooms == {classroom.pk}
    assert places.schools == {held[1].organisation}
    assert not may(both, Deed.SEE_PROTECTION, classroom.scope)


def test_every_deed_stands_in_the_table_and_every_row_says_why() -> None:
    assert {deed for row in TABLE for deed in row.deeds} == set(Deed)
    assert {kind for row in TABLE for kind in row.roles} == set(RoleKind)
    assert all(row.why and row.roles and row.deeds for row in TABLE)
