"""Reads of the calendar shared by several rooms."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.prepared import Prepared, rows_of
from tsunagu.school.models import CalendarEntry, Classroom
from tsunagu.school.rules import ClassCalendar, Entry, Level, class_calendar

_ENTRIES = Prepared(
    lambda schools, municipality, first, last: (
        CalendarEntry.objects.between(first, last)
        .filter(Q(school__isnull=True) | Q(school__in=schools), municipality=municipality)
        .values_list("school", "grade", "classroom", "kind", "first", "last")
    ),
    [UUID],
    UUID,
    date,
    date,
)


class ClassKey(NamedTuple):
    """What a class's calendar depends on; of a city's classes one need not know more."""

    pk: UUID
    school_id: UUID
    municipality_id: UUID
    grades: str


def class_keys(classes: QuerySet[Classroom]) -> list[ClassKey]:
    """The keys of some classes, in their order; one query."""
    rows = rows_of(classes.values_list("pk", "school", "municipality", "grades"))
    return list(map(ClassKey._make, rows))


@lru_cache(maxsize=4096)
def _calendar(entries: tuple[Entry, ...], first: date, last: date) -> ClassCalendar:
    """Classes with the same entries share one calendar."""
    return class_calendar(entries, first, last)


def class_calendars(
    classrooms: Collection[Classroom | ClassKey], first: date, last: date
) -> dict[UUID, ClassCalendar]:
    """The calendar of each class from `first` to `last`, by the class's key; one query.

    All classes belong to one municipality.
    """
    calendars = calendars_of(classrooms, first, last)
    return {room.pk: one for room, one in zip(classrooms, calendars, strict=True)}


def calendars_of(
    classrooms: Collection[Classroom | ClassKey], first: date, last: date
) -> list[ClassCalendar]:
    """As `class_calendars`, in the order of the classes."""
    if not classrooms:
        return []
    schools = {classroom.school_id for classroom in classrooms}
    municipality = next(iter(classrooms)).municipality_id
    by_place = _by_place(_ENTRIES(schools, municipality, first, last))
    named = {key for school, _, classroom in by_place for key in (school, classroom)}
    # Classes of one grade share a calendar unless an entry names their school or one of them.
    known: dict[tuple[UUID | None, str, UUID | None], ClassCalendar] = {}
    found = []
    for classroom in classrooms:
        school = classroom.school_id if named and classroom.school_id in named else None
        own = classroom.pk if named and classroom.pk in named else None
        calendar = known.get((school, classroom.grades, own))
        if calendar is None:
            places = [one for one in _places_of(classroom) if one[1] in by_place]
            calendar = _calendar(_entries_of(places, by_place), first, last)
            known[school, classroom.grades, own] = calendar
        found.append(calendar)
    return found


Place = tuple[UUID | None, str, UUID | None]


def _by_place(rows: Iterable[tuple[Any, ...]]) -> dict[Place, list[tuple[str, date, date]]]:
    found: dict[Place, list[tuple[str, date, date]]] = defaultdict(list)
    for school, grade, classroom, kind, first, last in rows:
        place = (school, "", classroom) if classroom else (school, grade, None)
        found[place].append((kind, first, last))
    return found


def _places_of(classroom: Classroom | ClassKey) -> list[tuple[Level, Place]]:
    """Where entries that apply to a class may stand.

    An entry for a grade applies to classes of that grade alone, not to classes of several grades.
    """
    grades = [grade for grade in classroom.grades.split(",") if grade]
    school = classroom.school_id
    places: list[tuple[Level, Place]] = [
        (Level.MUNICIPALITY, (None, "", None)),
        (Level.SCHOOL, (school, "", None)),
        (Level.CLASSROOM, (school, "", classroom.pk)),
        (Level.CLASSROOM, (None, "", classroom.pk)),
    ]
    if len(grades) == 1:
        places.append((Level.MUNICIPALITY_GRADE, (None, grades[0], None)))
        places.append((Level.SCHOOL_GRADE, (school, grades[0], None)))
    return places


def _entries_of(
    places: Iterable[tuple[Level, Place]], by_place: Mapping[Place, list[tuple[str, date, date]]]
) -> tuple[Entry, ...]:
    """The entries of some places, in a fixed order so that equal ones share a calendar."""
    found = [
        Entry(level, kind, first, last)
        for level, place in places
        for kind, first, last in by_place[place]
    ]
    return tuple(sorted(found, key=lambda e: (e.level, e.kind, e.first, e.last)))
