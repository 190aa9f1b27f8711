"""Reads a municipality's school year as columns: one aggregate row a pupil and a class."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from tsunagu.attendance.enums import FACILITIES, NOT_AT_SCHOOL, NOT_TO_ATTEND, Credit
from tsunagu.clock import SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime
from tsunagu.response.dated import Dated, read_dated, row_key
from tsunagu.response.limits import limits_of
from tsunagu.response.packed import (
    days_in,
    gathered,
    joined,
    key_of,
    keys_of,
    listed,
    offset,
    parse,
    query,
    text,
)
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars, class_keys
from tsunagu.school.rules import ClassCalendar

Ints = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
AWAY_CODE, ELSEWHERE_CODE, CREDITED_CODE, NOT_COUNTED = 0, 1, 2, 3
AWAY: Ints = np.array([1, 0, 0, 0], dtype=np.int16)
ABSENT: Ints = np.array([1, 1, 0, 0], dtype=np.int16)
NOT_COME: Ints = np.array([1, 1, 1, 0], dtype=np.int16)
OPEN_CODES = {place: code for code, place in enumerate(sorted(FACILITIES), 4)}
"""Days at a facility without a decision of their own, until its credit periods are known."""
_END = '"end"'


@dataclass(frozen=True)
class Columns:
    """Marked days in columns of one length, ordered by pupil and place in the pupil's year.

    `place` numbers a pupil's counting days, `broken` the breaks before; `term` numbers
    `term_firsts`, -1 outside every term.
    """

    year: SchoolYear
    pupils: npt.NDArray[np.object_]
    dated: Dated
    pupil: Ints
    day: Ints
    place: Ints
    broken: Ints
    code: Ints
    term: Ints
    term_firsts: Sequence[date]
    timelines: "Timelines"
    break_days: OverTime[int]

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
    break_days: Ints
    """How many dates without school are a break, by the day after it."""

    @cached_property
    def latest(self) -> Ints:
        """The number of the latest counting day up to each day, -1 before the first."""
        numbers: Ints = np.cumsum(self.counting, axis=1, dtype=np.int16) - 1
        return numbers

    @cached_property
    def place(self) -> Ints:
        """The number of each counting day, -1 elsewhere."""
        return np.where(self.counting, self.latest, np.int16(-1))

    @property
    def broken(self) -> Ints:
        """How many breaks lie before each day (see `Timeline.of`)."""
        days = np.arange(self.class_days.shape[1], dtype=np.int16)
        latest = np.maximum.accumulate(np.where(self.class_days, days, np.int16(-1)), axis=1)
        before = np.full_like(latest, -1)
        before[:, 1:] = latest[:, :-1]
        breaks = self.class_days & (before >= 0) & (days - before > self.break_days)
        return np.cumsum(breaks, axis=1, dtype=np.int16)


@dataclass(frozen=True)
class Timelines:
    """Each pupil's row of days, with the first day in it and the day after the last."""

    row: Ints
    first: Ints
    after: Ints
    rows: _Rows

    def class_days(self, pupil: int) -> Ints:
        """The places in the year of a pupil's class days."""
        first, after = self.first[pupil], self.after[pupil]
        found: Ints = np.flatnonzero(self.rows.class_days[self.row[pupil], first:after]) + first
        return found

    def latest(self, pupil: Ints, day: Ints) -> Ints:
        """The number of a pupil's latest counting day up to a day."""
        within: Ints = np.minimum(day, self.after[pupil] - 1)
        return self.rows.latest[self.row[pupil], within]


@dataclass(frozen=True)
class _Stays:
    """Stays in home classes: the class, the first day and the day after the last, in columns.

    Pupils of one class mostly come and go together: `stay` tells which stay each of `pupils` has.
    """

    classes: list[Any]
    first: Ints
    after: Ints
    pupils: list[Any]
    stay: Ints


def read(municipality: Municipality, year: SchoolYear, until: date) -> Columns:
    """The marked days up to `until` that are not simply here; a constant number of queries."""
    stays = _stays(municipality, year)
    number = {one: n for n, one in enumerate(dict.fromkeys(stays.pupils))}
    marked = _marked(year, until)
    texts = [marked.get(one, "") for one in number]
    classes, rows, term_firsts = _class_rows(municipality, year, set(stays.classes))
    lines = _timelines(number, stays, classes, rows)
    pupil = np.repeat(np.arange(len(number), dtype=np.int32), days_in(texts, coded=True))
    day, code = parse(texts, year, coded=True)
    del marked, texts, stays
    place = lines.rows.place[lines.row[pupil], day]
    kept = np.flatnonzero((place >= 0) & (lines.first[pupil] <= day) & (day < lines.after[pupil]))
    order = kept[np.argsort(row_key(pupil[kept], day[kept]), kind="stable")]
    pupil, day = pupil[order], day[order]
    dated = read_dated(municipality, year, number)
    return Columns(
        year=year,
        pupils=np.array(list(number), dtype=object),
        dated=dated,
        pupil=pupil,
        day=day,
        place=place[order],
        broken=lines.rows.broken[lines.row[pupil], day],
        code=_credited(code[order], row_key(pupil, day), dated),
        term=lines.rows.term[lines.row[pupil], day],
        term_firsts=term_firsts,
        timelines=lines,
        break_days=limits_of(municipality).break_days,
    )


def _credited(code: Ints, rows: Ints, dated: Dated) -> Ints:
    """The codes with open days at a facility credited where an approved period covers them."""
    for place, open_code in OPEN_CODES.items():
        covered = dated.credits[place].cover(rows)
        settled = np.where(covered, np.int16(CREDITED_CODE), np.int16(ELSEWHERE_CODE))
        code = np.where(code == open_code, settled, code)
    return code


@cache
def month_of(year: SchoolYear) -> Ints:
    """The calendar month of each day of a school year."""
    days = (year.last - year.first).days + 1
    return np.array([(year.first + timedelta(days=n)).month for n in range(days)])


def code_of_mark() -> str:
    """What a mark counts as, in SQL: a digit; see `counted_as` and `OPEN_CODES`.

    The first line decides most marks, and spares them the others.
    """
    provisional = " ".join(
        f"WHEN place = '{place}' AND credit = '{Credit.UNDECIDED}' THEN '{open_code}'"
        for place, open_code in OPEN_CODES.items()
    )
    return f"""CASE
        WHEN kind = 'absent' AND place = '' AND credit = '{Credit.UNDECIDED}' THEN '{AWAY_CODE}'
        WHEN kind IN ({listed(NOT_TO_ATTEND)}) THEN '{NOT_COUNTED}'
        WHEN kind = 'missing' THEN '{AWAY_CODE}'
        WHEN credit = '{Credit.CREDITED}' THEN '{CREDITED_CODE}'
        {provisional}
        WHEN place IN ({listed(FACILITIES)}) THEN '{ELSEWHERE_CODE}'
        ELSE '{AWAY_CODE}' END"""


def _marked(year: SchoolYear, until: date) -> dict[Any, str]:
    """By pupil, each marked day's date and code in one string; `counted_as` in SQL.

    Pupils of every municipality: the caller knows its own by their stays.
    """
    # The condition is that of the index `mark_not_here`, word for word, so that it answers alone;
    # days are compared as text lest another index be taken for them.
    sql = f"""SELECT pupil_id, {joined(f"{text('day')} || {code_of_mark()}")} FROM attendance_mark
        WHERE (NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))
        AND {text("day")} BETWEEN %s AND %s GROUP BY pupil_id"""  # noqa: S608
    end = min(year.last, until)
    return dict(query(sql, [str(year.first), str(end)]))


def _stays(municipality: Municipality, year: SchoolYear) -> _Stays:
    """The stays of a school year."""
    begins, ends = text('"begin"'), f"coalesce({text(_END)}, %s)"
    sql = f"""SELECT classroom_id, {begins}, {ends}, {gathered("pupil_id")} FROM school_enrolment
        WHERE classroom_id IN (SELECT id FROM school_classroom WHERE municipality_id = %s)
        AND kind = 'home' AND "begin" <= %s
        AND ("end" IS NULL OR "end" > %s) GROUP BY 1, "begin", {_END}"""  # noqa: S608
    after = str(year.last + timedelta(days=1))
    municipal, bounds = key_of(municipality.pk), (str(year.last), str(year.first))
    rows = query(sql, [after, municipal, *bounds])
    pupils = [keys_of(keys) for *_, keys in rows]
    return _Stays(
        [room for room, *_ in rows],
        np.array([offset(first, year) for _, first, _, _ in rows], dtype=np.int64),
        np.array([offset(last, year) for _, _, last, _ in rows], dtype=np.int64),
        list(chain.from_iterable(pupils)),
        np.repeat(np.arange(len(rows)), [len(keys) for keys in pupils]),
    )


def _class_rows(
    municipality: Municipality, year: SchoolYear, needed: set[Any]
) -> tuple[dict[Any, int], _Rows, list[date]]:
    """A row for each class that is needed, by its key; and the terms by their first day."""
    sql = f"""SELECT classroom_id, {joined(text("day"))} FROM attendance_rollcall
        WHERE classroom_id IN (SELECT id FROM school_classroom WHERE municipality_id = %s)
        AND day BETWEEN %s AND %s GROUP BY classroom_id"""  # noqa: S608
    taken = dict(query(sql, [key_of(municipality.pk), str(year.first), str(year.last)]))
    every = class_keys(Classroom.objects.filter(municipality=municipality).order_by())
    of_key = {key_of(room.pk): room for room in every}
    keys = [key for key in of_key if key in needed]
    rooms = [of_key[key] for key in keys]
    calendars = class_calendars(rooms, year.first, year.last)
    firsts = sorted({first for c in calendars.values() for first, _ in c.terms})
    length = (year.last - year.first).days + 1
    rows = _Rows(
        np.zeros((len(rooms), length), dtype=bool),
        np.zeros((len(rooms), length), dtype=bool),
        np.full((len(rooms), length), -1, dtype=np.int16),
        _break_days(municipality, year, length),
    )
    texts = [taken.get(key, "") for key in keys]
    rolls, _ = parse(texts, year, coded=False)
    rows.counting[np.repeat(np.arange(len(rooms)), days_in(texts, coded=False)), rolls] = True
    for index, room in enumerate(rooms):
        calendar = calendars[room.pk]
        rows.class_days[index], rows.term[index], open_days = _masks(calendar, year, tuple(firsts))
        rows.counting[index] &= open_days
    return {key: index for index, key in enumerate(keys)}, rows, firsts


def _break_days(municipality: Municipality, year: SchoolYear, length: int) -> Ints:
    """The number in force on each day of the year."""
    held = limits_of(municipality).break_days
    days = (year.first + timedelta(days=n) for n in range(length))
    return np.array([held.on(day) for day in days], dtype=np.int16)


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
    term = np.full(length, -1, dtype=np.int16)
    for first, last in reversed(calendar.terms):
        begin = max((first - year.first).days, 0)
        term[begin : (last - year.first).days + 1] = firsts.index(first)
    return class_days, term, open_days


def _timelines(
    number: Mapping[Any, int], stays: _Stays, classes: Mapping[Any, int], rows: _Rows
) -> Timelines:
    """Each pupil's row with the stay's bounds; pupils of several classes get a row of their own."""
    pupil = np.array([number[one] for one in stays.pupils], dtype=np.int64)
    rooms = np.array([classes[room] for room in stays.classes], dtype=np.int64)
    row, first, after = np.zeros((3, len(number)), dtype=np.int64)
    row[pupil] = rooms[stays.stay]
    first[pupil], after[pupil] = stays.first[stays.stay], stays.after[stays.stay]
    several: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for at in np.flatnonzero(np.bincount(pupil)[pupil] > 1):
        stay = stays.stay[at]
        several[pupil[at]].append((rooms[stay], stays.first[stay], stays.after[stay]))
    for index, one in enumerate(several):
        row[one], first[one], after[one] = len(rows.term) + index, 0, rows.term.shape[1]
    own = [_merged(bounds, rows) for bounds in several.values()]
    if own:
        class_days, counting, term = (np.vstack(parts) for parts in zip(*own, strict=True))
        rows = _Rows(
            np.vstack([rows.class_days, class_days]),
            np.vstack([rows.counting, counting]),
            np.vstack([rows.term, term]),
            rows.break_days,
        )
    return Timelines(row, first, after, rows)


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
