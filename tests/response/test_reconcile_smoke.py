"""The journey of one week, from marks to tasks."""

from datetime import date, timedelta

import pytest

from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import freeze, now
from tsunagu.org.models import Municipality
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.reconcile import reconcile
from tsunagu.school.models import Classroom, Enrolment, Pupil, School

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 5, 18)


def reasons():
    rows = TaskReason.objects.order_by("day", "rule").select_related("task")
    return [(r.day.day, r.rule, r.task.status, r.task.way, r.withdrawn) for r in rows]


def test_a_week_of_absence_opens_joins_and_withdraws_tasks():
    city = Municipality.objects.create(code="1", name="x", packs=["national", "akashi"])
    school = School.objects.create(municipality=city, kind="school", name="s")
    room = Classroom.objects.create(municipality=city, school=school, school_year=2026, name="1")
    child = Pupil.objects.create(municipality=city, family_name="a", given_name="b")
    Enrolment.objects.create(municipality=city, pupil=child, classroom=room, begin=date(2026, 4, 1))
    with freeze(MONDAY + timedelta(days=2)):
        for n in range(3):
            day = MONDAY + timedelta(days=n)
            RollCall.objects.create(
                municipality=city, school=school, classroom=room, day=day, taken_at=now()
            )
            Mark.objects.create(
                municipality=city,
                pupil=child,
                classroom=room,
                day=day,
                kind="absent",
                entered_at=now(),
            )
        counts = reconcile(municipality=city, pupils=[child.pk], school_year=2026)
        assert counts.opened == 3
        assert reasons() == [
            (18, "first-day-call", "open", "call", False),
            (19, "second-day-visit", "open", "visit", False),
            (20, "principal-run-3", "open", "", False),
            (20, "share-run-3", "open", "", False),
        ]
        first = reasons()
        assert not reconcile(municipality=city, pupils=[child.pk], school_year=2026)
        Mark.objects.filter(day=MONDAY + timedelta(days=1)).update(kind="present", late=True)
        reconcile(municipality=city, pupils=[child.pk], school_year=2026)
        assert [r for r in reasons() if not r[-1]] == [
            (18, "first-day-call", "open", "call", False),
            (20, "intermittent-contact", "open", "either", False),
        ]
        Mark.objects.filter(day=MONDAY + timedelta(days=1)).update(kind="absent", late=False)
        reconcile(municipality=city, pupils=[child.pk], school_year=2026)
        assert [r for r in reasons() if not r[-1]] == first
        assert Task.objects.filter(status="open").count() == 3
