"""What changed since a case began: the numbers are what their pages list, and no verdict stands."""

import json
import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_class, make_person, make_school, roll
from tests.cases.scene import FAMILY, HEARD, Scene, make_scene
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case, move_case
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseMove, CaseOrigin
from tsunagu.cases.models import Case
from tsunagu.cases.queries.changes import Changes
from tsunagu.clock import JST, freeze, today
from tsunagu.oversight.sentences import told as sentence
from tsunagu.response.models import Contact
from tsunagu.web.support.chart import drawn, figure_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def told(scene: Scene) -> Case:
    """A case begun on a Wednesday after two days away and one with the nurse, then watched."""
    away = MarkInput(kind="absent", reason="cannot_come")
    nurse = MarkInput(kind="present", place="nurse_room")
    with freeze(date(2026, 5, 13)):
        case = begin_case(
            pupil=scene.pupil,
            kind="absence",
            origin=CaseOrigin.SIGN,
            why="朝に泣く",
            by=scene.teacher,
        )
    for day, mark in ((11, away), (12, away), (14, nurse), (15, None), (18, away)):
        marks = {"n2": mark} if mark else {}
        roll(scene.classroom, date(2026, 5, day), scene.teacher, **marks)
    Contact.objects.create(
        municipality=case.municipality,
        pupil=scene.pupil,
        by=scene.teacher.person,
        at=datetime(2026, 5, 14, 16, tzinfo=JST),
        way="visit",
        reached="guardian",
        child_heard=True,
        child_seen=True,
        line="玄関で話した",
    )
    until = today() + timedelta(weeks=4)
    move_case(case=case, move=CaseMove.WATCH, text="見守る", until=until, by=scene.teacher)
    return case


def test_counts_before_and_after_a_step_are_the_days_on_record(scene: Scene) -> None:
    browser, case = signed_in(Client(), scene.teacher.person), told(scene)
    shown = browser.get(reverse("support:changes", args=[case.pk])).content.decode()
    rows = re.findall(
        r'<th scope="row">(前の4週間|あとの4週間（まだ途中）)</th>(.*?)</tr>', shown, re.S
    )
    counts = [re.findall(r"<td>(?:<a[^>]*>)?(\d+)", cells) for _, cells in rows]
    assert [label for label, _ in rows][:2] == ["前の4週間", "あとの4週間（まだ途中）"]
    # In class, with the nurse, away, heard, seen, family: today's contact reached a guardian.
    assert counts[:2] == [["0", "0", "2", "0", "0", "0"], ["1", "1", "1", "1", "1", "2"]]
    for words in ("という意味ではありません", "点数や順位はありません", "保健室"):
        assert words in shown


def test_every_number_leads_to_as_many_records_as_it_says(scene: Scene) -> None:
    browser, case = signed_in(Client(), scene.teacher.person), told(scene)
    shown = browser.get(reverse("support:changes", args=[case.pk])).content.decode()
    numbers = re.findall(r'<td><a href="([^"]+)">(\d+)</a>', shown)
    assert len(numbers) >= 10
    for address, number in numbers:
        listed = browser.get(address.replace("&amp;", "&")).content.decode()
        records = re.findall(rf'href="(/pupils/{case.pupil_id}/\?[^"]+)"', listed)
        assert len(records) == int(number)
    visit = Contact.objects.get(line="玄関で話した")
    (record,) = {one for one in records if str(visit.pk) in one} or {records[-1]}
    page = browser.get(record.replace("&amp;", "&").partition("#")[0]).content.decode()
    assert f'id="e-{visit.pk}"' in page or HEARD in page


@pytest.mark.parametrize(
    "query", ["?what=score&from=2026-05-01&to=2026-05-20", "?what=away&from=x&to=2026-05-20"]
)
def test_what_is_not_counted_is_not_there(scene: Scene, query: str) -> None:
    browser, case = signed_in(Client(), scene.teacher.person), told(scene)
    page = reverse("support:changes-counted", args=[case.pk])
    assert browser.get(page + query).status_code == 404


def test_picture_holds_the_same_numbers_and_fits_the_strict_policy(scene: Scene) -> None:
    browser, case = signed_in(Client(), scene.teacher.person), told(scene)
    figure = json.loads(figure_of(Changes(case)))
    away = [one for one in figure["columns"] if one["group"] == "来なかった"]
    assert sum(one["high"] - one["low"] for one in away) == 3
    assert [one["number"] for one in figure["steps"]] == ["1", "2"]
    answer = browser.get(reverse("support:changes-chart", args=[case.pk]))
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = answer.content.decode()
    ElementTree.fromstring(drawing)
    for never in ("<script", "<style", "style=", "href=", "http://www.w3.org/1999/xhtml", FAMILY):
        assert never not in drawing
    for words in ("来なかった", "家族とつながった"):
        assert words in drawing
    before = drawn.cache_info().misses
    browser.get(reverse("support:changes-chart", args=[case.pk]))
    assert drawn.cache_info().misses == before


def test_picture_fetched_by_itself_leaves_a_look(scene: Scene) -> None:
    browser, case = signed_in(Client(), scene.teacher.person), told(scene)
    looks = Event.objects.filter(details__look=True, pupil=str(case.pupil_id))
    assert not looks.exists()
    browser.get(reverse("support:changes-chart", args=[case.pk]))
    assert [sentence(one) for one in looks] == ["ケースの、始まってからの変化の図を見た"]


def test_who_may_not_see_the_record_sees_no_number(scene: Scene) -> None:
    case = told(scene)
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    browser = signed_in(Client(), coach.person)
    page = reverse("support:changes", args=[case.pk])
    shown = browser.get(page).content.decode()
    assert "受け持つ人の画面" in shown
    assert "<table" not in shown
    query = "?what=away&from=2026-05-01&to=2026-05-20"
    chart = reverse("support:changes-chart", args=[case.pk])
    counted = reverse("support:changes-counted", args=[case.pk])
    for address in (chart, counted + query):
        assert browser.get(address).headers["Location"] == page
    stranger = signed_in(Client(), make_person(make_class(make_school())))
    assert stranger.get(reverse("support:changes", args=[case.pk])).status_code == 404
