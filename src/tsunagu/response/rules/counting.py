"""A pupil's counters, day by day (domain.md 2)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tsunagu.attendance.rules import Standing
from tsunagu.response.rules.facts import Opening, PupilDay


@dataclass(frozen=True, slots=True)
class Counters:
    """A day's counters, that day included."""

    run: int = 0
    run_first: date | None = None
    total: int = 0
    not_come: int = 0
    month: int = 0
    term: int = 0


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A counted day with its counters and those of the counted day before it."""

    day: PupilDay
    now: Counters
    before: Counters


def count(days: Iterable[PupilDay], openings: Sequence[Opening] = ()) -> Iterator[CountedDay]:
    """Counters of each counted day, for days in order of date within one school year."""
    now = Counters()
    month: int | None = None
    term: date | None = None
    absences: list[date] = []
    after_break = False
    waiting = sorted(openings, key=lambda o: o.day)
    for day in days:
        after_break = after_break or day.after_break
        while waiting and waiting[0].day <= day.day:
            brought = waiting.pop(0)
            come = now.not_come + brought.absent + brought.credited
            now = replace(now, total=now.total + brought.absent, not_come=come)
        if day.counted.standing == Standing.NOT_COUNTED:
            continue
        goes_on = day.counted.standing == Standing.AWAY and not after_break
        in_term = now.term
        if day.term != term:
            # Another class may name other terms: what counts are the days since this one began.
            term = day.term
            in_term = len(absences) - (bisect_left(absences, term) if term else len(absences))
        before = Counters(
            run=now.run if goes_on else 0,
            run_first=now.run_first if goes_on else None,
            total=now.total,
            not_come=now.not_come,
            month=now.month if day.day.month == month else 0,
            term=in_term,
        )
        month, after_break, now = day.day.month, False, _after(day, before)
        if day.counted.register_absence:
            absences.append(day.day)
        yield CountedDay(day, now, before)


def _after(day: PupilDay, now: Counters) -> Counters:
    """The counters once a counted day is over."""
    absent = int(day.counted.register_absence)
    away = day.counted.standing == Standing.AWAY
    return Counters(
        run=now.run + 1 if away else 0,
        run_first=(now.run_first or day.day) if away else None,
        total=now.total + absent,
        not_come=now.not_come + int(day.counted.not_come),
        month=now.month + absent,
        term=now.term + absent if day.term else 0,
    )


def as_of(counted: Sequence[CountedDay], openings: Sequence[Opening], day: date) -> Counters:
    """The counters as they stand on a day that need not be a counted one."""
    before = bisect_right(counted, day, key=lambda c: c.day.day)
    now = counted[before - 1].now if before else Counters()
    since = counted[before - 1].day.day if before else date.min
    later = [o for o in openings if since < o.day <= day]
    absent, credited = sum(o.absent for o in later), sum(o.credited for o in later)
    come = now.not_come + absent + credited
    return replace(now, total=now.total + absent, not_come=come)
