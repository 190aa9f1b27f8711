"""The due responses of a whole municipality at once, in columns (ADR 0004).

Equal to `rules.due_responses` for every pupil, which a test proves on random cities.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import chain, repeat
from operator import itemgetter
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from tsunagu.clock import SchoolYear, plus_working_days
from tsunagu.org.models import Municipality
from tsunagu.packs.schema import Every, Range, ResponseRule, When
from tsunagu.response import columns
from tsunagu.response.columns import ABSENT, AWAY, Columns
from tsunagu.response.counting import Ints, as_of, count
from tsunagu.response.dated import row_key
from tsunagu.response.loading import rule_book
from tsunagu.response.rules import (
    Rhythm,
    RuleBook,
    Span,
    Version,
    month_ends,
    monthly_versions,
    rhythm_days,
)
from tsunagu.response.timeline import breaks_of

Mask = npt.NDArray[np.bool_]


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


def due_of_municipality(
    municipality: Municipality, year: SchoolYear, until: date
) -> list[tuple[Any, ...]]:
    """Every due response up to `until` as tuples in the order of `Due`'s fields, unordered.

    Pupils are given by their keys in the form that the database returns (see `columns.key_of`).
    """
    with _collecting_nothing():
        data = columns.read(municipality, year, until)
        book = rule_book(municipality)
        return _Batch(data, book, year, until).rows()


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """All that is made here stays; to go through it for rubbish took a tenth of the time."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def due_responses_of(municipality: Municipality, year: SchoolYear, until: date) -> Iterator[Due]:
    """The same with pupils' keys as UUIDs."""
    for pupil, *rest in due_of_municipality(municipality, year, until):
        yield Due(pupil if isinstance(pupil, UUID) else UUID(hex=pupil), *rest)


class _Batch:
    """The rules of a book applied to counted columns."""

    def __init__(self, data: Columns, book: RuleBook, year: SchoolYear, until: date) -> None:
        self.data = data
        self.book = book
        self.year = year
        self.until = until
        self.counted = count(data)
        rows, dated = row_key(self.counted.pupil, self.counted.day), data.dated
        self.in_rhythm = dated.rhythms.cover(rows)
        self.frozen = dated.freezes.cover(rows)
        self.registered = dated.registered.cover(rows)

    @cached_property
    def dates(self) -> list[date]:
        """The days of the year by offset."""
        days = (self.year.last - self.year.first).days + 1
        return [self.year.first + timedelta(days=n) for n in range(days)]

    def rows(self) -> list[tuple[Any, ...]]:
        """Every firing of every rule."""
        found: list[tuple[Any, ...]] = []
        for versions in self._versions_by_rule().values():
            rows = chain.from_iterable(
                fired for version, span in versions for fired in self._fire(version, span)
            )
            found.extend(_once(rows) if len(versions) > 1 else rows)
        found.extend(self._agreed())
        return found

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

    def _fire(self, version: Version, span: Mask) -> Iterator[Iterator[tuple[Any, ...]]]:
        """The firings of a version on the days on which it holds, condition by condition."""
        rule = version.rule
        counted = self.counted
        in_span = span[counted.day] & ~self._taken_out(rule)
        taken = np.zeros(len(in_span), dtype=bool)
        dues = [plus_working_days(day, rule.due.working_days) for day in self.dates]
        for when in rule.conditions:
            fits = in_span & ~taken & self._fits(when)
            taken |= fits
            at = np.flatnonzero(fits)
            days = counted.day[at]
            yield zip(
                self.data.pupils[counted.pupil[at]].tolist(),
                _each(self.dates, days),
                repeat(rule.id),
                repeat(version.name),
                self._keys(rule.id, when, at),
                counted.run[at].tolist(),
                counted.total[at].tolist(),
                _each(dues, days),
                strict=False,
            )

    def _taken_out(self, rule: ResponseRule) -> Mask:
        """The rows on which a rhythm, a review date or no registration takes a rule out."""
        out = ~self.registered if rule.registered_only else np.zeros_like(self.registered)
        if rule.task_kind == "contact":
            out = out | self.in_rhythm
        return out | self.frozen if rule.frozen_by_review else out

    def _agreed(self) -> Iterator[tuple[Any, ...]]:
        """What agreed rhythms and months with a registered day make due, on any date.

        A key names its day here: what a pupil owes twice under one key is the same.
        """
        found: dict[tuple[int, str], tuple[date, Version]] = {}
        asked = cache(lambda *known: list(rhythm_days(known[0], self.year, self.until, known[1])))
        for pupil, rhythm in self.data.dated.rhythms_of:
            for version, name, day in asked(rhythm, self._breaks(pupil, rhythm)):
                found[pupil, name] = day, version
        monthly = cache(lambda day: list(monthly_versions(self.book, day)))
        for pupil, spans in self.data.dated.registered_of.items():
            for day in month_ends(spans, self.year, self.until):
                for version in monthly(day):
                    found[pupil, f"{version.rule.id}:month:{day:%Y-%m}"] = day, version
        pupils = np.array([pupil for pupil, _ in found], dtype=np.int64)
        offsets = [(day - self.year.first).days for day, _ in found.values()]
        counters = as_of(self.data, self.counted, pupils, np.array(offsets, dtype=np.int64))
        for (pupil, name), (day, version), run, total in zip(
            found, found.values(), *counters, strict=True
        ):
            due = plus_working_days(day, version.rule.due.working_days)
            yield self.data.pupils[pupil], day, version.rule.id, version.name, name, run, total, due

    def _breaks(self, pupil: int, rhythm: Rhythm) -> tuple[Span, ...]:
        """The breaks of a pupil's year, where a rhythm asks for them."""
        if not rhythm.by_breaks:
            return ()
        class_days = [self.dates[at] for at in self.data.timelines.class_days(pupil).tolist()]
        return tuple(breaks_of(class_days, self.year, self.data.break_days))

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

    def _keys(self, rule: str, when: When, at: Ints) -> Iterable[str]:
        """The keys of the rows at which a condition holds, as `rules._key` makes them."""
        if when.reaches:
            periods = self._periods(when.reaches.counter, at)
            return (f"{rule}:{when.reaches.counter}:{period}" for period in periods)
        counted = self.counted
        if when.run is None:
            start, totals = f"{rule}:total:{self.year.year}", counted.total[at]
            if isinstance(when.total, Range):
                return _each([f"{start}:{n}" for n in range(totals.max(initial=0) + 1)], totals)
            return repeat(start, len(at))
        starts = _each([f"{rule}:run:{day}" for day in self.dates], counted.run_first[at])
        if isinstance(when.run, Every):
            runs = counted.run[at].tolist()
            return (f"{start}:{run}" for start, run in zip(starts, runs, strict=True))
        return starts

    def _periods(self, counter: str, at: Ints) -> Iterator[object]:
        """The period of a counter on each row, as `rules._period` writes it."""
        if counter == "month":
            return (f"{self.dates[d]:%Y-%m}" for d in self.counted.day[at].tolist())
        if counter == "term":
            firsts = self.data.term_firsts
            return (firsts[t] for t in self.counted.term_first[at].tolist())
        return iter([self.year.year] * len(at))


def _each(values: Sequence[Any], at: Ints) -> list[Any]:
    """The values at some places; through an array, since one by one takes three times as long."""
    found: list[Any] = np.array(values, dtype=object)[at].tolist()
    return found


def _once(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The earliest row of each pupil and key, where several versions of a rule may fire."""
    seen: set[tuple[Any, str]] = set()
    for row in sorted(rows, key=itemgetter(1)):
        key = (row[0], row[4])
        if key not in seen:
            seen.add(key)
            yield row
