"""What is counted around a step: every counted day once, stretches with both their ends."""

from datetime import date, timedelta

import pytest

from tsunagu.attendance.enums import Place
from tsunagu.cases.change_rules import (
    CONTACTS,
    GROUPS,
    WEEKS_AT_MOST,
    Happening,
    Stretch,
    around,
    columns,
    counted,
    days_spent,
    divided,
    group_of,
    label_of,
)
from tsunagu.response.queries.strip import DayMark, DayState, DayView

DAY = date(2026, 5, 20)


def view(state: DayState, place: str = "") -> DayView:
    """A day at a place."""
    mark = DayMark("present", False, False, place, "") if place else None
    return DayView(DAY, state, mark)


@pytest.mark.parametrize(
    ("state", "place", "what", "group"),
    [
        (DayState.HERE, "", "class", "教室"),
        (DayState.HERE, Place.CLASSROOM, "class", "教室"),
        (DayState.HERE, Place.NURSE_ROOM, "at-nurse_room", "学校のほかの場所"),
        (DayState.ELSEWHERE, Place.FREE_SCHOOL, "out-free_school", "学校の外"),
        (DayState.ELSEWHERE, "", "out-other", "学校の外"),
        (DayState.AWAY, "", "away", "来なかった"),
        (DayState.AWAY, Place.HOME_ONLINE, "away", "来なかった"),
    ],
)
def test_counted_day_is_one_thing_of_one_group(
    state: DayState, place: str, what: str, group: str
) -> None:
    (one,) = days_spent([view(state, place)])
    assert (one.what, group_of(one.what)) == (what, group)
    assert label_of(what)
    assert group in GROUPS


@pytest.mark.parametrize(
    "state", set(DayState) - {DayState.HERE, DayState.ELSEWHERE, DayState.AWAY}
)
def test_day_that_is_not_counted_says_nothing(state: DayState) -> None:
    assert not list(days_spent([view(state)]))


def test_columns_name_class_away_and_contacts_always_and_places_that_occur() -> None:
    found = [Happening(DAY, "out-free_school"), Happening(DAY, "at-nurse_room")]
    assert columns(found) == ["class", "at-nurse_room", "out-free_school", "away", *CONTACTS]
    with pytest.raises(KeyError):
        label_of("score")


def test_step_has_its_weeks_before_it_and_from_it_on_as_far_as_they_have_passed() -> None:
    before, after = around(DAY, 4, DAY + timedelta(days=100))
    assert before == Stretch(date(2026, 4, 22), date(2026, 5, 19))
    assert after == Stretch(DAY, date(2026, 6, 16))
    assert around(DAY, 4, DAY)[1] == Stretch(DAY, DAY)
    edges = [Happening(day, "away") for day in (after.first, after.last)]
    outside = [Happening(before.last, "away"), Happening(date(2026, 6, 17), "away")]
    assert counted(edges + outside, after)["away"] == 2


def test_time_is_told_in_weeks_and_a_longer_one_in_months_without_gap() -> None:
    weeks = divided(DAY, DAY + timedelta(weeks=WEEKS_AT_MOST, days=-1))
    assert weeks[0].first.weekday() == 0
    assert weeks[0].holds(DAY)
    assert weeks[-1].holds(DAY + timedelta(weeks=WEEKS_AT_MOST, days=-1))
    months = divided(DAY, DAY + timedelta(weeks=WEEKS_AT_MOST))
    assert months[0] == Stretch(date(2026, 5, 1), date(2026, 5, 31))
    assert months[-1] == Stretch(date(2026, 12, 1), date(2026, 12, 31))
    for parts in (weeks, months):
        ends = [one.last + timedelta(days=1) for one in parts[:-1]]
        assert ends == [one.first for one in parts[1:]]
