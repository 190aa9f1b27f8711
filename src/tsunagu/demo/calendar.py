"""The demo's school calendar: entries as an office would type them, and the days that follow."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tsunagu.clock import SchoolYear
from tsunagu.demo.figures import CalendarSettings, NthDay
from tsunagu.demo.town import Flags
from tsunagu.school.enums import CalendarKind
from tsunagu.school.rules import Entry, Level, class_calendar, is_plain_school_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class EntryPlan:
    """A calendar entry before it is written; `school` and `classroom` are indices."""

    first: date
    last: date
    kind: CalendarKind
    note: str
    school: int | None = None
    classroom: int | None = None


@dataclass(frozen=True)
class YearDays:
    """A school year's days. `is_open` says for each school and day whether it has school."""

    year: SchoolYear
    entries: tuple[EntryPlan, ...]
    days: tuple[date, ...]
    is_open: Flags

    def index(self, day: date) -> int:
        """Place of the first class day on or after a date."""
        return sum(1 for d in self.days if d < day)

    def rests(self, least: int) -> list[int]:
        """Places of the days that follow at least so many dates without school."""
        pairs = zip(self.days, self.days[1:], strict=False)
        return [n for n, (a, b) in enumerate(pairs, 1) if (b - a).days > least]


def day_of(year: SchoolYear, month_day: str) -> date:
    """A month-day such as `04-07` in a school year."""
    month, day = (int(part) for part in month_day.split("-"))
    return date(year.year + (month < 4), month, day)


def nth_weekday(year: SchoolYear, spec: NthDay) -> date:
    """The nth weekday of a month of a school year."""
    first, _ = year.month(spec.month)
    return first + timedelta(days=(spec.weekday - first.weekday()) % 7 + 7 * (spec.nth - 1))


def make_calendar(year: SchoolYear, schools: int, settings: CalendarSettings) -> YearDays:
    """The calendar of a school year for so many schools."""
    entries = [*_city(year, settings)]
    for school in range(schools):
        entries += _sports_day(year, school, settings)
    by_school = [
        class_calendar(
            (
                Entry(
                    Level.MUNICIPALITY if e.school is None else Level.SCHOOL,
                    e.kind,
                    e.first,
                    e.last,
                )
                for e in entries
                if e.school in {None, school}
            ),
            year.first,
            year.last,
        ).days
        for school in range(schools)
    ]
    days = tuple(sorted({day for of_school in by_school for day in of_school}))
    is_open = np.array([[day in found for day in days] for found in map(set, by_school)])
    return YearDays(year, tuple(entries), days, is_open)


def _city(year: SchoolYear, settings: CalendarSettings) -> list[EntryPlan]:
    """Entries that hold for every school."""
    entries = [
        EntryPlan(day_of(year, first), day_of(year, last), CalendarKind.TERM, f"第{n}学期")
        for n, (first, last) in enumerate(settings.terms, 1)
    ]
    entries += [
        EntryPlan(day_of(year, b.first), day_of(year, b.last), CalendarKind.NO_SCHOOL, b.note)
        for b in settings.breaks
    ]
    for saturday in settings.saturdays:
        day = nth_weekday(year, saturday)
        entries.append(EntryPlan(day, day, CalendarKind.SCHOOL_DAY, saturday.note))
    storm = nth_weekday(year, settings.storm)
    if is_plain_school_day(storm):
        entries.append(EntryPlan(storm, storm, CalendarKind.CLOSED, settings.storm.note))
    for half in (day_of(year, month_day) for month_day in settings.half_days):
        if is_plain_school_day(half):
            entries.append(EntryPlan(half, half, CalendarKind.HALF_DAY, "午前授業"))
    return entries


def _sports_day(year: SchoolYear, school: int, settings: CalendarSettings) -> list[EntryPlan]:
    """A school's sports day on a Saturday, and the Monday off for it."""
    sports = settings.sports_days
    nth = sports.nth[school % len(sports.nth)]
    day = nth_weekday(year, NthDay(month=sports.month, nth=nth, note=sports.note))
    off = day + 2 * ONE_DAY
    return [
        EntryPlan(day, day, CalendarKind.SCHOOL_DAY, sports.note, school),
        EntryPlan(off, off, CalendarKind.NO_SCHOOL, f"{sports.note}の振替休業", school),
    ]
