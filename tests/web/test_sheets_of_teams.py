"""Sheets as the people around a child read and write them who do not teach its class."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_class, make_pupil, make_school
from tests.cases.consulted import write
from tests.cases.scene import Scene, make_scene, move_on
from tests.signed_in import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.cases.actions.cases import begin_case, move_case
from tsunagu.cases.actions.teams import add_member, end_member
from tsunagu.cases.case_enums import CaseMove, CaseOrigin
from tsunagu.cases.models import Case, Member
from tsunagu.clock import freeze, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Sheet
from tsunagu.school.models import Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
FORM, WORDS = "detailed-assessment-sheet", "朝、玄関で動けなくなると聞いた"


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def other(scene: Scene) -> Actor:
    """A teacher of another class of the school."""
    return make_actor(make_class(scene.classroom.school, name="2組", pupils=0))


@pytest.fixture
def sheet(scene: Scene) -> Sheet:
    """What the teacher has begun to write on the child."""
    one = begin_sheet(form=FORM, school=scene.classroom.school, pupil=scene.pupil, by=scene.teacher)
    names = [field.id for field in one.definition.fields if field.kind == "long_text"]
    write(one, names[0], WORDS, scene.teacher)
    return one


@pytest.fixture
def case(scene: Scene) -> Case:
    """A case that the teacher began."""
    return begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=scene.teacher
    )


def joined(case: Case, actor: Actor, by: Actor) -> Member:
    return add_member(case=case, person=actor.person, part="学年", by=by)


def pages(sheet: Sheet, actor: Actor) -> set[int]:
    """What the sheet's page and papers answer."""
    browser = browser_of(actor)
    names = ("sheets:sheet", "sheets:pdf", "sheets:xlsx")
    return {browser.get(reverse(name, args=[sheet.pk])).status_code for name in names}


def writes(sheet: Sheet, actor: Actor) -> bool:
    """Does the table let somebody write, by the sheet and by the query alike?"""
    one = Sheet.objects.get(pk=sheet.pk)
    by_query = Sheet.objects.visible_to(actor, Deed.WRITE_SHEET).filter(pk=sheet.pk).exists()
    assert may(actor, Deed.WRITE_SHEET, one.scope) == by_query
    return by_query


@pytest.mark.parametrize("kind", [R.NURSE, R.SPECIAL_NEEDS, R.COUNSELLOR, R.SOCIAL_WORKER])
def test_who_supports_the_children_of_a_school_begins_and_writes_their_sheets(
    scene: Scene, sheet: Sheet, kind: RoleKind
) -> None:
    actor = make_actor(scene.classroom.school, role=kind)
    assert pages(sheet, actor) == {200}
    browser = browser_of(actor)
    assert WORDS in browser.get(reverse("sheets:sheet", args=[sheet.pk])).content.decode()
    begun = browser.post(
        reverse("sheets:begin", args=[scene.pupil.pk]), {"form": "assessment-sheet"}
    )
    assert begun.status_code == 302
    mine = Sheet.objects.get(form="assessment-sheet")
    assert mine.begun_by == actor.person
    write(sheet, "abuse", {"chosen": ["no"], "notes": {}}, actor)
    assert pages(sheet, make_actor(make_school(sheet.municipality), role=kind)) == {404}


@pytest.mark.parametrize("kind", [R.NURSE, R.COUNSELLOR])
def test_they_are_led_to_no_page_that_they_may_not_open(scene: Scene, kind: RoleKind) -> None:
    school = scene.classroom.school
    asked = begin_sheet(
        form="consultation-sheet", school=school, pupil=scene.pupil, by=scene.teacher
    )
    address = reverse("consultations:sheet", args=[asked.pk])
    page = reverse("sheets:sheet", args=[asked.pk])
    for actor, led in ((scene.teacher, True), (make_actor(school, role=kind), False)):
        browser = browser_of(actor)
        assert (address in browser.get(page).content.decode()) == led
        assert (browser.get(address).status_code == 200) == led


def test_who_joins_a_team_writes_its_childs_sheets_until_leaving_it(
    scene: Scene, sheet: Sheet, case: Case, other: Actor
) -> None:
    assert pages(sheet, other) == {404}
    assert not writes(sheet, other)
    member = joined(case, other, scene.teacher)
    assert pages(sheet, other) == {200}
    assert writes(sheet, other)
    write(sheet, "abuse", {"chosen": ["no"], "notes": {}}, other)
    listed = browser_of(other).get(reverse("sheets:list")).content.decode()
    assert str(sheet.pk) in listed
    end_member(member=member, last=None, by=scene.teacher)
    assert pages(sheet, other) == {404}
    assert not writes(sheet, other)


def test_a_team_leads_to_its_own_childs_sheets_alone_and_to_no_record(
    scene: Scene, sheet: Sheet, case: Case, other: Actor
) -> None:
    joined(case, other, scene.teacher)
    beside = make_pupil(scene.classroom)
    school = scene.classroom.school
    theirs = begin_sheet(form=FORM, school=school, pupil=beside, by=scene.teacher)
    assert pages(theirs, other) == {404}
    assert not writes(theirs, other)
    with pytest.raises(Denied):
        begin_sheet(form=FORM, school=school, pupil=scene.pupil, by=other)
    browser = browser_of(other)
    own = reverse("sheets:pupil", args=[scene.pupil.pk])
    record = reverse("pupil:page", args=[scene.pupil.pk])
    for name, key in (("sheets:sheet", sheet.pk), ("support:case", case.pk)):
        shown = browser.get(reverse(name, args=[key])).content.decode()
        assert own not in shown
        assert record not in shown
    assert own not in browser.get(reverse("sheets:list")).content.decode()
    assert {browser.get(page).status_code for page in (own, record)} == {404}


@pytest.mark.parametrize(("kind", "asks"), [(R.NURSE, False), (R.ATTENDANCE_LEAD, True)])
def test_who_may_not_ask_the_board_reads_who_hands_a_consultation_to_the_managers(
    scene: Scene, kind: RoleKind, asks: bool
) -> None:
    school = scene.classroom.school
    actor = make_actor(school, role=kind)
    one = begin_sheet(form="consultation-sheet", school=school, pupil=scene.pupil, by=actor)
    page = browser_of(actor).get(reverse("sheets:sheet", args=[one.pk])).content.decode()
    assert (reverse("consultations:sheet", args=[one.pk]) in page) is asks
    assert ("管理職に出すのは、この子を受け持つ担任" in page) is not asks


@pytest.mark.parametrize(("kind", "shown"), [(R.NURSE, False), (R.PRINCIPAL, True)])
def test_a_guardians_number_is_filled_in_for_who_may_see_it_alone(
    scene: Scene, kind: RoleKind, shown: bool
) -> None:
    Guardian.objects.filter(pupil=scene.pupil).update(phone="090-0000-0001")
    school = scene.classroom.school
    actor = make_actor(school, role=kind)
    assert may(actor, Deed.SEE_GUARDIAN, scene.classroom.scope) is shown
    common = "understanding-sheet-common"
    sheet = begin_sheet(form=common, school=school, pupil=scene.pupil, by=actor)
    assert "guardian" in sheet.answers()
    assert ("phone" in sheet.answers()) is shown


def test_a_closed_case_and_another_schools_sheet_are_no_teams(
    scene: Scene, sheet: Sheet, case: Case, other: Actor
) -> None:
    joined(case, other, scene.teacher)
    there = make_class(make_school(sheet.municipality), pupils=0)
    with freeze(today() + timedelta(days=1)):
        move_on(scene.pupil, there)
        new = begin_sheet(form=FORM, school=there.school, pupil=scene.pupil, by=make_actor(there))
        assert pages(new, other) == {404}
        assert not writes(new, other)
        assert pages(sheet, other) == {200}
        for one in (CaseMove.WATCH, CaseMove.CLOSE):
            until = today() + timedelta(weeks=4)
            move_case(case=case, move=one, text="x", until=until, by=scene.manager)
        assert pages(sheet, other) == {404}
        assert not writes(sheet, other)
