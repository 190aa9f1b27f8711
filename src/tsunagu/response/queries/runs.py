"""Who is away in a run now: how many counted days in a row, as far as it matters."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tsunagu.attendance.enums import NOT_AT_SCHOOL
from tsunagu.attendance.queries import ClassDays, class_days
from tsunagu.clock import school_year_of
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime
from tsunagu.prepared import key_from, rows_of
from tsunagu.response.columns import AWAY_CODE, NOT_COUNTED, code_of_mark
from tsunagu.response.limits import limits_of
from tsunagu.response.loading import Loaded, load
from tsunagu.response.packed import DATE_BYTES, joined, key_of, listed, query, text
from tsunagu.response.rules import as_of, count
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.rules import ClassCalendar

MOST = 7
"""Beyond this a run is not counted any further."""
OF_A_SCHOOL = """SELECT e.pupil_id FROM school_enrolment e
    JOIN school_classroom c ON c.id = e.classroom_id WHERE c.school_id = %s"""
"""Who was ever in a class of a school."""
ONE_DAY = timedelta(days=1)
WINDOW = timedelta(days=28)
"""How far one looks back at once; whose run goes further is looked up whole."""


@dataclass(frozen=True, slots=True)
class Running:
    """A pupil away on the latest counted day, with the home class and the run, at most `MOST`."""

    pupil: UUID
    classroom: UUID
    run: int


@dataclass(frozen=True, slots=True)
class _Days:
    """A class's counted days, latest first, and its class days that come after a break.

    A class that is in a break itself has no counted day. `written` are the same days as text.
    Nothing is known of the days before `first`.
    """

    first: date
    counted: Sequence[date]
    written: Sequence[str]
    after_break: frozenset[date]
    in_break: bool

    def before(self, day: date) -> bool:
        """Has there been no counted day from a day on, outside a break?"""
        return not self.in_break and not (self.counted and day <= self.counted[0])

    def broken(self, earlier: date, later: date) -> bool:
        """Does a break lie between two counted days?"""
        return any(earlier < day <= later for day in self.after_break)


def days_of_runs(rooms: QuerySet[Classroom], on: date, since: date | None = None) -> ClassDays:
    """The days of classes as far back as `running` needs them, and at least from `since`."""
    first = max(school_year_of(on).first, on - WINDOW)
    return class_days(rooms, min(first, since or first), on)


def running(days: ClassDays, on: date) -> list[Running]:
    """The pupils of some classes of one municipality who are in a run, as it stands on a day.

    The same number of queries for any number of classes, but for a few more where a run reaches
    further back than the days given. A break ends a run at once: what follows begins one anew.
    """
    if not days.classes:
        return []
    year = school_year_of(on)
    municipality = Municipality.objects.get(pk=days.classes[0].municipality_id)
    of_classes = _days(days, municipality, on)
    latest = sorted({str(one.counted[0]) for one in of_classes.values() if one.counted})
    schools = {room.school_id for room in days.classes}
    away = _away(municipality, schools, latest)
    marks = _marks(away, days.first, on)
    found, unsettled = [], {}
    for pupil, classroom, begin in _homes(away, on):
        if classroom not in of_classes:
            continue
        since = max(begin, days.first)
        run, settled = _run(marks[pupil], of_classes[classroom], since)
        if settled or since == year.first:
            found.append(Running(pupil, classroom, run))
        else:
            unsettled[pupil] = classroom
    every = Classroom.objects.filter(school__in=schools, school_year=year.year)
    came = Enrolment.objects.home().on(on).filter(classroom__in=every.values("pk"))
    for pupil, classroom, begin in rows_of(
        came.filter(begin__gt=days.first).values_list("pupil", "classroom", "begin")
    ):
        if classroom in of_classes and pupil not in marks and of_classes[classroom].before(begin):
            unsettled[pupil] = classroom
    if unsettled:
        loaded = load(municipality, list(unsettled), year)
        found += _looked_up(loaded, unsettled, on)
    return [one for one in found if one.run]


def _run(marks: str, days: _Days, since: date) -> tuple[int, bool]:
    """The run at the end of a class's counted days, and whether nothing before can add to it."""
    run, later = 0, None
    for day, text_of_day in zip(days.counted, days.written, strict=True):
        if day < since:
            break
        if later and days.broken(day, later):
            return run, True
        later = day
        at = marks.find(text_of_day)
        code = marks[at + DATE_BYTES] if at >= 0 else ""
        if code == str(NOT_COUNTED):
            continue
        if code != str(AWAY_CODE):
            return run, True
        run += 1
        if run == MOST:
            return run, True
    over = since == days.first and days.broken(days.first - ONE_DAY, later or date.max)
    return run, over or days.in_break


def _days(days: ClassDays, municipality: Municipality, on: date) -> dict[UUID, _Days]:
    """The days of each class; classes with the same calendar and rolls share theirs."""
    break_days = limits_of(municipality).break_days
    shared: dict[tuple[int, int], _Days] = {}
    found = {}
    for room in days.classes:
        calendar, rolls = days.calendars[room.pk], days.rolls.get(room.pk, 0)
        alike = (id(calendar), rolls)
        if alike not in shared:
            shared[alike] = _days_of(calendar, rolls, days, break_days, on)
        found[room.pk] = shared[alike]
    return found


def _days_of(
    calendar: ClassCalendar, rolls: int, days: ClassDays, break_days: OverTime[int], on: date
) -> _Days:
    """The days of classes with a calendar and the days of their rolls, as bits.

    The day before the first is taken for a class day, which makes no break that is none.
    """
    after = _after_break([days.first - ONE_DAY, *calendar.days], break_days, on)
    in_break = on + ONE_DAY in after
    taken = (day for day in calendar.counted if not in_break and rolls & days.mask({day}))
    counted = sorted(taken, reverse=True)
    return _Days(days.first, counted, [str(day) for day in counted], after, in_break)


def _after_break(days: Iterable[date], break_days: OverTime[int], on: date) -> frozenset[date]:
    """The class days until tomorrow after a break, whether there is school tomorrow or not."""
    until = [*(day for day in days if day <= on), on + ONE_DAY]
    return frozenset(b for a, b in pairwise(until) if (b - a).days > break_days.on(b))


HERE_NOT = f"(NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))"
"""The condition of the index `mark_not_here`, word for word."""

Asked = tuple[str, list[Any]]
"""A part of a question in SQL, with its values."""


def _away(municipality: Municipality, schools: Collection[UUID], latest: Sequence[str]) -> Asked:
    """Who has a mark that is not simply present on one of the latest days.

    Of one school alone its pupils are asked for, of more all of the municipality.
    """
    if not latest:
        return "NULL", []
    alone = [key_of(school) for school in schools] if len(schools) == 1 else []
    theirs = f"AND pupil_id IN ({OF_A_SCHOOL})" if alone else ""
    places = ", ".join(["%s"] * len(latest))
    sql = f"""SELECT pupil_id FROM attendance_mark WHERE municipality_id = %s
        AND day IN ({places}) AND {HERE_NOT} {theirs}"""  # noqa: S608
    return sql, [key_of(municipality.pk), *latest, *alone]


def _marks(away: Asked, first: date, on: date) -> dict[UUID, str]:
    """By pupil away: each marked day from `first`, and what it counts as."""
    whom, values = away
    sql = f"""SELECT pupil_id, {joined(f"{text('day')} || {code_of_mark()}")} FROM attendance_mark
        WHERE {HERE_NOT} AND day BETWEEN %s AND %s AND pupil_id IN ({whom})
        GROUP BY pupil_id"""  # noqa: S608
    rows = query(sql, [str(first), str(on), *values])
    return {_uuid(pupil): coded for pupil, coded in rows}


def _homes(away: Asked, on: date) -> list[tuple[UUID, UUID, date]]:
    """Of the pupils away the home class on a day, and since when."""
    whom, values = away
    homes = Enrolment.objects.home().on(on).values_list("pupil", "classroom", "begin")
    return list(rows_of(homes.filter(pupil__in=RawSQL(whom, values))))  # noqa: S611


def _uuid(key: Any) -> UUID:
    """A key as it came from the database."""
    return key if isinstance(key, UUID) else key_from(key)


def _looked_up(loaded: Loaded, pupils: Mapping[UUID, UUID], on: date) -> Iterator[Running]:
    """The runs of pupils from all their days of the year."""
    for pupil, record in loaded.records.items():
        openings = record.facts.openings
        counted = list(count((d for d in record.days() if d.day <= on), openings))
        run = min(as_of(counted, openings, on).run, MOST)
        room = pupils[pupil]
        calendar = loaded.class_years[room].calendar
        breaks = _after_break(calendar.days, loaded.limits.break_days, on)
        over = any(day > counted[-1].day.day for day in breaks) if run else True
        yield Running(pupil, room, 0 if over else run)
