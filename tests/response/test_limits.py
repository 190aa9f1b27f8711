"""The dated numbers beside the rules, on both sides of each and of the day it changes."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.builders import make_actor
from tsunagu.clock import JST
from tsunagu.packs.overtime import OverTime
from tsunagu.response.actions import record_contact
from tsunagu.response.limits import limits
from tsunagu.response.queries.owed import desk
from tsunagu.response.queries.unreviewed import unreviewed
from tsunagu.response.timeline import Timeline

JUNE = date(2026, 6, 1)
NEW_NUMBER = OverTime((date(2000, 4, 1), JUNE), (10, 12))


@pytest.fixture
def town_child(child, town):
    """A child of a municipality with the town's numbers."""
    child.classroom.municipality.packs += [town]
    child.classroom.municipality.save()
    return child


@pytest.mark.parametrize(
    ("back", "without", "breaks"),
    [
        (JUNE - timedelta(days=1), 9, False),
        (JUNE - timedelta(days=1), 10, True),
        (JUNE, 11, False),
        (JUNE, 12, True),
    ],
)
def test_break_days_is_the_number_in_force_on_the_day_after(back, without, breaks):
    before = back - timedelta(days=without + 1)
    blocks = Timeline.of((before, back), (), (), NEW_NUMBER).breaks
    assert (blocks[back] != blocks[before]) is breaks


def test_a_class_closed_alone_breaks_no_break():
    partly_closed = JUNE + timedelta(days=9)
    days = (JUNE, partly_closed, partly_closed + timedelta(days=9))
    assert set(Timeline.of(days, (), (), NEW_NUMBER).breaks.values()) == {0}


def test_break_days_of_the_town_begin_a_run_anew(town_child, at):
    """From 2 to 6 May there is no school: five dates, which are no break elsewhere."""
    with at(7):
        town_child.days("欠", date(2026, 5, 1))
        town_child.days("欠", date(2026, 5, 7))
    assert [line[:2] for line in town_child.reasons()] == [
        (1, "first-day-call"),
        (7, "intermittent-contact"),
    ]


@pytest.mark.parametrize(("noticed", "second"), [(21, "open"), (22, "lapsed")])
def test_lapse_after_is_the_number_in_force_on_the_tasks_day(town_child, at, noticed, second):
    """Monday still has five days, Tuesday the town's two."""
    with at(noticed):
        town_child.days("欠欠")
    assert [status for *_, status in town_child.reasons()] == ["open", second]


@pytest.mark.parametrize(("hour", "status"), [(18, "open"), (19, "done")])
def test_evening_from_of_the_town(town_child, at, hour, status):
    teacher = make_actor(town_child.classroom)
    with at(20):
        town_child.days("出出欠")
        record_contact(
            pupil=town_child.pupil,
            way="call",
            reached="guardian",
            child_heard=False,
            child_seen=False,
            line="熱がある",
            at=datetime(2026, 5, 19, hour, tzinfo=JST),
            by=teacher,
        )
    assert town_child.reasons() == [(20, "first-day-call", status)]


def test_review_from_of_the_town(town_child, at):
    lead = make_actor(town_child.classroom.school, role="attendance_lead")
    monday = date(2026, 5, 11)
    with at(27):
        town_child.days("欠" * 10, monday)
        assert len(unreviewed(desk(lead))) == 1
    with at(28):
        town_child.days("欠" * 11, monday)
        assert unreviewed(desk(lead)) == []
        town_child.days("欠" * 12, monday)
        assert len(unreviewed(desk(lead))) == 1


def test_the_nations_number_holds_before_and_after_the_towns(town):
    days = [date(2026, 5, 6), date(2026, 5, 7), date(2026, 9, 30), date(2026, 10, 1)]
    assert [limits((town,)).break_days.on(day) for day in days] == [10, 4, 4, 10]
    assert limits((town,)).evening.on(date(1999, 4, 1)) == time(17)
