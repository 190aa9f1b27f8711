"""What the register knows: each way of noticing on both sides of its limits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.packs.loader import noticings
from tsunagu.signs.rules import after_days_off, alone_after_days_off, counted

ON = date(2026, 10, 14)
NATIONAL = {name: one for name, (_, one) in noticings(["national"], ON).items()}
LATE = NATIONAL["late-rising"]
DAYS = st.lists(st.dates(date(2026, 4, 1), ON), unique=True, max_size=60).map(sorted)


def ago(*days: int) -> list[date]:
    """Days so many days before the fourteenth of October, in order."""
    return sorted(ON - timedelta(one) for one in days)


@pytest.mark.parametrize(
    ("days", "since"),
    [
        ((0, 10, 27), 0),
        ((0, 10, 28), None),
        ((0, 10), None),
        ((5, 6, 7), 5),
        ((0, 1, 2, 30, 31), 0),
        ((0, 1, 2, 56, 57, 58), 56),
    ],
)
def test_late_rising_three_in_four_weeks_and_more_than_before(
    days: tuple[int, ...], since: int | None
) -> None:
    found = counted(LATE, ago(*days), after=None, on=ON)
    assert (found and found.since) == (None if since is None else ON - timedelta(since))


@pytest.mark.parametrize(("name", "days"), [(n, one.days) for n, one in NATIONAL.items()])
def test_every_way_holds_at_its_limit_and_not_a_day_beyond(name: str, days: int) -> None:
    way = NATIONAL[name]
    inside = [*range(way.at_least - 1), days - 1]
    assert counted(way, ago(*inside), after=None, on=ON)
    assert not counted(way, ago(*inside[:-1], days), after=None, on=ON)


def test_days_settled_by_an_answer_do_not_count_anew() -> None:
    days = ago(1, 2, 3, 8, 9, 10)
    first = counted(LATE, days, after=None, on=ON)
    assert first
    assert first.since == ON - timedelta(8)
    assert not counted(LATE, days, after=ON - timedelta(3), on=ON)
    again = counted(LATE, days, after=ON - timedelta(8), on=ON)
    assert again
    assert (again.since, again.days) == (ON - timedelta(1), tuple(ago(1, 2, 3)))


def test_no_more_than_in_the_weeks_before_is_no_rise() -> None:
    before, now = (30, 31, 32), (0, 1, 2)
    assert not counted(LATE, ago(*before, *now), after=ON - timedelta(29), on=ON)
    assert counted(LATE, ago(*before[1:], *now), after=ON - timedelta(29), on=ON)


def test_switched_off_notices_nothing() -> None:
    off = LATE.model_copy(update={"on": False})
    assert not counted(off, ago(0, 1, 2), after=None, on=ON)


@given(DAYS, st.dates(date(2026, 4, 1), ON))
def test_what_has_held_stands_until_somebody_answers(days: list[date], on: date) -> None:
    then, now = (counted(LATE, days, after=None, on=day) for day in (on, ON))
    if then:
        assert now
        assert now.since == then.since
        assert set(then.days) <= set(now.days)


@given(DAYS)
def test_an_answer_on_the_day_leaves_nothing(days: list[date]) -> None:
    for way in NATIONAL.values():
        assert not counted(way, days, after=ON, on=ON)


def test_the_days_behind_it_are_those_of_the_weeks_and_after() -> None:
    found = counted(LATE, ago(0, 1, 2, 200), after=None, on=ON)
    assert found
    assert found.days == tuple(ago(0, 1, 2))


def test_days_after_days_off_are_mondays_and_days_after_holidays() -> None:
    week = [date(2026, 10, day) for day in (8, 9, 13, 14, 15, 16, 19)]
    off = after_days_off(week)
    assert off == {date(2026, 10, 13): date(2026, 10, 9), date(2026, 10, 19): date(2026, 10, 16)}
    assert after_days_off([]) == {}


def test_who_was_away_before_the_days_off_is_not_counted_again() -> None:
    friday, monday, next_monday = (date(2026, 10, day) for day in (9, 12, 19))
    off = {monday: friday, next_monday: date(2026, 10, 16)}
    assert alone_after_days_off({friday, monday, next_monday}, off) == [next_monday]
