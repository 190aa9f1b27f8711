"""The calendar of a class as a pure function of its entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property, lru_cache

from tsunagu.clock import is_national_holiday
from tsunagu.school.enums import CalendarKind

ONE_DAY = timedelta(days=1)


class Level(IntEnum):
    """How narrowly an entry speaks; the narrower beats the wider."""

    MUNICIPALITY = 0
    MUNICIPALITY_GRADE = 1
    SCHOOL = 2
    SCHOOL_GRADE = 3
    CLASSROOM = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A calendar entry as it applies to one class."""

    level: Level
    kind: str
    first: date
    last: date


@dataclass(frozen=True)
class ClassCalendar:
    """A class's days in a period: class days in order, those partially closed, terms in order."""

    days: tuple[date, ...]
    closed: frozenset[date]
    terms: tuple[tuple[date, date], ...] = ()

    @cached_property
    def day_set(self) -> frozenset[date]:
        """The class days, to ask for one."""
        return frozenset(self.days)

    @cached_property
    def counted(self) -> frozenset[date]:
        """The class days that are not closed for the class: those that owe a roll."""
        return self.day_set - self.closed


def is_plain_school_day(day: date) -> bool:
    """Monday to Friday and no national holiday: a school day unless the calendar says otherwise."""
    return day.weekday() < 5 and not is_national_holiday(day)


@lru_cache(maxsize=64)
def _plain_days(first: date, last: date) -> tuple[tuple[date, bool], ...]:
    """Every date from `first` to `last` with whether it is a plain school day."""
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple((day, is_plain_school_day(day)) for day in dates)


def _dates(entry: Entry, first: date, last: date) -> Iterable[date]:
    day = max(entry.first, first)
    while day <= min(entry.last, last):
        yield day
        day += ONE_DAY


def class_calendar(entries: Iterable[Entry], first: date, last: date) -> ClassCalendar:
    """The calendar of a class from `first` to `last`, both included, from the entries that apply.

    The narrowest of no-school, school-day and half-day entries decides; `closed` then takes the
    day away, or, where it names the class itself, leaves it a class day on which nobody counts.
    """
    entries = sorted(entries, key=lambda e: e.level)
    opened: dict[date, bool] = {}
    taken: set[date] = set()
    closed: set[date] = set()
    for entry in entries:
        if entry.kind == CalendarKind.CLOSED:
            into = closed if entry.level == Level.CLASSROOM else taken
            into.update(_dates(entry, first, last))
        elif entry.kind != CalendarKind.TERM:
            for day in _dates(entry, first, last):
                opened[day] = entry.kind != CalendarKind.NO_SCHOOL
    days = [
        day
        for day, plain in _plain_days(first, last)
        if opened.get(day, plain) and day not in taken
    ]
    terms = _terms(entries)
    return ClassCalendar(tuple(days), frozenset(closed & set(days)), terms)


def _terms(entries: Iterable[Entry]) -> tuple[tuple[date, date], ...]:
    """The terms that apply: those of the narrowest level that names any."""
    terms = [e for e in entries if e.kind == CalendarKind.TERM]
    narrowest = max((e.level for e in terms), default=Level.MUNICIPALITY)
    return tuple(sorted((e.first, e.last) for e in terms if e.level == narrowest))


def contradictions(entries: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs at one level of which one says no school and the other school on some date."""
    plain = [e for e in entries if e.kind in {"no_school", "school_day", "half_day"}]
    return [
        (one, other)
        for i, one in enumerate(plain)
        for other in plain[i + 1 :]
        if one.level == other.level
        and (one.kind == CalendarKind.NO_SCHOOL) != (other.kind == CalendarKind.NO_SCHOOL)
        and one.first <= other.last
        and other.first <= one.last
    ]
