"""Who is away in a run now: how many counted days in a row, as far as it matters."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.attendance.enums import NOT_AT_SCHOOL
from tsunagu.attendance.queries import ClassDays, class_days
from tsunagu.clock import school_year_of
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime
from tsunagu.prepared import Prepared, key_from
from tsunagu.response.columns import AWAY_CODE, NOT_COUNTED, code_of_mark
from tsunagu.response.limits import limits_of
from tsunagu.response.loading import Loaded, load
from tsunagu.response.packed import days_after, key_of, listed, query
from tsunagu.response.rules import as_of, count
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.rules import ClassCalendar

MOST = 7
"""Beyond this a run is not counted any further."""
OF_A_SCHOOL = """SELECT e.pupil_id FROM school_enrolment e
    JOIN school_classroom c ON c.id = e.classroom_id WHERE c.school_id = %s"""
"""Who was ever in a class of a school."""
ONE_DAY = timedelta(days=1)
WINDOW = timedelta(days=21)
"""How far one looks back at once; whose run goes further is looked up whole."""
HALF = 31
"""Bits of a number, two of which make one that both databases hold; the window needs fewer."""

_HOMES = Prepared(
    lambda pupils, on: (
        Enrolment.objects.home()
        .on(on)
        .filter(pupil__in=pupils)
        .values_list("pupil", "classroom", "begin")
    ),
    [UUID],
    date,
)
_CAME = Prepared(
    lambda schools, year, on, first: (
        Enrolment.objects.home()
        .on(on)
        .filter(
            begin__gt=first,
            classroom__in=Classroom.objects.filter(school__in=schools, school_year=year).values(
                "pk"
            ),
        )
        .values_list("pupil", "classroom", "begin")
    ),
    [UUID],
    int,
    date,
    date,
)


@dataclass(frozen=True, slots=True)
class Running:
    """A pupil away on the latest counted day, with the home class and the run, at most `MOST`."""

    pupil: UUID
    classroom: UUID
    run: int


@dataclass(frozen=True, slots=True)
class _Days:
    """A class's counted days since its latest break, as bits from the first day looked at.

    Nothing before matters where they are the `whole`: from that break, or the year's beginning.
    """

    counted: int
    whole: bool


class _Marked(NamedTuple):
    """The days on which a pupil was away, and those that do not count, as bits like a class's."""

    away: int = 0
    not_counted: int = 0


def days_of_runs(rooms: QuerySet[Classroom], on: date, since: date | None = None) -> ClassDays:
    """The days of classes as far back as `running` needs them, and at least from `since`."""
    first = max(school_year_of(on).first, on - WINDOW)
    return class_days(rooms, min(first, since or first), on)


def running(days: ClassDays, on: date, *, least: int = 1) -> list[Running]:
    """The pupils of some classes of one municipality in a run of `least` days or more, on a day.

    The same number of queries for any number of classes, but for a few more where a run reaches
    further back than the days given. A break ends a run at once: what follows begins one anew.
    """
    if not days.classes:
        return []
    year = school_year_of(on)
    first = max(year.first, on - WINDOW)
    municipality = Municipality.objects.get(pk=days.classes[0].room.municipality_id)
    of_classes = _days(days, municipality, first, on)
    schools = {one.room.school_id for one in days.classes}
    latest = {
        first + timedelta(one.counted.bit_length() - 1)
        for one in of_classes.values()
        if one.counted
    }
    came = _CAME(schools, year.year, on, first)
    fewest = _fewest(of_classes.values())
    away = _away(municipality, schools, latest)
    marks = _marks(away, first, on, least=min(least, fewest), also=[one for one, *_ in came])
    homes = _HOMES(_in_question(marks, least, fewest), on)
    found, unsettled = [], {}
    for pupil, classroom, begin in {*homes, *came}:
        if classroom not in of_classes:
            continue
        theirs, since = of_classes[classroom], max((begin - first).days, 0)
        run, settled = _run(marks.get(pupil, _Marked()), theirs.counted >> since << since)
        if settled or (theirs.whole and not since):
            found.append(Running(pupil, classroom, run))
        else:
            unsettled[pupil] = classroom
    if unsettled:
        loaded = load(municipality, list(unsettled), year)
        found += _looked_up(loaded, unsettled, on)
    return [one for one in found if one.run >= least]


def _fewest(classes: Iterable[_Days]) -> int:
    """The fewest days looked at of a class of which what was before may matter."""
    return min((one.counted.bit_count() for one in classes if not one.whole), default=WINDOW.days)


def _in_question(marks: Mapping[UUID, _Marked], least: int, fewest: int) -> list[UUID]:
    """Pupils away for `least` days, or whose marks may fill all of a class's days looked at."""
    return [
        pupil
        for pupil, one in marks.items()
        if one.away.bit_count() >= least or (one.away | one.not_counted).bit_count() >= fewest
    ]


def _run(marked: _Marked, counted: int) -> tuple[int, bool]:
    """The run at the end of some counted days, and whether nothing before can add to it."""
    here = counted & ~(marked.away | marked.not_counted)
    run = min(((counted & marked.away) >> here.bit_length()).bit_count(), MOST)
    return run, bool(here) or run == MOST


def _days(days: ClassDays, municipality: Municipality, first: date, on: date) -> dict[UUID, _Days]:
    """The days of each class that is not in a break; those with the same ones share them."""
    break_days = limits_of(municipality).break_days
    shared: dict[tuple[int, int], _Days | None] = {}
    found = {}
    window = days.mask(first, on)
    for room, calendar, counted, rolls in days.classes:
        taken = counted & rolls & window
        alike = (id(calendar), taken)
        if alike not in shared:
            bits = taken >> (first - days.first).days
            shared[alike] = _since_break(calendar, bits, break_days, first, on)
        one = shared[alike]
        if one:
            found[room.pk] = one
    return found


def _since_break(
    calendar: ClassCalendar, counted: int, break_days: OverTime[int], first: date, on: date
) -> _Days | None:
    """The counted days since the latest break; None in a break.

    The day before the first is taken for a class day, which makes no break that is none.
    """
    window = [first - ONE_DAY, *(day for day in calendar.days if day >= first)]
    begun = max(_after_break(window, break_days, on), default=first)
    if begun > on:
        return None
    since = (begun - first).days
    whole = since > 0 or first == school_year_of(on).first
    return _Days(counted >> since << since, whole)


def _after_break(days: Iterable[date], break_days: OverTime[int], on: date) -> frozenset[date]:
    """The class days until tomorrow after a break, whether there is school tomorrow or not."""
    until = [*(day for day in days if day <= on), on + ONE_DAY]
    return frozenset(b for a, b in pairwise(until) if (b - a).days > break_days.on(b))


HERE_NOT = f"(NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))"
"""The condition of the index `mark_not_here`, word for word."""

Asked = tuple[str, list[Any]]
"""A part of a question in SQL, with its values."""


def _away(municipality: Municipality, schools: Collection[UUID], latest: Collection[date]) -> Asked:
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
    return sql, [key_of(municipality.pk), *sorted(map(str, latest)), *alone]


def _marks(
    away: Asked, first: date, on: date, *, least: int, also: Collection[UUID]
) -> dict[UUID, _Marked]:
    """By pupil away the days from `first` that are away or not counted.

    Left out is who has fewer than `least` such days and is none of `also`.
    Both are one number, the days away in its lower half: a code's bit is moved by a day's place.
    """
    whom, values = away
    named = f"OR pupil_id IN ({', '.join(['%s'] * len(also))})" if also else ""
    of_code = f"WHEN '{AWAY_CODE}' THEN 1 WHEN '{NOT_COUNTED}' THEN {1 << HALF} ELSE 0"
    days = f"sum((CASE {code_of_mark()} {of_code} END) << {days_after('day')})"
    sql = f"""SELECT pupil_id, CAST({days} AS bigint) FROM attendance_mark
        WHERE {HERE_NOT} AND day BETWEEN %s AND %s AND pupil_id IN ({whom})
        GROUP BY pupil_id HAVING count(*) >= %s {named}"""  # noqa: S608
    rows = query(sql, [str(first), str(first), str(on), *values, least, *map(key_of, also)])
    lower = (1 << HALF) - 1
    return {_uuid(pupil): _Marked(both & lower, both >> HALF) for pupil, both in rows}


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
