"""Reads a municipality's school year as columns: one aggregate row a pupil and a class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection

from tsunagu.attendance.enums import FACILITIES, NOT_AT_SCHOOL, NOT_TO_ATTEND
from tsunagu.attendance.models import CreditPeriod, OpeningBalance
from tsunagu.clock import SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.response.models import ContactRhythm, ProtectionFlag, RuleFreeze
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars
from tsunagu.school.rules import BREAK_DAYS, ClassCalendar

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
AWAY_CODE, ELSEWHERE_CODE, CREDITED_CODE, NOT_COUNTED = 0, 1, 2, 3
AWAY: Ints = np.array([1, 0, 0, 0])
ABSENT: Ints = np.array([1, 1, 0, 0])
NOT_COME: Ints = np.array([1, 1, 1, 0])
DATE_BYTES = 10
_END = '"end"'
Stay = tuple[Any, str, str]
"""A home class, the first day in it, and the day after the last."""


@dataclass(frozen=True)
class Columns:
    """Marked days in columns of one length, ordered by pupil and place in the pupil's year.

    `place` numbers a pupil's counting days, `broken` the breaks before; `term` numbers
    `term_firsts`, -1 outside every term. `special` are pupils left to `rules.due_responses`.
    """

    year: SchoolYear
    pupils: Sequence[Any]
    pupil: Ints
    day: Ints
    place: Ints
    broken: Ints
    code: Ints
    term: Ints
    term_firsts: Sequence[date]
    special: Sequence[UUID]

    @property
    def term_starts(self) -> Ints:
        """The place in the year of each term's first day; a last entry for days outside."""
        firsts = [(first - self.year.first).days for first in self.term_firsts]
        return np.array([*(max(first, 0) for first in firsts), 0])


@dataclass(frozen=True)
class _Rows:
    """Timelines as rows of days: each class has one, and each pupil of several classes."""

    class_days: Mask
    counting: Mask
    term: Ints

    @property
    def place(self) -> Ints:
        """The number of each counting day, -1 elsewhere."""
        return np.where(self.counting, np.cumsum(self.counting, axis=1) - 1, -1)

    @property
    def broken(self) -> Ints:
        """How many breaks lie before each day (see `Timeline.of`)."""
        days = np.arange(self.class_days.shape[1])
        latest = np.maximum.accumulate(np.where(self.class_days, days, -1), axis=1)
        before = np.full_like(latest, -1)
        before[:, 1:] = latest[:, :-1]
        breaks = self.class_days & (before >= 0) & (days - before > BREAK_DAYS)
        return np.cumsum(breaks, axis=1)


def read(municipality: Municipality, year: SchoolYear, until: date) -> Columns:
    """The marked days up to `until` that are not simply here; a constant number of queries."""
    special = _special(municipality, year)
    stays = _stays(municipality, year)
    marked = _marked(municipality, year, until)
    ids = [key for key in marked if key in stays and _uuid(key) not in special]
    needed = {room for key in ids for room, _, _ in stays[key]}
    classes, rows, term_firsts = _class_rows(municipality, year, needed)
    row, first, last, rows = _pupil_rows(ids, stays, classes, rows, year)
    lengths = np.array([len(marked[key]) // (DATE_BYTES + 1) for key in ids], dtype=np.int64)
    pupil = np.repeat(np.arange(len(ids)), lengths)
    day, code = _parse("".join(marked[key] for key in ids), year, coded=True)
    place = rows.place[row[pupil], day]
    kept = np.flatnonzero((place >= 0) & (first[pupil] <= day) & (day < last[pupil]))
    order = kept[np.lexsort((day[kept], pupil[kept]))]
    pupil, day = pupil[order], day[order]
    return Columns(
        year=year,
        pupils=ids,
        pupil=pupil,
        day=day,
        place=place[order],
        broken=rows.broken[row[pupil], day],
        code=code[order],
        term=rows.term[row[pupil], day],
        term_firsts=term_firsts,
        special=sorted(special),
    )


@cache
def month_of(year: SchoolYear) -> Ints:
    """The calendar month of each day of a school year."""
    days = (year.last - year.first).days + 1
    return np.array([(year.first + timedelta(days=n)).month for n in range(days)])


def _uuid(key: str | UUID) -> UUID:
    return key if isinstance(key, UUID) else UUID(hex=key)


def _special(municipality: Municipality, year: SchoolYear) -> set[UUID]:
    """Pupils with facts of their own."""
    balances = OpeningBalance.objects.filter(day__range=(year.first, year.last))
    found: set[UUID] = set()
    for facts in (
        balances,
        CreditPeriod.objects.all(),
        ProtectionFlag.objects.all(),
        ContactRhythm.objects.all(),
        RuleFreeze.objects.all(),
    ):
        found.update(facts.filter(municipality=municipality).values_list("pupil", flat=True))
    return found


def _text(column: str) -> str:
    """A date as text in both databases, past any conversion on the way."""
    return f"to_char({column}, 'YYYY-MM-DD')" if _postgres() else f"({column} || '')"


def _joined(expression: str) -> str:
    return f"string_agg({expression}, '')" if _postgres() else f"group_concat({expression}, '')"


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def _query(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _key(key: UUID) -> Any:
    """A key as this database takes and returns it outside the ORM."""
    return key if _postgres() else key.hex


def _marked(municipality: Municipality, year: SchoolYear, until: date) -> dict[Any, str]:
    """By pupil, each marked day's date and code in one string; `counted_as` in SQL."""
    code = f"""CASE WHEN kind IN ({_listed(NOT_TO_ATTEND)}) THEN '{NOT_COUNTED}'
        WHEN kind = 'missing' THEN '{AWAY_CODE}'
        WHEN credit = 'credited' THEN '{CREDITED_CODE}'
        WHEN place IN ({_listed(FACILITIES)}) THEN '{ELSEWHERE_CODE}'
        ELSE '{AWAY_CODE}' END"""
    sql = f"""SELECT pupil_id, {_joined(f"{_text('day')} || {code}")} FROM attendance_mark
        WHERE municipality_id = %s AND day BETWEEN %s AND %s
        AND (kind <> 'present' OR place IN ({_listed(NOT_AT_SCHOOL)})) GROUP BY pupil_id"""  # noqa: S608
    end = min(year.last, until)
    return dict(_query(sql, [_key(municipality.pk), str(year.first), str(end)]))


def _stays(municipality: Municipality, year: SchoolYear) -> dict[Any, list[Stay]]:
    """By pupil, home classes with first day and the day after the last."""
    begins, ends = _text('"begin"'), f"coalesce({_text(_END)}, %s)"
    sql = f"""SELECT pupil_id, classroom_id, {begins}, {ends} FROM school_enrolment
        WHERE municipality_id = %s AND kind = 'home' AND "begin" <= %s
        AND ("end" IS NULL OR "end" > %s)"""  # noqa: S608
    after = str(year.last + timedelta(days=1))
    municipal, bounds = _key(municipality.pk), (str(year.last), str(year.first))
    found: dict[Any, list[Stay]] = defaultdict(list)
    for pupil, room, first, last in _query(sql, [after, municipal, *bounds]):
        found[pupil].append((room, first, last))
    return found


@cache
def _offset(day: str, year: SchoolYear) -> int:
    """A day's place in the school year, within its bounds."""
    days = (year.last - year.first).days + 1
    return min(max((date.fromisoformat(day) - year.first).days, 0), days)


def _parse(text: str, year: SchoolYear, *, coded: bool) -> tuple[Ints, Ints]:
    """Days as places in the year, and codes, from a string of dates each followed by its code."""
    width = DATE_BYTES + coded
    letters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, width)
    digits: Ints = letters.astype(np.int64) - ord("0")
    years = digits[:, 0] * 1000 + digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    months = digits[:, 5] * 10 + digits[:, 6]
    days = digits[:, 8] * 10 + digits[:, 9]
    places = _places(year)[(years - year.year) * 372 + (months - 1) * 31 + days - 1]
    return places, digits[:, -1]


@cache
def _places(year: SchoolYear) -> Ints:
    """From year, month and day to the place in the school year."""
    places = np.zeros(2 * 372, dtype=np.int64)
    for place in range((year.last - year.first).days + 1):
        day = year.first + timedelta(days=place)
        places[(day.year - year.year) * 372 + (day.month - 1) * 31 + day.day - 1] = place
    return places


def _class_rows(
    municipality: Municipality, year: SchoolYear, needed: set[Any]
) -> tuple[dict[Any, int], _Rows, list[date]]:
    """A row for each class that is needed, by its key; and the terms by their first day."""
    sql = f"""SELECT classroom_id, {_joined(_text("day"))} FROM attendance_rollcall
        WHERE municipality_id = %s AND day BETWEEN %s AND %s GROUP BY classroom_id"""  # noqa: S608
    taken = dict(_query(sql, [_key(municipality.pk), str(year.first), str(year.last)]))
    every = Classroom.objects.filter(municipality=municipality)
    rooms = [room for room in every if _key(room.pk) in needed]
    calendars = class_calendars(rooms, year.first, year.last)
    firsts = sorted({first for c in calendars.values() for first, _ in c.terms})
    length = (year.last - year.first).days + 1
    rows = _Rows(
        np.zeros((len(rooms), length), dtype=bool),
        np.zeros((len(rooms), length), dtype=bool),
        np.full((len(rooms), length), -1, dtype=np.int64),
    )
    for index, room in enumerate(rooms):
        calendar = calendars[room.pk]
        rows.class_days[index], rows.term[index], open_days = _masks(calendar, year, tuple(firsts))
        rolls, _ = _parse(taken.get(_key(room.pk), ""), year, coded=False)
        rows.counting[index, rolls] = True
        rows.counting[index] &= open_days
    return {_key(room.pk): index for index, room in enumerate(rooms)}, rows, firsts


@lru_cache(maxsize=4096)
def _masks(
    calendar: ClassCalendar, year: SchoolYear, firsts: tuple[date, ...]
) -> tuple[Mask, Ints, Mask]:
    """A calendar's class days, the term of each day, and the class days without closure."""
    length = (year.last - year.first).days + 1
    class_days = np.zeros(length, dtype=bool)
    class_days[[(day - year.first).days for day in calendar.days if day in year]] = True
    open_days = class_days.copy()
    open_days[[(day - year.first).days for day in calendar.closed if day in year]] = False
    term = np.full(length, -1, dtype=np.int64)
    for first, last in reversed(calendar.terms):
        begin = max((first - year.first).days, 0)
        term[begin : (last - year.first).days + 1] = firsts.index(first)
    return class_days, term, open_days


def _pupil_rows(
    ids: Sequence[Any],
    stays: Mapping[Any, Sequence[Stay]],
    classes: Mapping[Any, int],
    rows: _Rows,
    year: SchoolYear,
) -> tuple[Ints, Ints, Ints, _Rows]:
    """Each pupil's row with the stay's bounds; pupils of several classes get a row of their own."""
    row, first, last = np.zeros((3, len(ids)), dtype=np.int64)
    own: list[tuple[Mask, Mask, Ints]] = []
    for index, key in enumerate(ids):
        bounds = [(classes[c], _offset(b, year), _offset(e, year)) for c, b, e in stays[key]]
        first[index], last[index] = bounds[0][1], bounds[0][2]
        row[index] = bounds[0][0]
        if len(bounds) > 1:
            row[index] = len(rows.term) + len(own)
            first[index], last[index] = 0, rows.term.shape[1]
            own.append(_merged(bounds, rows))
    if own:
        class_days, counting, term = (np.vstack(parts) for parts in zip(*own, strict=True))
        rows = _Rows(
            np.vstack([rows.class_days, class_days]),
            np.vstack([rows.counting, counting]),
            np.vstack([rows.term, term]),
        )
    return row, first, last, rows


def _merged(bounds: Sequence[tuple[int, int, int]], rows: _Rows) -> tuple[Mask, Mask, Ints]:
    """One timeline of several stays, each with its own class's days; see `timeline_of`."""
    class_days = np.zeros_like(rows.class_days[0])
    counting = np.zeros_like(rows.counting[0])
    term = np.full_like(rows.term[0], -1)
    for room, begin, end in bounds:
        class_days[begin:end] |= rows.class_days[room, begin:end]
        counting[begin:end] |= rows.counting[room, begin:end]
        term[begin:end] = rows.term[room, begin:end]
    return class_days, counting, term
