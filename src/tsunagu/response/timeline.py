"""A pupil's counted days, from calendar, roll calls, marks and enrolments.

Only days with a mark are carried on, and after them the first day on which the pupil was here:
it ends a run, and further such days change nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from tsunagu.attendance.rules import HERE, Counted, counted_as
from tsunagu.clock import SchoolYear
from tsunagu.packs.overtime import OverTime
from tsunagu.response.rules import PupilDay, Span
from tsunagu.school.rules import ClassCalendar

ONE_DAY = timedelta(days=1)


class MarkRow(NamedTuple):
    """The facts of a mark that count."""

    day: date
    kind: str
    place: str = ""
    credit: str = "undecided"


class Segment(NamedTuple):
    """A pupil's stay in a home class, both days included."""

    classroom: UUID
    first: date
    last: date


@dataclass(frozen=True)
class ClassYear:
    """A class's school year: its calendar and the days on which the roll was taken."""

    calendar: ClassCalendar
    taken: frozenset[date]

    def within(self, first: date, last: date) -> tuple[list[date], list[date]]:
        """Class days, and those among them that count, between two days."""
        days = [day for day in self.calendar.days if first <= day <= last]
        closed = self.calendar.closed
        return days, [day for day in days if day in self.taken and day not in closed]


@dataclass(frozen=True)
class Timeline:
    """The days of a pupil that count, in order, and the breaks between them.

    `terms` holds, by counting day, the first day of its term in the class of that day.
    """

    counting: Sequence[date]
    ordinal: Mapping[date, int]
    breaks: Mapping[date, int]
    terms: Mapping[date, date] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        class_days: Sequence[date],
        counting: Sequence[date],
        terms: Sequence[tuple[date, date, date]],
        break_days: OverTime[int],
    ) -> "Timeline":
        """Number the counting days and the breaks.

        A break is `break_days` or more dates in a row without a class day, by the number in force
        on the day after it. `terms` are given as from, to and first day.
        """
        breaks: dict[date, int] = {}
        number = 0
        before: date | None = None
        for day in class_days:
            if before is not None and (day - before).days > break_days.on(day):
                number += 1
            breaks[day] = number
            before = day
        ordinal = {day: i for i, day in enumerate(counting)}
        term_of: dict[date, date] = {}
        for first, last, start in terms:
            for day in counting:
                if first <= day <= last:
                    term_of.setdefault(day, start)
        return cls(counting, ordinal, breaks, term_of)


def breaks_of(
    class_days: Sequence[date], year: SchoolYear, break_days: OverTime[int]
) -> list[Span]:
    """The breaks around a pupil's class days of a school year, in order.

    Those between them (see `Timeline.of`); and what of the year lies before the first and after
    the last, however short. The last has no end yet: when school begins is the next year's.
    """
    if not class_days:
        return []
    inside = [
        Span(before + ONE_DAY, day - ONE_DAY)
        for before, day in pairwise(class_days)
        if (day - before).days > break_days.on(day)
    ]
    first, last = class_days[0], class_days[-1]
    begin = [Span(year.first, first - ONE_DAY)] if first > year.first else []
    return [*begin, *inside, Span(last + ONE_DAY)]


def timeline_of(
    segments: Sequence[Segment], years: Mapping[UUID, ClassYear], break_days: OverTime[int]
) -> Timeline:
    """The timeline over every home class of the year, each with its own calendar."""
    class_days: list[date] = []
    counting: list[date] = []
    terms: list[tuple[date, date, date]] = []
    for segment in sorted(segments, key=lambda s: s.first):
        days, counted = years[segment.classroom].within(segment.first, segment.last)
        class_days += days
        counting += counted
        for first, last in years[segment.classroom].calendar.terms:
            terms.append((max(first, segment.first), min(last, segment.last), first))
    return Timeline.of(class_days, counting, terms, break_days)


def counted_mark(mark: MarkRow, credits: Collection[tuple[str, Span]]) -> Counted:
    """What a mark counts as, with the credit periods approved for the pupil's places."""
    provisional = bool(credits) and any(
        place == mark.place and span.covers(mark.day) for place, span in credits
    )
    return counted_as(mark.kind, mark.place, mark.credit, provisional=provisional)


def marked_days(
    marks: Iterable[MarkRow], timeline: Timeline, credits: Sequence[tuple[str, Span]] = ()
) -> Iterator[PupilDay]:
    """The pupil's marked days that count or are set aside, each followed by a day here if any.

    A mark on a day whose roll was not taken, or on which the class was closed, is left out.
    """
    ordinal, breaks = timeline.ordinal, timeline.breaks
    last: int | None = None
    block: int | None = None
    for mark in marks:
        place = ordinal.get(mark.day)
        if place is None:
            continue
        if last is not None and place != last + 1:
            yield PupilDay(timeline.counting[last + 1], HERE)
        broken = block is not None and breaks[mark.day] != block
        last, block = place, breaks[mark.day]
        term = timeline.terms.get(mark.day)
        yield PupilDay(mark.day, counted_mark(mark, credits), broken, term)
    if last is not None and last + 1 < len(timeline.counting):
        yield PupilDay(timeline.counting[last + 1], HERE)
