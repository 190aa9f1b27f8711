"""Who is away in a run now: how many counted days in a row, as far as it matters."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from tsunagu.attendance.enums import NOT_AT_SCHOOL
from tsunagu.clock import school_year_of
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime
from tsunagu.prepared import key_from
from tsunagu.response.columns import AWAY_CODE, NOT_COUNTED, code_of_mark
from tsunagu.response.limits import limits_of
from tsunagu.response.loading import Loaded, load
from tsunagu.response.packed import DATE_BYTES, joined, key_of, listed, query, text
from tsunagu.response.rules import as_of, count
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import class_calendars
from tsunagu.school.rules import ClassCalendar

MOST = 7
"""Beyond this a run is not counted any further."""
OF_A_SCHOOL = """SELECT e.pupil_id FROM school_enrolment e
    JOIN school_classroom c ON c.id = e.classroom_id WHERE c.school_id = %s"""
"""Who was ever in a class of a school."""
WINDOW = timedelta(days=28)
"""How far one looks back at once; whose run goes further is looked up whole."""


@dataclass(frozen=True, slots=True)
class Running:
    """A pupil away on the latest counted day, with the home class and the run, at most `MOST`."""

    pupil: UUID
    classroom: UUID
    run: int


@dataclass(frozen=True)
class _Days:
    """A class's counted days, latest first, and its class days that come after a break.

    A class that is in a break itself has no counted day.
    """

    counted: Sequence[date]
    after_break: frozenset[date]
    in_break: bool

    def before(self, day: date) -> bool:
        """Has there been no counted day from a day on, outside a break?"""
        return not self.in_break and not (self.counted and day <= self.counted[0])

    def broken(self, earlier: date, later: date) -> bool:
        """Does a break lie between two counted days?"""
        return any(earlier < day <= later for day in self.after_break)


def running(classes: Sequence[Classroom], on: date) -> list[Running]:
    """The pupils of some classes of one municipality who are in a run, as it stands on a day.

    The same number of queries for any number of classes, but for a few more where a run reaches
    further back than the window. A break ends a run at once: what follows begins one anew.
    """
    if not classes:
        return []
    year, municipality = school_year_of(on), classes[0].municipality
    first = max(year.first, on - WINDOW)
    days = _days(classes, municipality, first, on)
    latest = {one.counted[0] for one in days.values() if one.counted}
    schools = {room.school_id for room in classes}
    marks = _marks(municipality, schools, latest, first, on)
    homes = Enrolment.objects.home().on(on)
    found, unsettled = [], {}
    of_the_marked = homes.filter(pupil__in=list(marks))
    for pupil, classroom, begin in of_the_marked.values_list("pupil", "classroom", "begin"):
        if classroom not in days:
            continue
        run, settled = _run(marks[pupil], days[classroom], max(begin, first))
        if settled or max(begin, first) == year.first:
            found.append(Running(pupil, classroom, run))
        else:
            unsettled[pupil] = classroom
    every = Classroom.objects.filter(school__in=schools, school_year=year.year)
    came = homes.filter(classroom__in=every.values("pk"), begin__gt=first)
    for pupil, classroom, begin in came.values_list("pupil", "classroom", "begin"):
        if classroom in days and pupil not in marks and days[classroom].before(begin):
            unsettled[pupil] = classroom
    if unsettled:
        loaded = load(municipality, list(unsettled), year)
        found += _looked_up(loaded, unsettled, on)
    return [one for one in found if one.run]


def _run(marks: str, days: _Days, since: date) -> tuple[int, bool]:
    """The run at the end of a class's counted days, and whether nothing before can add to it."""
    run, later = 0, None
    for day in days.counted:
        if day < since:
            break
        if later and days.broken(day, later):
            return run, True
        later = day
        at = marks.find(str(day))
        code = marks[at + DATE_BYTES] if at >= 0 else ""
        if code == str(NOT_COUNTED):
            continue
        if code != str(AWAY_CODE):
            return run, True
        run += 1
        if run == MOST:
            return run, True
    return run, days.in_break


def _days(
    classes: Collection[Classroom], municipality: Municipality, first: date, on: date
) -> dict[UUID, _Days]:
    """The days of each class; two queries."""
    break_days = limits_of(municipality).break_days
    calendars = class_calendars(list(classes), first, on)
    rolls = _rolls({room.school_id for room in classes}, first, on)
    after: dict[ClassCalendar, frozenset[date]] = {}
    found = {}
    tomorrow = on + timedelta(days=1)
    for key, calendar in calendars.items():
        if calendar not in after:
            after[calendar] = _after_break(calendar, break_days, on)
        in_break = tomorrow in after[calendar]
        taken = () if in_break else rolls.get(key, ())
        counted = [day for day in taken if day in calendar.counted]
        found[key] = _Days(counted, after[calendar], in_break)
    return found


def _rolls(schools: Collection[UUID], first: date, on: date) -> dict[UUID, list[date]]:
    """By class the days whose roll was taken, latest first, in one string a class on the way."""
    sql = f"""SELECT classroom_id, {joined(text("day"))} FROM attendance_rollcall
        WHERE classroom_id IN (SELECT id FROM school_classroom WHERE school_year = %s
        AND school_id IN ({_places(schools)})) AND day BETWEEN %s AND %s GROUP BY classroom_id"""  # noqa: S608
    year = school_year_of(on).year
    rows = query(sql, [year, *map(key_of, schools), str(first), str(on)])
    every = [on - timedelta(days=n) for n in range((on - first).days + 1)]
    dated = [(str(day), day) for day in every]
    # Most classes of a school have the same days, so that each text is read once.
    read = {days: [day for name, day in dated if name in days] for days in {row[1] for row in rows}}
    return {_uuid(room): read[days] for room, days in rows}


def _after_break(calendar: ClassCalendar, break_days: OverTime[int], on: date) -> frozenset[date]:
    """The days until tomorrow that come after a break, whether there is school tomorrow or not."""
    days = [*(day for day in calendar.days if day <= on), on + timedelta(days=1)]
    return frozenset(b for a, b in pairwise(days) if (b - a).days > break_days.on(b))


def _places(values: Collection[object]) -> str:
    """A place in SQL for each of some values."""
    return ", ".join(["%s"] * len(values))


def _marks(
    municipality: Municipality,
    schools: Collection[UUID],
    latest: Iterable[date],
    first: date,
    on: date,
) -> dict[UUID, str]:
    """By pupil with a mark on one of the latest days: each marked day, and what it counts as.

    Of one school alone its pupils are asked for, of more all of the municipality.
    """
    days = [str(day) for day in latest]
    if not days:
        return {}
    alone = schools if len(schools) == 1 else ()
    theirs = f"AND pupil_id IN ({OF_A_SCHOOL})" if alone else ""
    here = f"(NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))"
    sql = f"""SELECT pupil_id, {joined(f"{text('day')} || {code_of_mark()}")} FROM attendance_mark
        WHERE {here} AND {text("day")} BETWEEN %s AND %s AND pupil_id IN (
            SELECT pupil_id FROM attendance_mark WHERE municipality_id = %s
            AND day IN ({_places(days)}) AND {here} {theirs})
        GROUP BY pupil_id"""  # noqa: S608
    rows = query(sql, [str(first), str(on), key_of(municipality.pk), *days, *map(key_of, alone)])
    return {_uuid(pupil): coded for pupil, coded in rows}


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
        breaks = _after_break(calendar, loaded.limits.break_days, on)
        over = any(day > counted[-1].day.day for day in breaks) if run else True
        yield Running(pupil, room, 0 if over else run)
