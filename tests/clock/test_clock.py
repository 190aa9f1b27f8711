"""Instants, school years and working days."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tsunagu.clock import (
    JST,
    SchoolYear,
    dated,
    freeze,
    is_national_holiday,
    is_working_day,
    new_id,
    now,
    plus_working_days,
    school_year_of,
    set_demo_day,
    today,
)


def test_today_is_the_date_in_tokyo() -> None:
    with freeze(datetime(2026, 5, 19, 15, 0, tzinfo=UTC)):
        assert today() == date(2026, 5, 20)
    with freeze(datetime(2026, 5, 19, 14, 59, 59, tzinfo=UTC)):
        assert today() == date(2026, 5, 19)


def test_freeze_on_a_date_is_ten_in_the_morning_and_ends() -> None:
    with freeze(date(2026, 5, 20)):
        assert now() == datetime(2026, 5, 20, 10, tzinfo=JST)
        with freeze(date(2026, 5, 21)):
            assert today() == date(2026, 5, 21)
        assert today() == date(2026, 5, 20)
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_demo_day_shifts_every_clock_on_its_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))
    at = datetime(2026, 11, 5, 1, tzinfo=UTC)
    try:
        set_demo_day(at)
        assert timedelta(0) <= now() - at < timedelta(seconds=5)
    finally:
        set_demo_day(None)
    assert not list(tmp_path.iterdir())
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_keys_are_uuids_of_version_7_in_order_of_time() -> None:
    before = datetime.now(UTC).timestamp() * 1000
    key = new_id()
    assert (key.version, key.variant) == (7, uuid.RFC_4122)
    assert abs((key.int >> 80) - before) < 5000
    assert len({new_id() for _ in range(1000)}) == 1000


def test_keys_rise_in_the_order_in_which_they_are_made_whoever_makes_them() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert [str(key) for key in made] == sorted(map(str, made))
    with ThreadPoolExecutor(4) as threads:
        of_each = list(threads.map(lambda _: [new_id() for _ in range(2_000)], range(4)))
    assert all(keys == sorted(keys) for keys in of_each)
    assert len({key for keys in of_each for key in keys}) == 8_000
    assert {(key.version, key.variant) for key in made} == {(7, uuid.RFC_4122)}


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 3, 31), 2026),
    ],
)
def test_a_school_year_begins_on_1_april(day: date, year: int) -> None:
    assert school_year_of(day) == SchoolYear(year)
    assert day in SchoolYear(year)
    assert day not in SchoolYear(year + 1)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (4, date(2027, 4, 1), date(2027, 4, 30)),
        (12, date(2027, 12, 1), date(2027, 12, 31)),
        (1, date(2028, 1, 1), date(2028, 1, 31)),
        (2, date(2028, 2, 1), date(2028, 2, 29)),
        (3, date(2028, 3, 1), date(2028, 3, 31)),
    ],
)
def test_the_months_of_a_school_year(month: int, first: date, last: date) -> None:
    assert SchoolYear(2027).month(month) == (first, last)


@pytest.mark.parametrize(
    "day",
    [date(2025, 11, 24), date(2026, 5, 6), date(2026, 9, 22), date(2026, 11, 3)],
    ids=["substitute Monday", "substitute after three", "between two holidays", "Culture Day"],
)
def test_national_holidays_with_their_substitutes(day: date) -> None:
    assert is_national_holiday(day)
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 5, 15), True),
        (date(2026, 5, 16), False),
        (date(2026, 5, 17), False),
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 5, 20), 1, date(2026, 5, 21)),
        (date(2026, 5, 22), 1, date(2026, 5, 25)),
        (date(2026, 5, 1), 1, date(2026, 5, 7)),
        (date(2026, 5, 20), 5, date(2026, 5, 27)),
        (date(2026, 5, 23), 0, date(2026, 5, 23)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
    ],
)
def test_due_counts_working_days_from_the_following_day(day: date, count: int, then: date) -> None:
    assert plus_working_days(day, count) == then


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 31), "2026年3月31日（火）"),
        (date(2026, 4, 1), "4月1日（水）"),
        (date(2027, 3, 31), "3月31日（水）"),
        (date(2027, 4, 1), "2027年4月1日（木）"),
    ],
)
def test_a_day_of_another_school_year_is_said_with_its_year(day: date, said: str) -> None:
    with freeze(date(2026, 5, 20)):
        assert dated(day) == said
