"""The counters of a whole municipality's days at once, in columns (ADR 0004)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tsunagu.response import columns
from tsunagu.response.columns import ABSENT, AWAY, NOT_COME, Columns
from tsunagu.response.dated import row_key

Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Counted:
    """Counters of every marked day that counts, in columns of one length.

    `before_*` of a counter is itself less what the day adds; days stand as offsets in the year.
    """

    pupil: Ints
    day: Ints
    code: Ints
    run: Ints
    run_first: Ints
    total: Ints
    not_come: Ints
    month: Ints
    term: Ints
    term_first: Ints

    def adds(self, counter: str) -> Ints:
        """What each day adds to a counter: 0 or 1."""
        if counter == "not_come":
            return NOT_COME[self.code]
        if counter == "term":
            return ABSENT[self.code] * (self.term_first >= 0)
        return ABSENT[self.code]


def count(data: Columns) -> Counted:
    """The counters of every counted day. Rows of `data` are in order of pupil and place."""
    pupil, place, code = data.pupil, data.place, data.code
    linked = np.zeros(len(pupil), dtype=bool)
    linked[1:] = (
        (pupil[1:] == pupil[:-1])
        & (place[1:] == place[:-1] + 1)
        & (data.broken[1:] == data.broken[:-1])
    )
    stretch = np.cumsum(~linked, dtype=np.int32)
    kept = code != columns.NOT_COUNTED
    pupil, day, code, stretch = pupil[kept], data.day[kept], code[kept], stretch[kept]
    away = AWAY[code] == 1
    same = np.zeros(len(pupil), dtype=bool)
    same[1:] = (stretch[1:] == stretch[:-1]) & away[:-1]
    begins = away & ~same
    index = np.arange(len(pupil), dtype=np.int32)
    begun = np.maximum.accumulate(np.where(begins, index, 0)) if len(index) else index
    run = np.where(away, index - begun + 1, 0)
    month = columns.month_of(data.year)[day]
    term = data.term[kept]
    absent = ABSENT[code]
    brought, credited = data.dated.openings.until(pupil, day)
    return Counted(
        pupil=pupil,
        day=day,
        code=code,
        run=run,
        run_first=np.where(away, day[begun] if len(day) else day, -1),
        total=_running(absent, pupil) + brought,
        not_come=_running(NOT_COME[code], pupil) + brought + credited,
        month=_running(absent, pupil, month),
        term=np.where(term >= 0, _since(data.term_starts[term], absent, pupil, day), 0),
        term_first=term,
    )


def _running(values: Ints, *groups: Ints) -> Ints:
    """Running sums that begin anew wherever one of the groups changes."""
    sums = np.cumsum(values, dtype=np.int32)
    fresh = np.ones(len(values), dtype=bool)
    if len(values):
        fresh[1:] = np.logical_or.reduce([g[1:] != g[:-1] for g in groups])
    base = np.where(fresh, sums - values, 0)
    return sums - np.maximum.accumulate(base) if len(values) else sums


def _since(starts: Ints, values: Ints, pupil: Ints, day: Ints) -> Ints:
    """Each row's sum of its pupil's values from the day `starts` on, that row included."""
    after = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum(values, out=after[1:])
    begin = np.searchsorted(row_key(pupil, day), row_key(pupil, starts))
    sums: Ints = after[1:] - after[begin]
    return sums


def as_of(data: Columns, counted: Counted, pupil: Ints, day: Ints) -> tuple[list[int], list[int]]:
    """Run and total of pupils as they stand on days that need not be counted ones."""
    brought, _ = data.dated.openings.until(pupil, day)
    if not len(counted.pupil):
        return [0] * len(pupil), brought.tolist()
    at = np.searchsorted(row_key(counted.pupil, counted.day), row_key(pupil, day), side="right") - 1
    known = (at >= 0) & (counted.pupil[at] == pupil)
    before, _ = data.dated.openings.until(pupil, counted.day[at])
    total = np.where(known, counted.total[at] - before, 0) + brought
    # Whoever was here since the last counted day that is marked has no run any more.
    marked = np.searchsorted(row_key(data.pupil, data.day), row_key(pupil, day), side="right") - 1
    last = np.flatnonzero(data.code != columns.NOT_COUNTED)[at]
    unbroken = data.place[marked] - data.place[last] == marked - last
    unbroken &= data.timelines.latest(pupil, day) == data.place[marked]
    run = np.where(known & unbroken, counted.run[at], 0)
    return run.tolist(), total.tolist()
