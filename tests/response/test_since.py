"""What is compared from a day on leads to the same tasks as what is compared of the whole year."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.builders import make_actor
from tests.response.conftest import Child
from tsunagu.clock import freeze
from tsunagu.response.actions import end_task, set_freeze
from tsunagu.response.models import Task, TaskReason

MONTH = [day for n in range(30) if (day := date(2026, 5, 7) + timedelta(days=n)).weekday() < 5]
SIGNS = "欠欠欠欠病停出"


def tasks_of(child):
    """A child's tasks as they stand, and their reasons."""
    facts = ("kind", "way", "owner", "day", "due", "status", "ended_by", "noticed", "remark")
    tasks = Task.objects.filter(pupil=child.pupil).order_by("day", "kind", "status", "due")
    names = ("key", "version", "day", "due", "run", "total", "withdrawn", "task__day")
    reasons = TaskReason.objects.filter(pupil=child.pupil).order_by("key")
    return list(tasks.values_list(*facts)), list(reasons.values_list(*names))


def answer(children, lead, day, random):
    """Somebody ends a task of each child alike, or agrees a day to look at it again."""
    if random.random() < 0.1:
        for child in children:
            set_freeze(pupil=child.pupil, first=day, last=day + timedelta(days=6), by=lead)
        return
    for child in children:
        of_child = Task.objects.owed().filter(pupil=child.pupil).order_by("day", "kind")
        if task := of_child.first():
            end_task(task=task, status="done", why="", by=lead)


@pytest.mark.parametrize("seed", range(5))
def test_reconcile_since_a_day_gives_what_the_whole_year_gives(child, seed):
    random = Random(seed)
    other = Child(child.classroom, child.classroom.enrolments.exclude(pupil=child.pupil)[0].pupil)
    lead = make_actor(child.classroom.school, role="attendance_lead")
    for taken, day in enumerate(MONTH):
        with freeze(day):
            earlier = random.sample(MONTH[:taken], k=min(taken, random.choice([0, 0, 1])))
            for changed in (*earlier, day):
                sign = random.choice(SIGNS)
                other.days(sign, changed)
                child.days(sign, changed, since=changed)
                assert tasks_of(child) == tasks_of(other)
            if random.random() < 0.3:
                answer((child, other), lead, day, random)
    assert TaskReason.objects.filter(pupil=child.pupil, withdrawn=True).exists()


def test_since_a_day_holds_a_task_whose_reason_moved_unnoticed(child, at):
    """As long as an import waits to be compared, its days are in the register already."""
    with at(19):
        child.days("欠")
        child._write(date(2026, 5, 15), "欠")
        child.days("出", date(2026, 5, 19), since=date(2026, 5, 19))
    assert child.reasons() == [(15, "first-day-call", "open")]
