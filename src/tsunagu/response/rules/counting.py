"""A pupil's counters, day by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tsunagu.attendance.rules import Standing
from tsunagu.response.rules.facts import Opening, PupilDay


class Counters(NamedTuple):
    """A day's counters, that day included."""

    run: int = 0
    run_first: date | None = None
    total: int = 0
    not_come: int = 0
    month: int = 0
    term: int = 0


class CountedDay(NamedTuple):
    """A counted day with its counters and those of the counted day before it."""

    day: PupilDay
    now: Counters
    before: Counters


def count(
    days: Iterable[PupilDay],
    openings: Sequence[Opening] = (),
    wanted: Callable[[date], bool] | None = None,
) -> Iterator[CountedDay]:
    """Counters of each counted day, for days in order of date within one school year.

    All are counted; only those `wanted` are given, every one without it.
    """
    run = total = not_come = in_month = in_term = 0
    run_first: date | None = None
    month: int | None = None
    term: date | None = None
    absences: list[date] = []
    after_break = False
    waiting = sorted(openings, key=lambda o: o.day)
    for one in days:
        day, counted = one.day, one.counted
        after_break = after_break or one.after_break
        while waiting and waiting[0].day <= day:
            brought = waiting.pop(0)
            total += brought.absent
            not_come += brought.absent + brought.credited
        if counted.standing == Standing.NOT_COUNTED:
            continue
        away = counted.standing == Standing.AWAY
        if after_break or not away:
            run, run_first = 0, None
        if day.month != month:
            month, in_month = day.month, 0
        if one.term != term:
            # Another class may name other terms: what counts are the days since this one began.
            term = one.term
            in_term = len(absences) - bisect_left(absences, term) if term else 0
        asked = wanted is None or wanted(day)
        before = Counters(run, run_first, total, not_come, in_month, in_term) if asked else None
        if away:
            run, run_first = run + 1, run_first or day
        not_come += counted.not_come
        if counted.register_absence:
            absences.append(day)
            total, in_month, in_term = total + 1, in_month + 1, in_term + (term is not None)
        if before:
            now = Counters(run, run_first, total, not_come, in_month, in_term)
            yield CountedDay(one, now, before)
        after_break = False


def as_of(counted: Sequence[CountedDay], openings: Sequence[Opening], day: date) -> Counters:
    """The counters as they stand on a day that need not be a counted one."""
    before = bisect_right(counted, day, key=lambda c: c.day.day)
    now = counted[before - 1].now if before else Counters()
    since = counted[before - 1].day.day if before else date.min
    later = [o for o in openings if since < o.day <= day]
    absent, credited = sum(o.absent for o in later), sum(o.credited for o in later)
    come = now.not_come + absent + credited
    return now._replace(total=now.total + absent, not_come=come)
