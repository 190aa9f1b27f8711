"""The calendar of a class from its entries."""

from datetime import date

import pytest

from tsunagu.school.rules import Entry, Level, class_calendar, contradictions

MONDAY, SATURDAY = date(2026, 6, 1), date(2026, 6, 6)
LEVELS = list(Level)


def days(*entries: Entry, first: date = MONDAY, last: date = SATURDAY) -> list[int]:
    """The class days of a week, by day of the month."""
    return [day.day for day in class_calendar(entries, first, last).days]


def entry(level: Level, kind: str, first: date = MONDAY, last: date | None = None) -> Entry:
    """An entry of one day unless a last one is given."""
    return Entry(level, kind, first, last or first)


def test_monday_to_friday_without_national_holidays_and_substitutes() -> None:
    assert days() == [1, 2, 3, 4, 5]
    golden_week = class_calendar((), date(2026, 4, 27), date(2026, 5, 10)).days
    assert [day.day for day in golden_week] == [27, 28, 30, 1, 7, 8]


@pytest.mark.parametrize("wide", LEVELS)
@pytest.mark.parametrize("narrow", LEVELS)
def test_the_narrower_entry_beats_the_wider(wide: Level, narrow: Level) -> None:
    if narrow > wide:
        closing, opening = entry(wide, "no_school"), entry(narrow, "school_day")
        assert 1 in days(closing, opening)
        assert 1 in days(opening, closing)
        assert 1 not in days(entry(wide, "school_day"), entry(narrow, "no_school"))


@pytest.mark.parametrize("kind", ["school_day", "half_day"])
def test_saturday_school_and_half_days_are_class_days(kind: str) -> None:
    assert 6 in days(entry(Level.SCHOOL, kind, SATURDAY))


@pytest.mark.parametrize("level", LEVELS)
def test_closed_takes_the_day_away_unless_it_names_the_class(level: Level) -> None:
    calendar = class_calendar([entry(level, "closed")], MONDAY, SATURDAY)
    of_the_class = level == Level.CLASSROOM
    assert (MONDAY in calendar.days) == of_the_class
    assert (MONDAY in calendar.closed) == of_the_class


def test_closed_acts_only_on_days_that_would_be_class_days() -> None:
    calendar = class_calendar([entry(Level.CLASSROOM, "closed", SATURDAY)], MONDAY, SATURDAY)
    assert not calendar.closed
    away = [entry(Level.SCHOOL, "no_school"), entry(Level.CLASSROOM, "closed")]
    assert not class_calendar(away, MONDAY, SATURDAY).closed


def test_closed_goes_over_a_narrower_school_day() -> None:
    opened = entry(Level.CLASSROOM, "school_day")
    assert 1 not in days(entry(Level.MUNICIPALITY, "closed"), opened)


def test_terms_are_those_of_the_narrowest_level_that_names_any() -> None:
    wide = entry(Level.MUNICIPALITY, "term", date(2026, 4, 8), date(2026, 7, 17))
    own = entry(Level.SCHOOL, "term", date(2026, 4, 1), date(2026, 9, 30))
    assert class_calendar([own, wide], MONDAY, SATURDAY).terms == ((own.first, own.last),)
    assert days(own, wide) == days()


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("no_school", "school_day", True),
        ("no_school", "half_day", True),
        ("half_day", "school_day", False),
        ("closed", "school_day", False),
        ("closed", "no_school", False),
        ("term", "no_school", False),
        ("no_school", "no_school", False),
    ],
)
def test_contradictions_are_no_school_against_school_at_one_level(
    one: str, other: str, contradict: bool
) -> None:
    pair = [entry(Level.SCHOOL, one), entry(Level.SCHOOL, other)]
    assert bool(contradictions(pair)) == contradict
    assert not contradictions([pair[0], entry(Level.CLASSROOM, other)])
    assert not contradictions([pair[0], entry(Level.SCHOOL, other, date(2026, 6, 2))])
