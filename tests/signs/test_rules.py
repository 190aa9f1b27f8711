"""What the register knows: each way of noticing on both sides of its limits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.packs.loader import noticings
from tsunagu.signs.rules import (
    Told,
    after_days_off,
    alone_after_days_off,
    counted,
    counted_in,
    weather_days,
)

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


@pytest.mark.parametrize(
    ("name", "days"), [(n, one.days) for n, one in NATIONAL.items() if one.at_least > 1]
)
def test_every_way_holds_at_its_limit_and_not_a_day_beyond(name: str, days: int) -> None:
    way = NATIONAL[name]
    inside = [*range(way.at_least - 1), days - 1]
    assert counted(way, ago(*inside), after=None, on=ON)
    assert not counted(way, ago(*inside[:-1], days), after=None, on=ON)


def test_an_sos_waits_until_somebody_answers_however_long_ago_it_was() -> None:
    assert counted(NATIONAL["sos-sent"], ago(90), after=None, on=ON)
    assert not counted(NATIONAL["sos-sent"], ago(90), after=ON - timedelta(90), on=ON)


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


LOW, DARKER = NATIONAL["low-weather"], NATIONAL["darker-weather"]


def told(*said: tuple[int, str, str]) -> list[Told]:
    """Check-ins so many days ago, in order."""
    return sorted(Told(ON - timedelta(ago), heart, body) for ago, heart, body in said)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ([(2, "rainy", ""), (1, "stormy", "well"), (0, "sunny", "unwell")], True),
        ([(2, "rainy", ""), (1, "cloudy", ""), (0, "rainy", "")], False),
        ([(3, "rainy", ""), (2, "rainy", ""), (1, "cloudy", "so_so"), (0, "rainy", "")], False),
        ([(13, "rainy", ""), (9, "rainy", ""), (0, "rainy", "")], True),
        ([(14, "rainy", ""), (9, "rainy", ""), (0, "rainy", "")], False),
        ([(3, "rainy", ""), (2, "", ""), (1, "rainy", ""), (0, "rainy", "")], True),
    ],
    ids=["in a row", "cloudy ends", "ended then one", "days left out", "too far", "only slept"],
)
def test_three_low_check_ins_in_a_row(said: list[tuple[int, str, str]], named: bool) -> None:
    found = counted_in(LOW, weather_days(told(*said)), after=None, on=ON)
    assert bool(found) == named


def test_a_row_begins_anew_after_an_answer() -> None:
    kinds = weather_days(told(*((ago, "rainy", "") for ago in range(6))))
    assert not counted_in(LOW, kinds, after=ON - timedelta(2), on=ON)
    again = counted_in(LOW, kinds, after=ON - timedelta(3), on=ON)
    assert again
    assert again.days == tuple(ago(0, 1, 2))


@pytest.mark.parametrize(
    ("usual", "now", "named"),
    [
        (["sunny", "fair", "sunny", "fair", "sunny"], ["cloudy", "rainy", "cloudy"], True),
        (["cloudy"] * 5, ["rainy", "stormy", "rainy"], True),
        (["cloudy"] * 5, ["sunny"] * 3, False),
        (["rainy"] * 5, ["stormy"] * 3, False),
        (["sunny"] * 4, ["cloudy"] * 3, False),
        (["sunny", "cloudy"] * 4, ["rainy"] * 3, False),
        (["sunny"] * 6 + ["rainy", "fair"], ["cloudy"] * 3, True),
        (["sunny"] * 5, ["cloudy", "fair", "cloudy", "cloudy"], False),
        (["sunny"] * 5, ["cloudy"] * 2, False),
    ],
)
def test_darker_than_usual_three_times_in_a_row(
    usual: list[str], now: list[str], named: bool
) -> None:
    hearts = [*usual, *now]
    said = told(*((len(hearts) - at, heart, "") for at, heart in enumerate(hearts)))
    found = counted_in(DARKER, weather_days(said), after=None, on=ON)
    assert bool(found) == named
    assert not found or found.days == tuple(one.day for one in said[-3:])


def test_what_was_told_long_before_is_not_usual() -> None:
    before = [(ago, "sunny", "") for ago in (31, 32, 33, 34, 35)]
    now = [(ago, "rainy", "") for ago in (0, 1, 2)]
    assert not counted_in(DARKER, weather_days(told(*before, *now)), after=None, on=ON)
    nearer = [(ago - 5, heart, body) for ago, heart, body in before]
    assert counted_in(DARKER, weather_days(told(*nearer, *now)), after=None, on=ON)
