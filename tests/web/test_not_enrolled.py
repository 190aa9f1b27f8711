"""A pupil enrolled nowhere today: before the new roster has come, or after leaving."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import enrol, make_class, make_person, make_school
from tests.response.test_new_year import APRIL, Child, bring, last_year, owes
from tests.web.school_life import browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.clock import freeze, today
from tsunagu.org.models import Person
from tsunagu.response.actions import catch_up_everywhere, end_task
from tsunagu.response.models import Task

pytestmark = pytest.mark.django_db
__all__ = ["last_year"]
FIFTH = date(2027, 4, 5)
CALL = {
    "way": "call",
    "reached": "nobody",
    "child": "neither",
    "line": "留守番電話になった",
    "next": "夕方にもう一度かける",
    "at": "09:30",
}


def addresses(child: Child) -> list[str]:
    """The page, the contact form and a task of the child."""
    task = Task.objects.filter(pupil=child.pupil, status="open").earliest("day")
    key = child.pupil.pk
    return [
        reverse("pupil:page", args=[key]),
        reverse("pupil:contact", args=[key]),
        reverse("pupil:task", args=[key, task.pk]),
    ]


def principal() -> Client:
    """A browser of the principal of the child's school."""
    return browser_of(Person.objects.get(sourced_id="H1"))


def does_what_is_owed(child: Child) -> None:
    """The principal opens everything, writes a call down and ends one of the two tasks."""
    browser, (_, contact, task) = principal(), addresses(child)
    assert [browser.get(one).status_code for one in addresses(child)] == [200, 200, 200]
    called = browser.post(contact, CALL | {"on": today().isoformat()})
    assert called.status_code == 302
    assert browser.get(called["Location"]).status_code == 200
    assert browser.post(task, {"status": "not_needed", "why": "卒業した"}).status_code == 302
    assert child.pupil.contacts.count() == 1
    assert child.pupil.tasks.filter(status="open").count() == 1


def test_before_the_new_roster_the_principal_opens_and_ends_what_is_owed(last_year: Child) -> None:
    with freeze(FIFTH):
        catch_up_everywhere()
        assert owes("H1") == 2
        does_what_is_owed(last_year)


def test_leaver_stays_in_reach_of_the_last_home_class(last_year: Child) -> None:
    last_year.pupil.enrolments.update(end=date(2027, 3, 17))
    with freeze(date(2027, 3, 18)):
        does_what_is_owed(last_year)
        teacher = browser_of(Person.objects.get(sourced_id="T1"))
        assert [teacher.get(one).status_code for one in addresses(last_year)] == [200] * 3


def test_between_two_schools_the_one_that_was_left_has_the_pupil(last_year: Child) -> None:
    last_year.pupil.enrolments.update(end=date(2027, 3, 17))
    other = make_school(last_year.classroom.municipality)
    enrol(last_year.pupil, make_class(other, grade="P4", pupils=0, school_year=2027))
    with freeze(date(2027, 3, 18)):
        does_what_is_owed(last_year)
        ahead = browser_of(make_person(other, role=RoleKind.PRINCIPAL))
        assert [ahead.get(one).status_code for one in addresses(last_year)] == [404] * 3


def test_strangers_find_no_pupil_who_is_enrolled_nowhere(last_year: Child) -> None:
    room = last_year.classroom
    with freeze(FIFTH):
        other = make_school(room.municipality)
        strangers = [
            make_person(make_class(other)),
            make_person(other, role=RoleKind.PRINCIPAL),
            make_person(make_school(), role=RoleKind.PRINCIPAL),
        ]
        for person in strangers:
            browser = browser_of(person)
            assert [browser.get(one).status_code for one in addresses(last_year)] == [404] * 3
            assert browser.post(addresses(last_year)[1], CALL).status_code == 404


def test_with_a_new_class_the_last_one_reaches_no_longer(last_year: Child, tmp_path: Path) -> None:
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "J1", "T2", school="S2")
        first = make_person(last_year.classroom)
    with freeze(APRIL):
        page = reverse("pupil:page", args=[last_year.pupil.pk])
        assert browser_of(first).get(page).status_code == 404
        second = Person.objects.get(sourced_id="T2")
        assert browser_of(second).get(page).status_code == 200


@pytest.mark.parametrize("school", ["S1", "S2"])
def test_a_task_of_last_school_year_opens_for_who_may_see_the_child_now(
    last_year: Child, tmp_path: Path, school: str
) -> None:
    ended, owed = Task.objects.order_by("day")
    with freeze(date(2027, 3, 17)):
        by = actor_of(Person.objects.get(sourced_id="T1"))
        end_task(task=ended, status="done", why="三月に話した", by=by)
    with freeze(date(2027, 3, 29)):
        bring(tmp_path, 2027, "P4", "T2", school=school)
    with freeze(APRIL):
        catch_up_everywhere()
        pupil = last_year.pupil.pk
        pages = [reverse("pupil:task", args=[pupil, task.pk]) for task in (ended, owed)]
        browser = browser_of(Person.objects.get(sourced_id="T2"))
        for address, day in zip(pages, ("15日（月）", "16日（火）"), strict=True):
            shown = browser.get(address).content.decode()
            assert f"2026年度、2027年3月{day}の分" in shown
            assert "欠席" in shown
            assert "2026年度1日" in shown or "2026年度2日" in shown
        year = browser.get(reverse("pupil:page", args=[pupil]), {"year": "2026"})
        assert "三月に話した" in year.content.decode()
        assert "記録する</button>" not in browser.get(pages[0]).content.decode()
        assert browser.post(f"{pages[0]}reopen/").status_code == 404
        assert browser.post(pages[1], {"status": "done"}).status_code == 302
        stranger = browser_of(make_person(make_class(last_year.classroom.school)))
        assert [stranger.get(one).status_code for one in pages] == [404, 404]
