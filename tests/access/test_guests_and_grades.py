"""Exchange pupils are known by their attendance alone, a grade's children to their own lead."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from tests.builders import enrol, make_class, make_person, make_pupil, pupils_of, roll
from tests.web.school_life import browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.attendance.actions import set_notice
from tsunagu.attendance.queries import roll_sheet
from tsunagu.clock import freeze, today
from tsunagu.org.models import Person
from tsunagu.response.enums import Owner, Status, TaskKind
from tsunagu.response.models import Task
from tsunagu.response.staff import StaffBook
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Classroom, Enrolment, Pupil

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 5, 20)
OF_THE_RECORD = (
    Deed.SEE_PUPIL,
    Deed.SEE_GUARDIAN,
    Deed.SHARE,
    Deed.END_TASK,
    Deed.SET_NOTICE,
)


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """A Wednesday in May."""
    with freeze(WEDNESDAY):
        yield


def known(person: Person, pupil: Pupil) -> set[Deed]:
    """The deeds on the record that query, verb and page let the person do, all in agreement."""
    actor = actor_of(person)
    asked = {
        deed for deed in OF_THE_RECORD if pupil in Pupil.objects.visible_to(actor, deed, on=today())
    }
    assert asked == {deed for deed in OF_THE_RECORD if may(actor, deed, scope_of(pupil, today()))}
    page = browser_of(person).get(reverse("pupil:page", args=[pupil.pk]))
    assert page.status_code == (200 if Deed.SEE_PUPIL in asked else 404)
    return asked


@pytest.mark.parametrize("role", [RoleKind.EXCHANGE_TEACHER, RoleKind.HOMEROOM])
def test_exchange_pupils_are_in_the_roll_and_their_record_is_not(role: RoleKind) -> None:
    room = make_class(pupils=1)
    home = make_class(room.school, name="あおぞら", pupils=1)
    guest = pupils_of(home)[0]
    enrol(guest, room, kind=EnrolmentKind.EXCHANGE)
    teacher = make_person(room, role=role)
    assert known(teacher, guest) == set()
    with pytest.raises(Denied):
        set_notice(pupil=guest, kind="announced", first=WEDNESDAY, by=actor_of(teacher))
    assert known(make_person(home), guest) == set(OF_THE_RECORD)
    lead = make_person(room.school, role=RoleKind.GRADE_LEAD, grade="P3")
    assert known(lead, guest) == set(OF_THE_RECORD)
    assert [line.pupil for line in roll_sheet(room, WEDNESDAY).guests] == [guest]
    page = browser_of(teacher).get(reverse("roll", args=[room.pk, WEDNESDAY]))
    assert guest.name in page.content.decode()
    assert "/pupils/" not in page.content.decode().partition("<main")[2]


def test_an_exchange_teacher_reads_no_record_of_the_class_either() -> None:
    room = make_class(pupils=1)
    teacher = make_person(room, role=RoleKind.EXCHANGE_TEACHER)
    assert known(teacher, pupils_of(room)[0]) == set()
    assert may(actor_of(teacher), Deed.TAKE_ROLL, room.scope)


def class_of_two_grades() -> tuple[Classroom, Pupil, Pupil, Pupil]:
    """A class of P1 and P2 with a child of each, and one whose grade the roster left out."""
    room = make_class(grade="P1", pupils=0)
    Classroom.objects.filter(pk=room.pk).update(grades=",P1,P2,")
    room.refresh_from_db()
    children = [make_pupil(room) for _ in range(3)]
    for child, grade in zip(children, ("P1", "P2", ""), strict=True):
        Enrolment.objects.filter(pupil=child).update(grade=grade)
    first, second, unsaid = children
    return room, first, second, unsaid


def owed_for(pupil: Pupil, room: Classroom) -> Task:
    """A call that is owed for the pupil."""
    return Task.objects.create(
        municipality=room.municipality,
        school=room.school,
        classroom=room,
        pupil=pupil,
        kind=TaskKind.CONTACT,
        owner=Owner.HOMEROOM,
        day=today(),
        due=today(),
        status=Status.OPEN,
        noticed=today(),
    )


def test_a_grade_lead_reaches_the_grades_own_children_in_a_class_of_several() -> None:
    room, first, second, unsaid = class_of_two_grades()
    lead = make_person(room.school, role=RoleKind.GRADE_LEAD, grade="P1")
    assert known(lead, first) == known(lead, unsaid) == set(OF_THE_RECORD)
    assert known(lead, second) == set()
    tasks = [owed_for(child, room) for child in (first, second, unsaid)]
    assert set(Task.objects.visible_to(actor_of(lead), Deed.END_TASK)) == {tasks[0], tasks[2]}
    assert may(actor_of(lead), Deed.TAKE_ROLL, room.scope)
    assert roll(room, WEDNESDAY, actor_of(lead)).version == 1


def test_a_grade_lead_answers_for_a_class_of_several_grades_only_with_all_of_them() -> None:
    room, _, second, _ = class_of_two_grades()
    one = make_person(room.school, role=RoleKind.GRADE_LEAD, grade="P1")
    manager = make_person(room.school, role=RoleKind.PRINCIPAL)
    book = StaffBook.of([room.school_id], WEDNESDAY)
    assert book.chain(Owner.HOMEROOM, room) == [manager]
    one.roles.create(
        municipality=room.municipality,
        organisation=room.school,
        kind=RoleKind.GRADE_LEAD,
        grade="P2",
        first=WEDNESDAY,
    )
    book = StaffBook.of([room.school_id], WEDNESDAY)
    assert book.chain(Owner.HOMEROOM, room) == [one, manager]
    task = owed_for(second, room)
    assert task in Task.objects.visible_to(actor_of(one), Deed.END_TASK)
