"""A pupil's school year day by day, for the calendar strip."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from tsunagu.attendance.models import Mark, Stay
from tsunagu.attendance.rules import Standing
from tsunagu.clock import SchoolYear, today
from tsunagu.prepared import Prepared
from tsunagu.response.loading import ONE_DAY, Loaded, PupilRecord, load
from tsunagu.response.queries.why import Behind
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
class DayMark:
    """What a strip says of a mark; its stays in words."""

    kind: str
    late: bool
    left_early: bool
    place: str
    reason: str
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """One date of the strip, with the counters of a day that counted a mark."""

    day: date
    state: DayState
    mark: DayMark | None = None
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
    behind: Behind

    @cached_property
    def by_day(self) -> dict[date, DayView]:
        """The strip's dates, to ask for one."""
        return {view.day: view for view in self.days}


def pupil_year(pupil: Pupil, school_year: int) -> YearView:
    """Every date of a school year for a pupil, and the counters today."""
    year = SchoolYear(school_year)
    loaded = load(pupil.municipality, [pupil.pk], year)
    record = loaded.records.get(pupil.pk) or PupilRecord.empty()
    on = today()
    counted = list(count((d for d in record.days() if d.day <= on), record.facts.openings))
    days = [d.day for d in counted if d.day.counted.standing != Standing.HERE]
    openings = [o for o in record.facts.openings if o.day <= on]
    now = as_of(counted, openings, on)
    return YearView(
        days=list(_days(pupil, record, loaded, counted)),
        now=now,
        run_days=[d.day for d in days if now.run_first and d.day >= now.run_first],
        absent_days=[d.day for d in days if d.counted.register_absence],
        credited_days=[d.day for d in days if d.counted.credited],
        brought_absent=sum(o.absent for o in openings),
        brought_credited=sum(o.credited for o in openings),
        rested=_rested(record, loaded),
        behind=Behind(counted, openings),
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


_MARKS = Prepared(
    lambda pupil, first, last: Mark.objects.filter(
        pupil=pupil, day__range=(first, last)
    ).values_list("day", "kind", "late", "left_early", "place", "reason"),
    UUID,
    date,
    date,
)
_STAYS = Prepared(
    lambda pupil, first, last: (
        Stay.objects.filter(mark__pupil=pupil, mark__day__range=(first, last))
        .order_by("begin")
        .values_list("mark__day", "place", "begin", "end", "watched_by")
    ),
    UUID,
    date,
    date,
)


def _marks(pupil: Pupil, year: SchoolYear) -> dict[date, DayMark]:
    """The marks of a school year; an absent child has one a day, so they are read as plain rows."""
    asked = (pupil.pk, year.first, year.last)
    stays: dict[date, tuple[str, ...]] = defaultdict(tuple)
    for day, place, begin, end, watched_by in _STAYS(*asked):
        stays[day] += (Stay(place=place, begin=begin, end=end, watched_by=watched_by).words,)
    return {
        day: DayMark(kind, late, left_early, place, reason, stays.get(day, ()))
        for day, kind, late, left_early, place, reason in _MARKS(*asked)
    }


def _days(
    pupil: Pupil, record: PupilRecord, loaded: Loaded, counted: list[CountedDay]
) -> Iterator[DayView]:
    year, now = loaded.year, today()
    marks = _marks(pupil, year)
    counters = {c.day.day: c.now for c in counted}
    day = year.first
    while day <= year.last:
        state = _state(day, now, record, loaded)
        yield DayView(day, state, marks.get(day), counters.get(day))
        day += ONE_DAY


def _state(day: date, now: date, record: PupilRecord, loaded: Loaded) -> DayState:
    segment = next((s for s in record.segments if s.first <= day <= s.last), None)
    if segment is None:
        return DayState.NOT_ENROLLED
    class_year = loaded.class_years[segment.classroom]
    if day not in class_year.calendar.day_set:
        return DayState.NO_SCHOOL
    if day in class_year.calendar.closed:
        return DayState.CLOSED
    if day not in class_year.taken:
        return DayState.AHEAD if day > now else DayState.UNTAKEN
    mark = record.marks_by_day.get(day)
    if mark is None:
        return DayState.HERE
    return DayState(counted_mark(mark, record.credits).standing)
