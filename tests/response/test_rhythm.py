"""An agreed rhythm: when it asks, in breaks and before school begins, and to whom it comes."""

from datetime import date

import pytest

from tests.builders import add_calendar, enrol, make_actor, make_class, make_person, make_school
from tests.response.conftest import Child
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.refusal import Refused
from tsunagu.clock import SchoolYear, freeze
from tsunagu.org.models import Leave, Person
from tsunagu.response.actions import (
    catch_up,
    end_task,
    keep_rhythm,
    record_contact,
    reopen_task,
    stop_rhythm,
)
from tsunagu.response.models import ContactRhythm, Task, TaskReason
from tsunagu.response.queries.agreed import agreed_contacts
from tsunagu.response.queries.owed import needs_a_hand, owed
from tsunagu.response.rules import Rhythm, Span, rhythm_days
from tsunagu.school.models import Enrolment

YEAR = SchoolYear(2026)
SUMMER = Span(date(2026, 7, 18), date(2026, 8, 31))
AUTUMN = date(2026, 9, 1)
CALL = {
    "way": "call",
    "reached": "guardian",
    "child_heard": False,
    "child_seen": False,
    "line": "元気とのこと",
}


def asked(breaks: list[Span], until: date = YEAR.last, **agreed: object) -> list[date]:
    """The days on which a rhythm from 6 July on asks for a contact."""
    rhythm = Rhythm(date(2026, 7, 6), None, **agreed)  # type: ignore[arg-type]
    return [day for _, _, day in rhythm_days(rhythm, YEAR, until, breaks)]


def test_in_breaks_asks_in_long_holidays_unless_agreed_otherwise() -> None:
    until = date(2026, 9, 14)
    inside = [day for day in asked([SUMMER], until) if SUMMER.covers(day)]
    assert len(inside) == 7
    without = asked([SUMMER], until, in_breaks=False)
    assert without == [day for day in asked([SUMMER], until) if day not in inside]


@pytest.mark.parametrize(("count", "day"), [(1, 31), (2, 28), (5, 25)])
def test_before_term_asks_so_many_working_days_before_school_begins(count: int, day: int) -> None:
    days = asked([SUMMER], AUTUMN, every=31, in_breaks=False, before_term=count)
    assert days == [date(2026, 8, day)]


def test_before_term_reaches_back_no_further_than_the_break_and_needs_its_end() -> None:
    short = Span(date(2026, 8, 27), date(2026, 8, 31))
    assert asked([short], AUTUMN, every=31, before_term=5) == [date(2026, 8, 6), date(2026, 8, 27)]
    assert asked([Span(date(2027, 3, 25))], every=300, before_term=2) == []


def test_way_agreed_on_is_the_way_of_the_task() -> None:
    for way in ("either", "call", "visit"):
        rhythm = Rhythm(date(2026, 7, 6), None, way=way)
        assert {one.rule.way for one, *_ in rhythm_days(rhythm, YEAR, AUTUMN)} == {way}


@pytest.fixture
def lead(child: Child) -> Actor:
    """The school's attendance lead."""
    return make_actor(child.classroom.school, role="attendance_lead")


def agreed(child: Child, by: Actor, person: Person | None = None, **more: object) -> ContactRhythm:
    """A weekly rhythm from 11 May on, so that the 18th is its first day."""
    values = {"first": date(2026, 5, 11), "person": person, **more}
    return keep_rhythm(fact=ContactRhythm(pupil=child.pupil, **values), by=by)


def test_person_named_owes_it_and_after_a_change_or_a_leave_the_next_in_line(
    child: Child, lead: Actor
) -> None:
    teacher = make_actor(child.classroom)
    nurse_lead = make_person(child.classroom, role="grade_lead")
    with freeze(date(2026, 5, 18)):
        agreed(child, lead, nurse_lead)
        task = Task.objects.get()
        assert (task.status, task.ended_by, task.handed_to) == ("handed_over", "rhythm", nurse_lead)
        named = actor_of(nurse_lead)
        assert [[one.task for one in owed(who)] for who in (named, teacher)] == [[task], []]
        assert not child.reconcile()
        nurse_lead.roles.update(last=date(2026, 5, 17))
        assert [[one.task for one in owed(who)] for who in (named, teacher)] == [[], [task]]


def test_contact_answers_it_and_who_has_it_may_end_it(child: Child, lead: Actor) -> None:
    other = make_person(child.classroom, role="grade_lead")
    with freeze(date(2026, 5, 18)):
        agreed(child, lead, other)
        record_contact(pupil=child.pupil, by=lead, **CALL)
    assert Task.objects.get().ended_by == "contact"
    with freeze(date(2026, 5, 25)):
        catch_up(municipality=child.pupil.municipality, school_year=2026)
        task = Task.objects.get(day=date(2026, 5, 25))
        end_task(task=task, status="done", why="会った", by=actor_of(other))
        assert not child.reconcile()
        task.refresh_from_db()
        assert (task.status, task.ended_by) == ("done", "person")


def test_who_has_it_hands_it_on_and_taking_that_back_gives_it_back_to_them(
    child: Child, lead: Actor
) -> None:
    first = make_actor(child.classroom, role="grade_lead")
    other = make_actor(child.classroom)
    with freeze(date(2026, 5, 18)):
        agreed(child, lead, first.person)
        task = Task.objects.get()
        assert task.stands == "open"
        over = {"status": "handed_over", "why": "出張"}
        with pytest.raises(Refused, match="もう、その人の"):
            end_task(task=task, by=lead, handed_to=first.person, **over)  # type: ignore[arg-type]
        task = end_task(task=task, by=first, handed_to=other.person, **over)  # type: ignore[arg-type]
        assert not child.reconcile()
        assert [[one.task for one in owed(who)] for who in (first, other)] == [[], [task]]
        assert task.stands == "handed_over"
        reopen_task(task=task, by=other)
        assert [[one.task for one in owed(who)] for who in (first, other)] == [[task], []]


@pytest.mark.parametrize("role", ["nurse", "counsellor", "social_worker", "special_needs"])
def test_who_has_no_other_tasks_keeps_it_and_the_teacher_where_they_are_not_there(
    child: Child, lead: Actor, role: str
) -> None:
    teacher = make_actor(child.classroom)
    keeper = make_actor(child.classroom.school, role=role)
    assert keeper.person
    with freeze(date(2026, 5, 18)):
        agreed(child, lead, keeper.person)
        task = Task.objects.get()
        assert list(agreed_contacts(keeper)) == [task]
        assert [[one.task for one in who] for who in (owed(keeper), owed(teacher))] == [[], []]
        assert not agreed_contacts(teacher).exists()
        leave = Leave.objects.create(
            municipality=child.pupil.municipality,
            person=keeper.person,
            first=date(2026, 5, 18),
            last=date(2026, 5, 18),
        )
        assert [one.task for one in owed(teacher)] == [task]
        leave.delete()
    with freeze(date(2026, 5, 19)):
        assert [one.task for one in needs_a_hand(teacher)] == [task]
        record_contact(pupil=child.pupil, by=keeper, **CALL)
        assert not agreed_contacts(keeper).exists()
    with freeze(date(2026, 5, 25)):
        catch_up(municipality=child.pupil.municipality, school_year=2026)
        keeper.person.roles.update(last=date(2026, 5, 24))
        assert [one.task.day.day for one in owed(teacher)] == [25]
        assert not agreed_contacts(actor_of(keeper.person)).exists()


def test_new_rhythm_ends_the_former_the_day_before_and_stopping_gives_the_rules_back(
    child: Child, lead: Actor
) -> None:
    with freeze(date(2026, 5, 19)):
        child.days("出欠")
        old = agreed(child, lead)
        new = agreed(child, lead, first=date(2026, 5, 19), every_days=3)
        old.refresh_from_db()
        assert old.last == date(2026, 5, 18)
        assert "first-day-call" not in {rule for _, rule, _ in child.reasons()}
        stop_rhythm(fact=new, last=date(2026, 5, 18), by=lead)
        assert not ContactRhythm.objects.filter(pk=new.pk).exists()
        assert (19, "first-day-call", "open") in child.reasons()


def test_rhythm_goes_on_through_summer_over_april_and_at_another_school(
    child: Child, lead: Actor
) -> None:
    school = child.classroom.school
    other = make_person(child.classroom, role="grade_lead")
    for first, last in ((SUMMER.first, SUMMER.last), (date(2027, 3, 25), date(2027, 4, 7))):
        add_calendar(school, first, last)
    with freeze(date(2026, 5, 11)):
        agreed(child, lead, other, before_term=2)
    with freeze(date(2027, 4, 1)):
        elsewhere = make_class(make_school(school.municipality))
        Enrolment.objects.filter(pupil=child.pupil).update(end=date(2027, 4, 1))
        enrol(child.pupil, elsewhere, begin=date(2027, 4, 1))
        add_calendar(elsewhere.school, date(2027, 4, 1), date(2027, 4, 7))
        teacher = make_actor(elsewhere)
    with freeze(date(2027, 4, 12)):
        for year in (2026, 2027):
            catch_up(municipality=school.municipality, school_year=year)
        days = set(TaskReason.objects.values_list("day", flat=True))
        assert {date(2026, 8, 3), date(2026, 8, 28), date(2027, 3, 29), date(2027, 4, 6)} <= days
        assert max(days) == date(2027, 4, 12)
        last = Task.objects.get(day=date(2027, 4, 12))
        assert last.classroom == elsewhere
        assert last in [one.task for one in owed(teacher)]
