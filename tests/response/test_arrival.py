"""Marks may arrive in any order, be corrected and corrected back: the tasks end up the same."""

from datetime import date
from itertools import pairwise
from random import Random

import pytest

from tests.builders import make_actor, make_city, make_class, make_school, pupils_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, correct_day, take_roll
from tsunagu.clock import freeze
from tsunagu.response.models import TaskReason
from tsunagu.response.reconcile import reconcile
from tsunagu.school.models import Classroom, Pupil
from tsunagu.school.queries import class_calendars

pytestmark = pytest.mark.django_db
FIRST, TODAY = date(2026, 5, 7), date(2026, 6, 12)
MARKS = (
    MarkInput(kind="absent"),
    MarkInput(kind="absent"),
    MarkInput(kind="absent", place="support_centre"),
    MarkInput(kind="suspended", ground="health"),
    MarkInput(kind="bereavement"),
    None,
)
Told = set[tuple[str, str, date, date, int, int, str, date, str]]


def told(pupil: Pupil) -> Told:
    """A pupil's reasons with the tasks they belong to, as lists would show them."""
    return {
        (r.rule, r.key, r.day, r.due, r.run, r.total, r.task.kind, r.task.day, r.task.status)
        for r in TaskReason.objects.filter(pupil=pupil, withdrawn=False).select_related("task")
    }


def a_class() -> tuple[Classroom, Actor, list[date]]:
    """A class of one pupil, its principal and its class days until today."""
    classroom = make_class(make_school(make_city()), pupils=1)
    days = class_calendars([classroom], FIRST, TODAY)[classroom.pk].days
    return classroom, make_actor(classroom, role=RoleKind.PRINCIPAL), list(days)


def enter(
    classroom: Classroom, by: Actor, marks: dict[date, MarkInput | None], order: list[date]
) -> None:
    """Take the rolls of these days in this order, today."""
    pupil = pupils_of(classroom)[0]
    for day in order:
        mark = marks[day]
        given = {pupil.pk: mark} if mark else {}
        take_roll(classroom=classroom, day=day, marks=given, by=by, why="記入もれ")


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    random = Random(seed)
    found = []
    with freeze(TODAY):
        rooms = [a_class() for _ in range(3)]
        days = rooms[0][2]
        marks = {day: random.choice(MARKS) for day in days}
        for number, (classroom, by, _) in enumerate(rooms):
            order = [*days] if number == 0 else random.sample(days, len(days))
            enter(classroom, by, marks, order)
            found.append(told(pupils_of(classroom)[0]))
    assert found[0]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("seed", range(6))
def test_correcting_and_correcting_back_gives_the_first_answer(seed: int) -> None:
    random = Random(seed)
    with freeze(TODAY):
        classroom, by, days = a_class()
        pupil = pupils_of(classroom)[0]
        marks = {day: random.choice(MARKS) for day in days}
        enter(classroom, by, marks, days)
        first = told(pupil)
        changed = random.sample(days, 5)
        for day in changed:
            other = random.choice([m for m in MARKS if m != marks[day]])
            correct_day(pupil=pupil, day=day, mark=other, why="訂正", by=by)
        for day in reversed(changed):
            correct_day(pupil=pupil, day=day, mark=marks[day], why="訂正のとりけし", by=by)
        assert told(pupil) == first
        again = reconcile(municipality=by.municipality, pupils=[pupil.pk], school_year=2026)
        assert not again


def test_no_key_is_on_record_twice_and_no_task_holds_two_days() -> None:
    random = Random(7)
    with freeze(TODAY):
        classroom, by, days = a_class()
        pupil = pupils_of(classroom)[0]
        enter(classroom, by, dict.fromkeys(days, MarkInput(kind="absent")), days)
        for day in random.sample(days, 8):
            correct_day(pupil=pupil, day=day, mark=random.choice(MARKS), why="訂正", by=by)
            reasons = TaskReason.objects.filter(pupil=pupil, withdrawn=False).order_by("task")
            for one, other in pairwise(reasons):
                assert one.task_id != other.task_id or one.day == other.day
            open_places = [(r[6], r[7]) for r in told(pupil) if r[8] == "open"]
            tasks = (
                TaskReason.objects.filter(pupil=pupil, withdrawn=False, task__status="open")
                .values("task")
                .distinct()
            )
            assert len(set(open_places)) == tasks.count()
