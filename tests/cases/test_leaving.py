"""What of cases, sheets and shares a teacher has who leaves, on the screen of staff change."""

from datetime import timedelta

import pytest

from tests.builders import make_person, make_school
from tests.cases.consulted import Consulted, make_consulted
from tests.cases.test_conferences import planned
from tests.cases.test_handovers import prepared
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.models import Case
from tsunagu.clock import today
from tsunagu.forms.actions import begin_sheet
from tsunagu.org.models import Person
from tsunagu.response.turnover import Turnover, turnover

AFTER = timedelta(days=7)
OF_A_CASE = ("case", "meetings", "handover")


@pytest.fixture
def scene(clock: object, db: None) -> Consulted:
    """A teacher who has something of each kind, and leaves in a week."""
    scene = make_consulted()
    school = scene.school
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="x", by=school.teacher
    )
    add_member(case=case, person=school.teacher.person, part="担任", by=school.teacher)
    name_coordinator(case=case, person=school.teacher.person, by=school.teacher)
    planned(case, school.teacher)
    prepared(school, make_school(scene.pupil.municipality, name="うみべ中学校"), case)
    begin_sheet(
        form="assessment-sheet",
        school=school.classroom.school,
        pupil=scene.pupil,
        by=school.teacher,
    )
    scene.sent()
    school.taken(named=True)
    Role.objects.filter(person=school.teacher.person).update(last=today() + AFTER)
    return scene


def change(scene: Consulted) -> Turnover:
    """The change of staff in a week, as the principal sees it."""
    return turnover(scene.school.manager, scene.school.classroom.school, today() + AFTER)


def going(scene: Consulted) -> dict[str, Person | None]:
    """To whom goes what the teacher has, by what it is about."""
    assert scene.school.teacher.person
    things = change(scene).things[scene.school.teacher.person.pk]
    return {one.about: one.goes_to for one in things if one.about}


def test_who_leaves_is_shown_with_all_of_it_and_what_has_no_owner_is_left(scene: Consulted) -> None:
    found, manager = going(scene), scene.school.manager.person
    assert found == {
        **dict.fromkeys((*OF_A_CASE, "sheet"), None),
        "consultation": manager,
        "share": manager,
    }
    assert change(scene).left >= len(OF_A_CASE) + 1


def test_the_lead_and_the_next_teacher_have_it_by_the_rules(scene: Consulted) -> None:
    room = scene.school.classroom
    comer = make_person(room, first=today() + AFTER + timedelta(days=1))
    lead = make_person(room.school, role=RoleKind.ATTENDANCE_LEAD)
    found = going(scene)
    assert {found[name] for name in OF_A_CASE} == {lead}
    assert found["sheet"] == comer


def test_a_stand_in_has_what_a_coordinator_had(scene: Consulted) -> None:
    nurse = make_person(scene.school.classroom.school, role=RoleKind.NURSE)
    Case.objects.get().members.update(stand_in=nurse)
    assert going(scene)["case"] == nurse


def test_what_stays_with_its_holder_is_not_told(scene: Consulted) -> None:
    Role.objects.filter(person=scene.school.teacher.person).update(last=None)
    assert not [one for some in change(scene).things.values() for one in some if one.about]


def test_nobody_below_the_managers_is_told_of_children(scene: Consulted) -> None:
    office = actor_of(make_person(scene.school.classroom.school, role=RoleKind.OFFICE))
    school = scene.school.classroom.school
    assert not turnover(office, school, today() + AFTER).things
