"""A pupil's school year day by day, for the calendar strip."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from tsunagu.attendance.models import Mark
from tsunagu.attendance.rules import Standing
from tsunagu.clock import SchoolYear, today
from tsunagu.response.loading import Loaded, PupilRecord, load
from tsunagu.response.rules import CountedDay, Counters, Firing, as_of, count, due_responses
from tsunagu.response.timeline import counted_mark
from tsunagu.school.models import Pupil


class DayState(StrEnum):
    """What a date was for a pupil."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    NOT_COUNTED = "not_counted"
    UNTAKEN = "untaken"
    CLOSED = "closed"
    NO_SCHOOL = "no_school"
    NOT_ENROLLED = "not_enrolled"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class DayView:
    """One date of the strip, with the counters of a day that counted a mark."""

    day: date
    state: DayState
    mark: Mark | None = None
    counters: Counters | None = None


@dataclass(frozen=True)
class YearView:
    """The strip, where run, total and days not come stand today, and what a review let rest."""

    days: list[DayView]
    now: Counters
    run_days: list[date]
    absent_days: list[date]
    credited_days: list[date]
    brought_absent: int
    brought_credited: int
    rested: list[Firing]

    @cached_property
    def by_day(self) -> dict[date, DayView]:
        """The strip's dates, to ask for one."""
        return {view.day: view for view in self.days}


def pupil_year(pupil: Pupil, school_year: int) -> YearView:
    """Every date of a school year for a pupil, and the counters today."""
    year = SchoolYear(school_year)
    loaded = load(pupil.municipality, [pupil.pk], year)
    record = loaded.records.get(pupil.pk) or PupilRecord.empty()
    counted = list(count((d for d in record.days() if d.day <= today()), record.facts.openings))
    days = [d.day for d in counted if d.day.counted.standing != Standing.HERE]
    openings = [o for o in record.facts.openings if o.day <= today()]
    now = as_of(counted, openings, today())
    return YearView(
        days=list(_days(pupil, record, loaded, counted)),
        now=now,
        run_days=[d.day for d in days if now.run_first and d.day >= now.run_first],
        absent_days=[d.day for d in days if d.counted.register_absence],
        credited_days=[d.day for d in days if d.counted.credited],
        brought_absent=sum(o.absent for o in openings),
        brought_credited=sum(o.credited for o in openings),
        rested=_rested(record, loaded),
    )


def _rested(record: PupilRecord, loaded: Loaded) -> list[Firing]:
    """What would have been due but for a review date."""
    if not record.facts.freezes:
        return []
    days, awake = record.days(), replace(record.facts, freezes=())
    due, every = (
        due_responses(days, loaded.book, loaded.year, today(), facts)
        for facts in (record.facts, awake)
    )
    owed = {firing.key for firing in due}
    return [firing for firing in every if firing.key not in owed]


def pupil_days(pupil: Pupil, school_year: int) -> list[DayView]:
    """Every date of a school year for a pupil."""
    return pupil_year(pupil, school_year).days


def _days(
    pupil: Pupil, record: PupilRecord, loaded: Loaded, counted: list[CountedDay]
) -> Iterator[DayView]:
    year = loaded.year
    marks = {
        mark.day: mark
        for mark in Mark.objects.filter(
            pupil=pupil, day__range=(year.first, year.last)
        ).prefetch_related("stays")
    }
    counters = {c.day.day: c.now for c in counted}
    day = year.first
    while day <= year.last:
        state = _state(day, record, loaded)
        yield DayView(day, state, marks.get(day), counters.get(day))
        day += timedelta(days=1)


def _state(day: date, record: PupilRecord, loaded: Loaded) -> DayState:
    segment = next((s for s in record.segments if s.first <= day <= s.last), None)
    if segment is None:
        return DayState.NOT_ENROLLED
    class_year = loaded.class_years[segment.classroom]
    if day not in class_year.calendar.day_set:
        return DayState.NO_SCHOOL
    if day in class_year.calendar.closed:
        return DayState.CLOSED
    if day not in class_year.taken:
        return DayState.AHEAD if day > today() else DayState.UNTAKEN
    mark = record.marks_by_day.get(day)
    if mark is None:
        return DayState.HERE
    return DayState(counted_mark(mark, record.credits).standing)
