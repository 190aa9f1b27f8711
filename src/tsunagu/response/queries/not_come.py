"""The days on which pupils did not come this school year, without a Python object a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Sum

from tsunagu.attendance.enums import NOT_AT_SCHOOL, NOT_TO_ATTEND
from tsunagu.attendance.models import OpeningBalance
from tsunagu.clock import school_year_of
from tsunagu.prepared import key_from, rows_of
from tsunagu.response.packed import DATE_BYTES, joined, key_of, listed, query, text
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import class_calendars

ONE_DAY = timedelta(days=1)
Days = str
"""Dates in a row, each of `DATE_BYTES` characters."""


def days_not_come(classes: Collection[Classroom], on: date, *, least: int) -> dict[UUID, int]:
    """The counter `not_come` as it stands on a day, of pupils at home in some classes that day.

    Named are those who reach `least`, by pupil. The classes belong to one municipality and the
    day's school year; six queries at most.
    """
    if not classes:
        return {}
    first = school_year_of(on).first
    marked = _marked(classes, first, on)
    brought = _brought(classes, first, on)
    most = {p: _count(marked.get(p, "")) + brought.get(p, 0) for p in marked.keys() | brought}
    long = {pupil: marked.get(pupil, "") for pupil, days in most.items() if days >= least}
    counting = _counting(long, first, on)
    found = {p: len(counting[p] & _dates(days)) + brought.get(p, 0) for p, days in long.items()}
    return {pupil: days for pupil, days in found.items() if days >= least}


def _marked(classes: Collection[Classroom], first: date, on: date) -> dict[UUID, Days]:
    """By pupil the days whose mark says so, whether they count or not; see `counted_as`."""
    # The first condition is that of the index `mark_not_here`, word for word.
    sql = f"""SELECT pupil_id, {joined(text("day"))} FROM attendance_mark
        WHERE (NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))
        AND kind NOT IN ({listed(NOT_TO_ATTEND)}) AND day BETWEEN %s AND %s
        AND pupil_id IN (SELECT pupil_id FROM school_enrolment WHERE kind = 'home'
            AND classroom_id IN ({_places(classes)}) AND "begin" <= %s
            AND ("end" IS NULL OR "end" > %s))
        GROUP BY pupil_id"""  # noqa: S608
    rooms = [key_of(room.pk) for room in classes]
    return _by_key(sql, [str(first), str(on), *rooms, str(on), str(on)])


def _brought(classes: Collection[Classroom], first: date, on: date) -> dict[UUID, int]:
    """By pupil what the opening balances bring along."""
    here = Enrolment.objects.home().on(on).filter(classroom__in=classes)
    rows = OpeningBalance.objects.filter(pupil__in=here.values("pupil"), day__range=(first, on))
    sums = Sum(F("absent_days") + F("credited_days"))
    return dict(rows_of(rows.values_list("pupil").annotate(days=sums)))


def _counting(pupils: Collection[UUID], first: date, on: date) -> Mapping[UUID, set[str]]:
    """By pupil the days that count in the home class of each day: school, roll taken, not closed.

    Days stand as texts, in whose order they are too.
    """
    stays = rows_of(
        Enrolment.objects.home()
        .between(first, on)
        .filter(pupil__in=pupils)
        .values_list("pupil", "classroom", "begin", "end")
    )
    rooms = list(Classroom.objects.filter(pk__in={room for _, room, _, _ in stays}))
    counted = _counted(rooms, first, on)
    found: dict[UUID, set[str]] = defaultdict(set)
    for pupil, room, begin, end in stays:
        # Most stay from the year's first day until today.
        if begin <= first and (end is None or end > on):
            found[pupil] |= counted[room]
        else:
            last = str(min(end - ONE_DAY, on) if end else on)
            found[pupil] |= {day for day in counted[room] if str(begin) <= day <= last}
    return found


def _counted(rooms: Sequence[Classroom], first: date, on: date) -> dict[UUID, set[str]]:
    """By class its counted days whose roll was taken."""
    if not rooms:
        return {}
    sql = f"""SELECT classroom_id, {joined(text("day"))} FROM attendance_rollcall
        WHERE classroom_id IN ({_places(rooms)}) AND day BETWEEN %s AND %s
        GROUP BY classroom_id"""  # noqa: S608
    taken = _by_key(sql, [*(key_of(room.pk) for room in rooms), str(first), str(on)])
    calendars = class_calendars(rooms, first, on)
    texts = {calendar: {str(d) for d in calendar.counted} for calendar in set(calendars.values())}
    return {r.pk: texts[calendars[r.pk]] & _dates(taken.get(r.pk, "")) for r in rooms}


def _count(days: Days) -> int:
    return len(days) // DATE_BYTES


def _dates(days: Days) -> set[str]:
    return {days[at : at + DATE_BYTES] for at in range(0, len(days), DATE_BYTES)}


def _places(values: Collection[object]) -> str:
    """A place in SQL for each of some values."""
    return ", ".join(["%s"] * len(values))


def _by_key(sql: str, parameters: Sequence[Any]) -> dict[UUID, Any]:
    """Rows of a key and a value."""
    rows = query(sql, parameters)
    return {key if isinstance(key, UUID) else key_from(key): value for key, value in rows}
