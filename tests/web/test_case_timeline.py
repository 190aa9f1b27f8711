"""The timeline of a case: all of the child that one may see, each line back to its record."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_class, make_person, make_school, roll
from tests.cases.scene import HEARD, Scene, make_scene, move_on
from tests.cases.test_conferences import a_step, held, planned
from tests.web.cast import signed_in
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.cases.actions.cases import begin_case, move_case, name_coordinator
from tsunagu.cases.actions.small_steps import end_step
from tsunagu.cases.actions.teams import add_member, record_wish, write_case_note
from tsunagu.cases.case_enums import CaseMove, CaseOrigin, Wisher
from tsunagu.cases.conference_enums import StepState
from tsunagu.cases.models import Case
from tsunagu.clock import JST, freeze, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.response.models import Contact
from tsunagu.signs.actions import answer, notice, take_back
from tsunagu.signs.enums import AnswerKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "家の事情"


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def case_of(scene: Scene) -> Case:
    """A case with something of every kind."""
    by = scene.teacher
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why="朝に泣く", by=by
    )
    add_member(case=case, person=by.person, part="担任", by=by)
    name_coordinator(case=case, person=by.person, by=by)
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words="給食だけ行きたい",
        heard_by="担任",
        heard_on=today(),
        by=by,
    )
    write_case_note(case=case, text=SECRET, restricted=True, by=by)
    school = scene.classroom.school
    begin_sheet(form="assessment-sheet", school=school, pupil=scene.pupil, by=by)
    return case


def page_of(case: Case, actor: Actor, query: str = "") -> str:
    """The timeline as somebody reads it."""
    browser = signed_in(Client(), actor.person)
    answer = browser.get(reverse("support:timeline", args=[case.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_about_the_child_stands_in_one_place_and_leads_to_its_record(
    scene: Scene,
) -> None:
    case = case_of(scene)
    shown = page_of(case, scene.teacher)
    for words in (HEARD, "朝に泣く", "給食だけ行きたい", SECRET, "チームに入った", "を書き始めた"):
        assert words in shown
    assert "情報共有" in shown
    contact = Contact.objects.get()
    browser = signed_in(Client(), scene.teacher.person)
    records = re.findall(r'class="timeline__day"><a href="([^"]+)"', shown)
    assert len(records) >= 7
    for record in records:
        address, _, _ = record.replace("&amp;", "&").partition("#")
        answer = browser.get(address)
        assert answer.status_code == 200
        if str(contact.pk) in record:
            assert f'id="e-{contact.pk}"' in answer.content.decode()
    assert any(str(contact.pk) in record for record in records)


def test_record_on_a_later_page_is_found_from_its_line(scene: Scene) -> None:
    case, by = case_of(scene), scene.teacher.person
    Contact.objects.bulk_create(
        Contact(
            municipality=case.municipality,
            pupil=scene.pupil,
            by=by,
            at=datetime.combine(today(), datetime.min.time(), JST) + timedelta(minutes=n),
            way="call",
            reached="guardian",
            line=f"{n}回目",
        )
        for n in range(40)
    )
    first = Contact.objects.get(line="0回目")
    shown = page_of(case, scene.teacher, "?kind=contact&page=2")
    (record,) = re.findall(rf'href="([^"]+{first.pk}[^"]*#[^"]+)"', shown)
    browser = signed_in(Client(), by)
    answer = browser.get(record.replace("&amp;", "&").partition("#")[0]).content.decode()
    assert f'id="e-{first.pk}"' in answer


def test_timeline_is_narrowed_to_a_kind(scene: Scene) -> None:
    case = case_of(scene)
    shown = page_of(case, scene.teacher, "?kind=wish")
    assert "給食だけ行きたい" in shown
    assert HEARD not in shown
    assert "朝に泣く" not in shown


def test_days_alike_in_a_row_are_one_line_with_where_they_were_spent(scene: Scene) -> None:
    case, monday = case_of(scene), date(2026, 5, 18)
    for n, place in enumerate(("", "", "nurse_room")):
        mark = (
            MarkInput(kind="present", place=place)
            if place
            else MarkInput(kind="absent", reason="illness")
        )
        roll(scene.classroom, monday + timedelta(days=n), scene.teacher, n2=mark)
    shown = page_of(case, scene.teacher, "?kind=day")
    assert "欠席・病気" in shown
    assert "5月18日（月）から5月19日（火）まで2日" in shown
    assert "出席・保健室" in shown


def test_school_years_are_those_over_which_the_case_ran(scene: Scene) -> None:
    case = case_of(scene)
    assert "2027年度" not in page_of(case, scene.teacher)
    with freeze(date(2027, 4, 20)):
        until = today() + timedelta(weeks=4)
        actor = make_actor(scene.classroom.school, role=RoleKind.PRINCIPAL)
        move_case(case=case, move=CaseMove.WATCH, text="新しい学年", until=until, by=actor)
        every, old, new = (page_of(case, actor, f"?year={y}") for y in ("", "2026", "2027"))
        assert "2025年度" not in every
        assert ["朝に泣く" in one for one in (every, old, new)] == [True, True, False]
        assert ["新しい学年" in one for one in (every, old, new)] == [True, False, True]
        move_case(case=case, move=CaseMove.CLOSE, text="終わり", until=None, by=actor)
    with freeze(date(2028, 5, 1)):
        manager = make_actor(scene.classroom.school, role=RoleKind.PRINCIPAL)
        assert "2028年度" not in page_of(case, manager)


def test_who_is_of_the_team_alone_reads_the_case_and_not_the_childs_record(scene: Scene) -> None:
    case = case_of(scene)
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    shown = page_of(case, coach)
    assert "朝に泣く" in shown
    assert SECRET in shown
    assert HEARD not in shown
    assert "受け持つ人の画面" in shown
    assert "?year=&amp;kind=contact" not in shown
    assert HEARD not in page_of(case, coach, "?kind=contact")


def test_restricted_note_shows_that_it_is_there_and_whose(scene: Scene) -> None:
    case = case_of(scene)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    shown = page_of(case, nurse, "?kind=note")
    assert SECRET not in shown
    assert "チームと管理職だけが読む書きとめがあります" in shown
    assert scene.teacher.label in shown


def test_when_the_child_has_gone_the_school_reads_its_case_alone(scene: Scene) -> None:
    case = case_of(scene)
    move_on(scene.pupil, make_class(make_school(scene.pupil.municipality)))
    shown = page_of(case, scene.manager)
    assert "朝に泣く" in shown
    assert HEARD not in shown
    stranger = make_person(make_class(make_school()))
    address = reverse("support:timeline", args=[case.pk])
    assert signed_in(Client(), stranger).get(address).status_code == 404


def test_conference_and_what_became_of_its_steps_lead_to_the_meeting(scene: Scene) -> None:
    case = case_of(scene)
    one = held(planned(case, scene.teacher), scene.teacher, a_step(who=scene.teacher.person))
    end_step(step=one.steps.get(), state=StepState.DONE, why="会えた", by=scene.teacher)
    meeting = reverse("support:meeting", args=[case.pk, one.pk])
    for kind, words in (("conference", one.aim), ("small-step", "会えた")):
        shown = page_of(case, scene.teacher, f"?kind={kind}")
        assert words in shown
        assert f'href="{meeting}"' in shown


def test_what_was_noticed_stands_there_for_who_answers_for_the_child(scene: Scene) -> None:
    case, by = case_of(scene), scene.teacher
    seen = {"kind": "sign-other", "point": "", "day": today(), "note": "図書室で一人だった"}
    notice(pupil=scene.pupil, by=by, **seen)
    wrong = notice(pupil=scene.pupil, by=by, **seen | {"note": "ちがう子のこと"})
    take_back(sign=wrong, why="名前ちがい", by=by)
    answer(pupil=scene.pupil, kind=AnswerKind.SPOKEN, words="「平気」と言った", by=by)
    shown = page_of(case, by, "?kind=sign")
    for words in ("図書室で一人だった", "本人と話した", "「平気」と言った"):
        assert words in shown
    assert "ちがう子のこと" not in shown
    assert f'href="{reverse("signs:pupil", args=[scene.pupil.pk])}"' in shown
    elsewhere = make_actor(make_class(scene.classroom.school, name="9組"), role=RoleKind.TEACHER)
    add_member(case=case, person=elsewhere.person, part="図書室で会う人", by=by)
    assert "図書室で一人だった" not in page_of(case, elsewhere)
