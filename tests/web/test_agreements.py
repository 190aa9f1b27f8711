"""Agreements on screen: made, changed and ended, each with what the family wishes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_person
from tests.cases.scene import Scene, make_scene
from tests.cases.test_cases import begun
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Notice
from tsunagu.audit.models import Event
from tsunagu.cases.actions.school_days import agree_school_day
from tsunagu.cases.models import Case, Rhythm, SchoolDay
from tsunagu.clock import freeze, today
from tsunagu.response.actions import catch_up_everywhere
from tsunagu.response.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def rhythm_form(**typed: object) -> dict[str, str]:
    """The form of a rhythm as it is sent in."""
    filled = {
        "every_days": 5,
        "way": "call",
        "how": "夕方に電話",
        "first": today(),
        "in_breaks": "on",
        "before_term": 2,
        "child_wish": "図書室の話をしたい",
        "agreed_with": "本人と母",
        "agreed_on": today(),
        **typed,
    }
    return {"act": "rhythm"} | {f"rhythm-{name}": str(one) for name, one in filled.items()}


def page_of(case: Case) -> str:
    """The page of a case's agreements."""
    return reverse("support:agreements", args=[case.pk])


def test_rhythm_is_agreed_changed_and_ended(client: Client, scene: Scene) -> None:
    browser = signed_in(client, scene.teacher.person)
    page = page_of(begun(scene))
    assert "まだ決めていません" in browser.get(page).content.decode()
    person = str(scene.teacher.person.pk)
    answer = browser.post(page, rhythm_form(person=person))
    assert answer.status_code == 302
    shown = browser.get(page).content.decode()
    for words in ("5日ごと", "電話連絡", "図書室の話をしたい", "始業の2日前", "本人と母"):
        assert words in shown
    assert "まだ聞いていません" in shown
    browser.post(page, rhythm_form(every_days=3, first=today() + timedelta(days=1)))
    assert Rhythm.objects.count() == 2
    assert "前の約束" in browser.get(page).content.decode()
    assert browser.post(page, {"act": "end", "end-why": ""}).status_code == 422
    browser.post(page, {"act": "end", "end-why": "毎日来ている"})
    assert "毎日来ている" in browser.get(page).content.decode()


def test_what_is_wrong_is_told_beside_what_was_typed(client: Client, scene: Scene) -> None:
    page = page_of(begun(scene))
    browser = signed_in(client, scene.teacher.person)
    for typed in ({"every_days": 32}, {"agreed_with": ""}, {"last": today() - timedelta(days=1)}):
        answer = browser.post(page, rhythm_form(**typed))
        assert answer.status_code == 422
        assert "図書室の話をしたい" in answer.content.decode()
    assert not Rhythm.objects.exists()


def test_who_no_longer_answers_for_the_child_is_told(client: Client, scene: Scene) -> None:
    page = page_of(begun(scene))
    browser = signed_in(client, scene.teacher.person)
    lead = make_person(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    browser.post(page, rhythm_form(person=lead.pk))
    told = "いまこの子どもを受け持つ役割にありません"
    assert told not in browser.get(page).content.decode()
    lead.roles.update(last=today() - timedelta(days=1))
    assert told in browser.get(page).content.decode()


def test_what_the_agreement_asks_for_is_handed_on_from_its_page(
    client: Client, scene: Scene
) -> None:
    Notice.objects.all().delete()
    browser = signed_in(client, scene.teacher.person)
    lead = make_person(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    browser.post(page_of(begun(scene)), rhythm_form(person=scene.teacher.person.pk))
    with freeze(today() + timedelta(days=5)):
        browser = signed_in(Client(), scene.teacher.person)
        catch_up_everywhere()
        task = Task.objects.get(kind="contact")
        page = reverse("pupil:task", args=[scene.pupil.pk, task.pk])
        assert f"担当 {scene.teacher.person.name}" in browser.get(page).content.decode()
        browser.post(page, {"status": "handed_over", "handed_to": str(lead.pk)})
    task.refresh_from_db()
    assert (task.handed_to, task.ended_by) == (lead, "person")


def test_nurse_who_keeps_it_has_it_on_today_until_a_contact_is_on_record(
    client: Client, scene: Scene
) -> None:
    Notice.objects.all().delete()
    nurse = make_person(scene.classroom.school, role=RoleKind.NURSE)
    page, browser = page_of(begun(scene)), signed_in(client, scene.teacher.person)
    assert f'value="{nurse.pk}"' in browser.get(page).content.decode()
    browser.post(page, rhythm_form(person=nurse.pk))
    assert "受け持つ役割にありません" not in browser.get(page).content.decode()
    with freeze(today() + timedelta(days=5)):
        catch_up_everywhere()
        hers = signed_in(Client(), nurse)
        shown = hers.get(reverse("today")).content.decode()
        contact = reverse("pupil:contact", args=[scene.pupil.pk])
        for words in ("約束した連絡", contact, "夕方に電話", scene.pupil.name):
            assert words in shown
        assert scene.guardian.phone not in shown
        assert hers.get(contact).status_code == 200
        said = {"way": "call", "reached": "child", "child": "heard", "line": "元気", "next": "なし"}
        said |= {"on": today().isoformat(), "at": "09:30"}
        assert hers.post(contact, said).status_code == 302
        assert "約束した連絡" not in hers.get(reverse("today")).content.decode()


def test_who_only_reads_is_offered_nothing(client: Client, scene: Scene) -> None:
    page = page_of(begun(scene))
    other = make_person(scene.classroom.school, role=RoleKind.TEACHER)
    assert signed_in(client, other).get(page).status_code == 404


def days_form(act: str, **typed: object) -> dict[str, str]:
    """A form about school days as it is sent in."""
    return {"act": act} | {f"{act}-{name}": str(one) for name, one in typed.items()}


def test_school_day_is_agreed_shown_on_the_childs_page_and_ended(
    client: Client, scene: Scene
) -> None:
    Notice.objects.all().delete()
    case = begun(scene)
    browser = signed_in(client, scene.teacher.person)
    page = reverse("support:school-days", args=[case.pk])
    assert "まだ決めていません" in browser.get(page).content.decode()
    said = {"first": today(), "arrives": "10:30", "late_start": "on", "receiver": "養護教諭"}
    assert browser.post(page, days_form("day", **said)).status_code == 302
    browser.post(page, days_form("lunch", first=today()))
    childs = reverse("pupil:page", args=[scene.pupil.pk])
    for shown in (browser.get(address).content.decode() for address in (page, childs)):
        assert "10:30に登校" in shown
        assert "給食を止める" in shown
    lunch = case.school_days.get(kind="lunch")
    wrong = browser.post(page, days_form("end", agreed=lunch.pk, last=today(), why=""))
    assert wrong.status_code == 422
    browser.post(page, days_form("end", agreed=lunch.pk, last=today(), why="食べたいと話した"))
    lunch.refresh_from_db()
    assert (lunch.held_until, lunch.ended_why) == (today(), "食べたいと話した")
    wrong = browser.post(page, days_form("day", first=today(), room=""))
    assert "決めたことを入れてください" in wrong.content.decode()


def test_list_of_a_day_is_read_by_page_and_as_a_file(client: Client, scene: Scene) -> None:
    office = signed_in(client, make_person(scene.classroom.school, role=RoleKind.OFFICE))
    page = reverse("office:school-days", args=[scene.classroom.school.pk])
    assert "この日に約束のある子どもはいません" in office.get(page).content.decode()
    new = SchoolDay(case=begun(scene), kind="day", first=today(), room="=別室")
    agree_school_day(new=new, late_start=False, by=scene.teacher)
    assert scene.pupil.name in office.get(page).content.decode()
    looks = Event.objects.filter(kind="school_day_list")
    assert [one.details.get("listed") for one in looks] == [True]
    file = office.get(reverse("office:school-days-file", args=[scene.classroom.school.pk]))
    assert [one.details.get("listed") for one in looks.exclude(details__form="")] == [None]
    text = file.content.decode("utf-8-sig")
    assert scene.pupil.name in text
    assert "'=別室" in text
    before = {"day": (today() - timedelta(days=1)).isoformat()}
    assert scene.pupil.name not in office.get(page, before).content.decode()
    assert office.get(page, {"day": "x"}).status_code == 404
    teacher = signed_in(Client(), scene.teacher.person)
    assert teacher.get(page).status_code == 404
