"""Facts of pupils with a day or from–to, as columns beside the marked days (see `columns`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from tsunagu.attendance.enums import FACILITIES
from tsunagu.attendance.models import CreditPeriod, OpeningBalance
from tsunagu.clock import SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.prepared import rows_of
from tsunagu.response.models import ContactRhythm, ProtectionFlag, RuleFreeze
from tsunagu.response.packed import key_of
from tsunagu.response.rules import Rhythm, Span

Ints = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
A_PUPIL = 1000
"""More than a year has days: a pupil's number times this, plus a day's place, orders both.

32 bits hold two million pupils so.
"""


def row_key(pupil: Ints, day: Ints) -> Ints:
    """Pupils and days in one number that keeps their order."""
    return pupil * A_PUPIL + day


@dataclass(frozen=True)
class Spans:
    """From–to of pupils given by number; days as places in the year."""

    pupil: Ints
    first: Ints
    last: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Span]], year: SchoolYear) -> "Spans":
        """The same, cut to a school year."""
        most = (year.last - year.first).days
        found = [
            (
                number,
                max((span.first - year.first).days, 0),
                min((span.last - year.first).days, most) if span.last else most,
            )
            for number, span in rows
        ]
        ordered = [one for one in found if one[1] <= one[2]]
        return cls(*np.array(ordered, dtype=np.int64).reshape(-1, 3).T)

    def cover(self, rows: Ints) -> Mask:
        """On which rows, given by their keys in order, does one of the spans hold?"""
        change = np.zeros(len(rows) + 1, dtype=np.int64)
        np.add.at(change, np.searchsorted(rows, row_key(self.pupil, self.first)), 1)
        np.add.at(change, np.searchsorted(rows, row_key(self.pupil, self.last), side="right"), -1)
        held: Mask = np.cumsum(change[:-1]) > 0
        return held


@dataclass(frozen=True)
class Openings:
    """Days absent and credited that pupils brought along, in order of pupil and day."""

    rows: Ints
    sums: Ints

    @classmethod
    def of(cls, brought: Iterable[tuple[int, int, int, int]]) -> "Openings":
        """From pupil, place of the day, days absent and days credited."""
        found = np.array(sorted(brought), dtype=np.int64).reshape(-1, 4)
        sums = np.zeros((2, len(found) + 1), dtype=np.int64)
        sums[:, 1:] = np.cumsum(found[:, 2:], axis=0).T
        return cls(row_key(found[:, 0], found[:, 1]), sums)

    def until(self, pupil: Ints, day: Ints) -> tuple[Ints, Ints]:
        """Days absent and credited brought along up to a day of a pupil, that day included."""
        found = np.zeros((2, len(pupil)), dtype=np.int32)
        some = np.isin(pupil, self.rows // A_PUPIL)
        begin = np.searchsorted(self.rows, pupil[some] * A_PUPIL)
        end = np.searchsorted(self.rows, row_key(pupil[some], day[some]), side="right")
        found[:, some] = self.sums[:, end] - self.sums[:, begin]
        return found[0], found[1]


@dataclass(frozen=True)
class Dated:
    """All dated facts of a municipality's pupils, by the pupils' numbers."""

    openings: Openings
    credits: Mapping[str, Spans]
    rhythms: Spans
    freezes: Spans
    registered: Spans
    rhythms_of: list[tuple[int, Rhythm]]
    registered_of: Mapping[int, list[Span]]


def read_dated(municipality: Municipality, year: SchoolYear, number: Mapping[UUID, int]) -> Dated:
    """The facts of the pupils that have a number; one query a kind."""

    def spans(facts: Any, *more: str) -> list[tuple[Any, ...]]:
        rows = facts.filter(municipality=municipality)
        found = rows_of(rows.values_list("pupil", "first", "last", *more))
        return [(number[key], *rest) for pupil, *rest in found if (key := key_of(pupil)) in number]

    def columns(rows: Iterable[tuple[Any, ...]]) -> Spans:
        return Spans.of(((n, Span(first, last)) for n, first, last, *_ in rows), year)

    credits = spans(CreditPeriod.objects, "place")
    rhythms = spans(ContactRhythm.objects, "every_days", "way", "in_breaks", "before_term")
    registered = spans(ProtectionFlag.objects)
    of_pupil: dict[int, list[Span]] = {}
    for n, first, last in registered:
        of_pupil.setdefault(n, []).append(Span(first, last))
    return Dated(
        openings=Openings.of(_openings(municipality, year, number)),
        credits={
            place: columns(row for row in credits if row[-1] == place) for place in FACILITIES
        },
        rhythms=columns(rhythms),
        freezes=columns(spans(RuleFreeze.objects)),
        registered=columns(registered),
        rhythms_of=[(n, Rhythm(*agreed)) for n, *agreed in rhythms],
        registered_of=of_pupil,
    )


def _openings(
    municipality: Municipality, year: SchoolYear, number: Mapping[Any, int]
) -> list[tuple[int, int, int, int]]:
    rows = OpeningBalance.objects.filter(
        municipality=municipality, day__range=(year.first, year.last)
    ).values_list("pupil", "day", "absent_days", "credited_days")
    return [
        (number[key], (day - year.first).days, absent, credited)
        for pupil, day, absent, credited in rows
        if (key := key_of(pupil)) in number
    ]
