"""The nurse's log: who came and went, why for those named alone, and what it tells by itself."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_city, make_class, make_person, make_school
from tests.web.school_life import browser_of
from tests.web.test_signs import text
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.clock import JST, freeze, today
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Pupil, School
from tsunagu.signs.enums import VisitOutcome
from tsunagu.signs.models import Visit
from tsunagu.signs.queries import waiting_of
from tsunagu.signs.visits import end_visit, log_visit, readers_for, take_visit_back, write_reason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
LOG = reverse("signs:nurse")
WHY = "「教室の音がつらい」と言った"


@pytest.fixture
def room() -> Classroom:
    """A class of two."""
    return make_class(make_school(make_city(packs=["national", "akashi"])), pupils=2)


@pytest.fixture
def pupil(room: Classroom) -> Pupil:
    """The first of them."""
    return room.enrolments.order_by("number")[0].pupil


@pytest.fixture
def nurse(room: Classroom) -> Person:
    """The school's nurse."""
    return make_person(room.school, role=R.NURSE)


@pytest.fixture
def by(room: Classroom) -> Actor:
    """A nurse as one who acts."""
    return make_actor(room.school, role=R.NURSE)


@pytest.fixture
def homeroom(room: Classroom) -> Person:
    """The homeroom teacher."""
    return make_person(room)


def came(pupil: Pupil, by: Actor, day: int = 20, hour: int = 9) -> Visit:
    """A visit of May, over after ten minutes."""
    visit = log_visit(pupil=pupil, day=date(2026, 5, day), came=time(hour), by=by)
    return end_visit(visit=visit, left=time(hour, 10), outcome=VisitOutcome.CLASS, by=by)


def test_from_coming_to_going_back_on_the_screen(pupil: Pupil, nurse: Person) -> None:
    browser = browser_of(nurse)
    new = reverse("signs:visit-new", args=[pupil.pk])
    found = browser.post(LOG, {"text": pupil.family_name, "classroom": ""}).content.decode()
    assert f'href="{new}"' in found
    page = browser.post(new, {"day": today(), "came": "09:05"})["Location"]
    assert "まだ保健室にいます" in text(browser, LOG)
    left = {"act": "left", "left-left": "09:40", "left-outcome": "class"}
    assert browser.post(page, left).status_code == 302
    assert "教室へ戻った（35分）" in text(browser, LOG)
    assert "この日は、まだだれも来ていません" in text(browser, f"{LOG}?day=2026-05-19")
    assert browser.get(f"{LOG}?day=never").status_code == 404


def test_why_stays_with_the_nurse_and_with_who_is_named(
    room: Classroom, pupil: Pupil, nurse: Person, homeroom: Person
) -> None:
    lead = make_person(room, role=R.GRADE_LEAD)
    principal = make_person(room.school, role=R.PRINCIPAL)
    browser, visit = browser_of(nurse), came(pupil, make_actor(room.school, role=R.NURSE))
    page = reverse("signs:visit", args=[visit.pk])
    said = {"act": "reason", "reason-text": WHY, "reason-readers": [str(homeroom.pk)]}
    assert browser.post(page, said).status_code == 302
    assert WHY in text(browser, page)
    of_child = reverse("signs:pupil", args=[pupil.pk])
    for person, reads in ((homeroom, True), (lead, False), (principal, False), (nurse, True)):
        shown = text(browser_of(person), of_child)
        assert "5月20日（水） 9:00から10分" in shown
        assert (WHY in shown) == reads, person.roles.get().kind
    kept = text(browser_of(principal), page)
    assert WHY not in kept
    assert "選ばれた人だけが読めます" in kept
    changed = {"act": "reason", "reason-text": "ほかのわけ", "reason-readers": []}
    browser_of(principal).post(page, changed)
    assert Visit.objects.get().reason.text == WHY


def test_nobody_is_named_who_does_not_answer_for_the_child(
    room: Classroom, pupil: Pupil, by: Actor, homeroom: Person
) -> None:
    other = make_person(make_class(room.school, name="2組", pupils=1))
    visit = came(pupil, by)
    assert homeroom in readers_for(pupil)
    assert other not in readers_for(pupil)
    with pytest.raises(Refused, match="選んでください"):
        write_reason(visit=visit, text=WHY, readers=[other], by=by)


def test_three_visits_in_two_weeks_wait_for_an_adult(pupil: Pupil, by: Actor) -> None:
    for day in (7, 14):
        came(pupil, by, day)
    assert waiting_of(by, pupil, _school(pupil)) is None
    came(pupil, by, 20)
    found = waiting_of(by, pupil, _school(pupil))
    assert found
    assert [(hit.noticing.id, hit.times) for hit in found.counted] == [("nurse-often", "3回")]


def _school(pupil: Pupil) -> School:
    return pupil.enrolments.get().classroom.school


def test_what_cannot_be_is_told(pupil: Pupil, by: Actor) -> None:
    for day, hour, told in (
        (date(2026, 5, 21), 8, "今日までの28日"),
        (date(2026, 4, 21), 8, "今日までの28日"),
        (today(), 23, "今より前の時刻"),
    ):
        with pytest.raises(Refused, match=told):
            log_visit(pupil=pupil, day=day, came=time(hour), by=by)
    visit = log_visit(pupil=pupil, day=today(), came=time(9), by=by)
    with pytest.raises(Refused, match="まだ保健室にいる"):
        log_visit(pupil=pupil, day=today(), came=time(9, 30), by=by)
    with pytest.raises(Refused, match="来た時刻より前"):
        end_visit(visit=visit, left=time(8), outcome=VisitOutcome.CLASS, by=by)
    with pytest.raises(Refused, match="わけを書いてください"):
        take_visit_back(visit=visit, why=" ", by=by)


def test_a_visit_taken_back_counts_nowhere(pupil: Pupil, by: Actor) -> None:
    for day in (18, 19, 20):
        visit = came(pupil, by, day)
    take_visit_back(visit=visit, why="ほかの子だった", by=by)
    assert waiting_of(by, pupil, _school(pupil)) is None
    with pytest.raises(Refused, match="もう取り消されて"):
        end_visit(visit=visit, left=time(10), outcome=VisitOutcome.HOME, by=by)


def test_managers_keep_the_log_in_the_nurses_place_and_others_do_not(
    room: Classroom, pupil: Pupil, homeroom: Person
) -> None:
    with freeze(datetime(2026, 5, 20, 12, tzinfo=JST)):
        came(pupil, make_actor(room.school, role=R.DEPUTY_HEAD))
    with pytest.raises(Denied):
        came(pupil, make_actor(room.school, role=R.TEACHER))
    assert browser_of(homeroom).get(LOG).status_code == 404
