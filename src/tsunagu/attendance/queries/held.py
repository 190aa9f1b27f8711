"""Class days of a period beside their rolls, for every class of a city at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, QuerySet, Sum, Value, When

from tsunagu.attendance.models import RollCall
from tsunagu.prepared import rows_of
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars


@dataclass(frozen=True, slots=True)
class Held:
    """A class on a day: does it have school, is its roll not taken, and how many days before."""

    classroom: Classroom
    held: bool
    not_taken: bool
    before: int


def held(rooms: QuerySet[Classroom], first: date, on: date) -> Iterator[Held]:
    """Each class on a day, with its class days since `first` that have no roll; three queries.

    Days are bits of a number, so that a city's month of rolls is a number a class and not a row
    a class and day.
    """
    names = [field.attname for field in Classroom._meta.concrete_fields]
    classes = [
        Classroom.from_db("default", names, row) for row in rows_of(rooms.values_list(*names))
    ]
    calendars = class_calendars(classes, first, on)
    shared = {calendar.counted for calendar in calendars.values()}
    masks = {days: _mask(days, first) for days in shared}
    rolls = _rolls(rooms, first, set().union(*masks))
    the_day = _mask({on}, first)
    for room in classes:
        owed = masks[calendars[room.pk].counted]
        missing = owed & ~rolls.get(room.pk, 0)
        yield Held(
            classroom=room,
            held=bool(owed & the_day),
            not_taken=bool(missing & the_day),
            before=(missing & ~the_day).bit_count(),
        )


def untaken_days(
    rooms: QuerySet[Classroom], first: date, last: date
) -> list[tuple[Classroom, date]]:
    """Classes and their class days of a period without a roll, in the classes' order.

    Three queries, and one for their schools.
    """
    classes = list(rooms.select_related("school"))
    calendars = class_calendars(classes, first, last)
    days = sorted(set().union(*(calendar.counted for calendar in calendars.values())))
    rolls = _rolls(rooms, first, days)
    return [
        (room, day)
        for room in classes
        for day in days
        if day in calendars[room.pk].counted and not rolls.get(room.pk, 0) & _mask({day}, first)
    ]


def _mask(days: Collection[date], first: date) -> int:
    """A number with a bit for each day."""
    return sum(1 << (day - first).days for day in days)


def _rolls(rooms: QuerySet[Classroom], first: date, days: Collection[date]) -> dict[UUID, int]:
    """The days whose roll was taken, by class, as bits; a class has one roll a day."""
    bits = [When(day=day, then=Value(_mask({day}, first))) for day in sorted(days)]
    if not bits:
        return {}
    span = (min(days), max(days))
    rolls = RollCall.objects.filter(classroom__in=rooms.order_by().values("pk"), day__range=span)
    masks = Sum(Case(*bits, default=Value(0)))
    return dict(rows_of(rolls.values_list("classroom").annotate(bits=masks)))
