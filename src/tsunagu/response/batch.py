"""The due responses of a whole municipality at once, in columns (ADR 0004).

Equal to `rules.due_responses` for every pupil, which a test proves on random cities; pupils with
facts of their own (opening balances, credit periods, rhythms, …) go through that function itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from tsunagu.clock import SchoolYear, plus_working_days
from tsunagu.org.models import Municipality
from tsunagu.packs.schema import Every, Range, When
from tsunagu.response import columns
from tsunagu.response.columns import ABSENT, AWAY, NOT_COME, Columns
from tsunagu.response.loading import load, rule_book
from tsunagu.response.rules import RuleBook, Version, due_responses

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
BLOCK = 200
"""Pupils with facts of their own that are loaded at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """One response that is due, as the command prints it."""

    pupil: UUID
    day: date
    rule: str
    version: str
    key: str
    run: int
    total: int
    due: date


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


def due_of_municipality(
    municipality: Municipality, year: SchoolYear, until: date
) -> list[tuple[Any, ...]]:
    """Every due response up to `until` as tuples in the order of `Due`'s fields, unordered.

    Pupils are given by their keys in the form that the database returns (see `columns.key_of`).
    """
    data = columns.read(municipality, year, until)
    book = rule_book(municipality)
    found = list(_Batch(data, book, year).rows())
    found += _one_by_one(municipality, data.special, book, year, until)
    return found


def due_responses_of(municipality: Municipality, year: SchoolYear, until: date) -> Iterator[Due]:
    """The same with pupils' keys as UUIDs."""
    for pupil, *rest in due_of_municipality(municipality, year, until):
        yield Due(pupil if isinstance(pupil, UUID) else UUID(hex=pupil), *rest)


def _one_by_one(
    municipality: Municipality,
    pupils: Sequence[UUID],
    book: RuleBook,
    year: SchoolYear,
    until: date,
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(pupils), BLOCK):
        loaded = load(municipality, pupils[start : start + BLOCK], year)
        for pupil, record in loaded.records.items():
            for f in due_responses(record.days(), book, year, until, record.facts):
                counters = f.counters
                name = f.version.name
                yield (
                    pupil, f.day, f.rule.id, name, f.key, counters.run, counters.total, f.due
                )  # fmt: skip


def count(data: Columns) -> Counted:
    """The counters of every counted day. Rows of `data` are in order of pupil and place."""
    pupil, place, code = data.pupil, data.place, data.code
    linked = np.zeros(len(pupil), dtype=bool)
    linked[1:] = (
        (pupil[1:] == pupil[:-1])
        & (place[1:] == place[:-1] + 1)
        & (data.broken[1:] == data.broken[:-1])
    )
    stretch = np.cumsum(~linked)
    kept = code != columns.NOT_COUNTED
    pupil, day, code, stretch = pupil[kept], data.day[kept], code[kept], stretch[kept]
    away = AWAY[code] == 1
    same = np.zeros(len(pupil), dtype=bool)
    same[1:] = (stretch[1:] == stretch[:-1]) & away[:-1]
    begins = away & ~same
    index = np.arange(len(pupil))
    begun = np.maximum.accumulate(np.where(begins, index, 0)) if len(index) else index
    run = np.where(away, index - begun + 1, 0)
    month = columns.month_of(data.year)[day]
    term = data.term[kept]
    absent = ABSENT[code]
    return Counted(
        pupil=pupil,
        day=day,
        code=code,
        run=run,
        run_first=np.where(away, day[begun] if len(day) else day, -1),
        total=_running(absent, pupil),
        not_come=_running(NOT_COME[code], pupil),
        month=_running(absent, pupil, month),
        term=np.where(term >= 0, _since(data.term_starts[term], absent, pupil, day), 0),
        term_first=term,
    )


def _running(values: Ints, *groups: Ints) -> Ints:
    """Running sums that begin anew wherever one of the groups changes."""
    sums = np.cumsum(values)
    fresh = np.ones(len(values), dtype=bool)
    if len(values):
        fresh[1:] = np.logical_or.reduce([g[1:] != g[:-1] for g in groups])
    base = np.where(fresh, sums - values, 0)
    return sums - np.maximum.accumulate(base) if len(values) else sums


def _since(starts: Ints, values: Ints, pupil: Ints, day: Ints) -> Ints:
    """Each row's sum of its pupil's values from the day `starts` on, that row included."""
    after: Ints = np.concatenate([[0], np.cumsum(values)])
    spread = 1000
    begin = np.searchsorted(pupil * spread + day, pupil * spread + starts)
    sums: Ints = after[1:] - after[begin]
    return sums


class _Batch:
    """The rules of a book applied to counted columns."""

    def __init__(self, data: Columns, book: RuleBook, year: SchoolYear) -> None:
        self.data = data
        self.book = book
        self.year = year
        self.counted = count(data)

    @cached_property
    def dates(self) -> list[date]:
        """The days of the year by offset."""
        days = (self.year.last - self.year.first).days + 1
        return [self.year.first + timedelta(days=n) for n in range(days)]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every firing of every rule."""
        for versions in self._versions_by_rule().values():
            fired = [self._fire(version, span) for version, span in versions]
            rows = (row for one in fired for row in one)
            yield from _once(rows) if len(versions) > 1 else rows

    def _versions_by_rule(self) -> dict[str, list[tuple[Version, Mask]]]:
        """For each rule its versions in order, with the days of the year on which each holds."""
        held: dict[str, list[tuple[Version, Mask]]] = {}
        for offset, day in enumerate(self.dates):
            for version in self.book.in_force(day):
                spans = held.setdefault(version.rule.id, [])
                if not spans or spans[-1][0] is not version:
                    spans.append((version, np.zeros(len(self.dates), dtype=bool)))
                spans[-1][1][offset] = True
        return held

    def _fire(self, version: Version, span: Mask) -> Iterator[tuple[Any, ...]]:
        rule = version.rule
        if rule.registered_only:
            return
        counted = self.counted
        in_span = span[counted.day]
        taken = np.zeros(len(in_span), dtype=bool)
        dues = [plus_working_days(day, rule.due.working_days) for day in self.dates]
        for when in rule.conditions:
            fits = in_span & ~taken & self._fits(when)
            taken |= fits
            at = np.flatnonzero(fits)
            keys = self._keys(rule.id, when, at)
            columns_ = (counted.pupil, counted.day, counted.run, counted.total)
            pupils, days, runs, totals = (column[at].tolist() for column in columns_)
            ids, dates, name = self.data.pupils, self.dates, version.name
            for pupil, day, key, run, total in zip(pupils, days, keys, runs, totals, strict=True):
                yield ids[pupil], dates[day], rule.id, name, key, run, total, dues[day]

    def _fits(self, when: When) -> Mask:
        """On which rows does a condition hold?"""
        counted = self.counted
        if when.month_end:
            return np.zeros(len(counted.day), dtype=bool)
        fits = np.ones(len(counted.day), dtype=bool)
        if when.on == "away":
            fits &= AWAY[counted.code] == 1
        elif when.on == "register_absence":
            fits &= ABSENT[counted.code] == 1
        if isinstance(when.run, int):
            fits &= counted.run == when.run
        elif isinstance(when.run, Every):
            past = counted.run - when.run.first
            fits &= (past >= 0) & (past % when.run.step == 0)
        if isinstance(when.total, int):
            fits &= counted.total == when.total
        elif isinstance(when.total, Range):
            last = when.total.last if when.total.last is not None else np.iinfo(np.int64).max
            fits &= (when.total.first <= counted.total) & (counted.total <= last)
        if when.reaches:
            reached = getattr(counted, when.reaches.counter) == when.reaches.value
            fits &= reached & (counted.adds(when.reaches.counter) == 1)
        return fits

    def _keys(self, rule: str, when: When, at: Ints) -> Iterator[str]:
        """The keys of the rows at which a condition holds, as `rules._key` makes them."""
        if when.reaches:
            periods = self._periods(when.reaches.counter, at)
            return (f"{rule}:{when.reaches.counter}:{period}" for period in periods)
        counted = self.counted
        if when.run is None:
            totals = counted.total[at].tolist() if isinstance(when.total, Range) else []
            start = f"{rule}:total:{self.year.year}"
            return (f"{start}:{n}" for n in totals) if totals else iter([start] * len(at))
        starts = [f"{rule}:run:{day}" for day in self.dates]
        firsts = counted.run_first[at].tolist()
        if isinstance(when.run, Every):
            both = zip(firsts, counted.run[at].tolist(), strict=True)
            return (f"{starts[first]}:{run}" for first, run in both)
        return (starts[first] for first in firsts)

    def _periods(self, counter: str, at: Ints) -> Iterator[object]:
        """The period of a counter on each row, as `rules._period` writes it."""
        if counter == "month":
            return (f"{self.dates[d]:%Y-%m}" for d in self.counted.day[at].tolist())
        if counter == "term":
            firsts = self.data.term_firsts
            return (firsts[t] for t in self.counted.term_first[at].tolist())
        return iter([self.year.year] * len(at))


def _once(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The earliest row of each pupil and key, where several versions of a rule may fire."""
    seen: set[tuple[Any, str]] = set()
    for row in sorted(rows, key=lambda r: r[1]):
        if (row[0], row[4]) not in seen:
            seen.add((row[0], row[4]))
            yield row
