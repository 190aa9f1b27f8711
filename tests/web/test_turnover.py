"""The page of the change of staff: lists, a choice, completion, roles; for whom the table lets."""

from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import enrol, make_board, make_class, make_person, make_school, pupils_of, roll
from tests.signed_in import sign_in
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.org.models import Person
from tsunagu.response.actions import hand_on_due
from tsunagu.response.models import HandOn, Task, TurnoverDone
from tsunagu.school.models import Classroom

pytestmark = pytest.mark.django_db
MARCH, LAST, FIRST = date(2027, 3, 16), date(2027, 3, 31), date(2027, 4, 1)


@pytest.fixture(autouse=True)
def _march() -> Iterator[None]:
    with freeze(MARCH):
        yield


@pytest.fixture
def room() -> Classroom:
    """A class whose teacher 去田 leaves; 来田 has its children in April. One child is absent."""
    school = make_school()
    old = make_class(school, pupils=2, school_year=2026)
    new = make_class(school, grade="P4", pupils=0, school_year=2027)
    for pupil in pupils_of(old):
        old.enrolments.filter(pupil=pupil).update(end=FIRST)
        enrol(pupil, new, begin=FIRST)
    teacher = make_person(old, family_name="去田", last=LAST)
    make_person(new, family_name="来田", first=FIRST)
    make_person(school, role=RoleKind.ATTENDANCE_LEAD, family_name="続野")
    roll(old, MARCH, actor_of(teacher), n1=MarkInput(kind="absent", reason="unknown"))
    return old


@pytest.fixture
def principal(room: Classroom) -> Client:
    """Signed in."""
    return sign_in(Client(), make_person(room.school, role=RoleKind.PRINCIPAL))


def page_of(browser: Client, room: Classroom) -> str:
    """The page of 31 March."""
    address = reverse("turnover:page", args=[room.school.pk, LAST])
    return unescape(browser.get(address).content.decode())


def test_the_page_leads_to_31_march_and_names_who_leaves_and_comes(
    principal: Client, room: Classroom
) -> None:
    led = principal.get(reverse("turnover:schools"), follow=True)
    assert led.redirect_chain[-1][0] == reverse("turnover:page", args=[room.school.pk, LAST])
    page = unescape(led.content.decode())
    assert "離れる人（1人）" in page
    assert "来る人（1人）" in page
    assert page.count("利用者IDがまだありません") == 1
    assert "担当のないものはありません" in page
    assert "きまりのとおり（来田 先生）" in page
    seen = Event.objects.get(deed="turnover.hand_on")
    assert seen.pupil == str(pupils_of(room)[0].pk)
    other = principal.get(reverse("turnover:school", args=[room.school.pk]), {"last": "2027-02-28"})
    assert other.headers["Location"].endswith("/2027-02-28/")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2031-03-31"])
def test_a_day_years_away_is_no_page(principal: Client, room: Classroom, day: str) -> None:
    start = reverse("turnover:school", args=[room.school.pk])
    assert principal.get(f"{start}{day}/").status_code == 404
    assert principal.post(f"{start}{day}/roles/").status_code == 404
    led = principal.get(start, {"last": day}, follow=True)
    assert led.redirect_chain[-1][0] == f"{start}2027-03-31/"
    assert "前後2年" in led.content.decode()


def test_a_choice_and_the_completion_are_kept(principal: Client, room: Classroom) -> None:
    task = Task.objects.get()
    lead = Person.objects.get(family_name="続野")
    address = reverse("turnover:hand-on", args=[room.school.pk, LAST])
    posted = principal.post(address, {f"to-task-{task.pk}": str(lead.pk)}, follow=True)
    assert "引き継ぐ人を記録しました" in posted.content.decode()
    assert "決めた人" in page_of(principal, room)
    principal.post(reverse("turnover:complete", args=[room.school.pk, LAST]))
    assert TurnoverDone.objects.get().last == LAST
    assert "完了としました" in page_of(principal, room)
    with freeze(FIRST):
        assert hand_on_due() == 1
    task.refresh_from_db()
    assert (task.handed_to, task.status) == (lead, "handed_over")


@pytest.mark.parametrize("name", ["to-task-x", "to-draft-", "to-task-", "to-other-x", "to-"])
def test_what_no_form_sends_is_not_there_or_nothing(
    principal: Client, room: Classroom, name: str
) -> None:
    address = reverse("turnover:hand-on", args=[room.school.pk, LAST])
    assert principal.post(address, {name: ""}).status_code in {302, 404}
    assert not HandOn.objects.exists()


def test_a_person_of_another_city_is_not_there(principal: Client, room: Classroom) -> None:
    stranger = make_person(make_school(), role=RoleKind.PRINCIPAL)
    address = reverse("turnover:hand-on", args=[room.school.pk, LAST])
    posted = principal.post(address, {f"to-task-{Task.objects.get().pk}": str(stranger.pk)})
    assert posted.status_code == 404


def test_a_missing_role_is_given_and_ended_on_the_page(principal: Client, room: Classroom) -> None:
    lead = Person.objects.get(family_name="続野")
    ended = reverse("turnover:role-end", args=[room.school.pk, LAST])
    principal.post(ended, {"end-role": lead.roles.get().pk, "end-last": str(LAST)})
    assert "後任のいない役割" in page_of(principal, room)
    refused = principal.post(
        reverse("turnover:complete", args=[room.school.pk, LAST]), follow=True
    ).content.decode()
    assert "まだ、担当のないものが1件あります" in refused
    given = {
        "person": Person.objects.get(family_name="来田").pk,
        "kind": "attendance_lead",
        "first": str(FIRST),
        "last": "",
    }
    address = reverse("turnover:role-give", args=[room.school.pk, LAST])
    assert "役割を入れました" in principal.post(address, given, follow=True).content.decode()
    assert "担当のないものはありません" in page_of(principal, room)
    wrong = principal.post(address, given | {"kind": "principal?"}, follow=True).content.decode()
    assert "役割：" in wrong


def test_an_administrator_sees_roles_and_no_child(room: Classroom) -> None:
    board = make_board(room.municipality)
    browser = sign_in(Client(), make_person(board, role=RoleKind.ADMINISTRATOR))
    page = page_of(browser, room)
    assert "離れる人（1人）" in page
    assert pupils_of(room)[0].name not in page
    address = reverse("turnover:complete", args=[room.school.pk, LAST])
    assert browser.post(address).status_code == 404


def test_the_same_number_of_queries_for_more_children(principal: Client, room: Classroom) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(principal, room)
        return len(found)

    page_of(principal, room)
    few = asked()
    teacher = actor_of(Person.objects.get(family_name="去田"))
    absent = MarkInput(kind="absent", reason="unknown")
    roll(room, date(2027, 3, 15), teacher, n1=absent, n2=absent)
    assert Task.objects.count() > 1
    assert asked() == few
