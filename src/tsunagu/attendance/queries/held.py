"""Class days of a period beside their rolls, for every class of a city at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, CharField, QuerySet

from tsunagu.attendance.models import RollCall
from tsunagu.prepared import rows_of, whole
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import class_calendars
from tsunagu.school.rules import ClassCalendar


@dataclass(frozen=True, slots=True)
class ClassDays:
    """Classes of one municipality with their calendars of a period, and their rolls taken in it.

    The days of the rolls are bits of a number, the first day the lowest, so that a city's month is
    a number a class and not a row a class and day.
    """

    first: date
    classes: Sequence[Classroom]
    calendars: Mapping[UUID, ClassCalendar]
    rolls: Mapping[UUID, int]

    def mask(self, days: Iterable[date]) -> int:
        """A number with a bit for each day."""
        return _mask(days, self.first)


@dataclass(frozen=True, slots=True)
class Held:
    """A class on a day: does it have school, is its roll not taken, and how many days before.

    A day on which nobody is enrolled owes no roll: nobody could take it.
    """

    classroom: Classroom
    held: bool
    not_taken: bool
    before: int


def class_days(rooms: QuerySet[Classroom], first: date, last: date) -> ClassDays:
    """The classes of a query, whole, with their days of a period; three queries."""
    classes = whole(rooms)
    calendars = class_calendars(classes, first, last)
    return ClassDays(first, classes, calendars, _rolls(rooms, first, last))


def held(rooms: QuerySet[Classroom], days: ClassDays, since: date, on: date) -> Iterator[Held]:
    """Each class of a query on a day, with its class days since another day that have no roll.

    `days` are the classes' own, as far back as `since` at least; one query.
    """
    owing = _owing(rooms, days, since, on)
    the_day = days.mask({on})
    for room in days.classes:
        owed = owing[room.pk]
        missing = owed & ~days.rolls.get(room.pk, 0)
        yield Held(
            classroom=room,
            held=bool(owed & the_day),
            not_taken=bool(missing & the_day),
            before=(missing & ~the_day).bit_count(),
        )


def untaken_days(
    rooms: QuerySet[Classroom], first: date, last: date
) -> list[tuple[Classroom, date]]:
    """Classes and their class days of a period that owe a roll still, in the classes' order.

    Four queries; the classes' schools are not read.
    """
    days = class_days(rooms, first, last)
    owing = _owing(rooms, days, first, last)
    shared = set(days.calendars.values())
    bits = [(day, days.mask({day})) for day in sorted({d for one in shared for d in one.counted})]
    found = []
    for room in days.classes:
        missing = owing[room.pk] & ~days.rolls.get(room.pk, 0)
        if missing:
            found += [(room, day) for day, bit in bits if missing & bit]
    return found


def _owing(rooms: QuerySet[Classroom], days: ClassDays, first: date, last: date) -> dict[UUID, int]:
    """The class days of a period on which somebody was at home in the class, as bits."""
    shared = set(days.calendars.values())
    masks = {one: days.mask(d for d in one.counted if first <= d <= last) for one in shared}
    keys = rooms.order_by().values("pk")
    spans = Enrolment.objects.home().between(first, last).filter(classroom__in=keys)
    peopled: dict[UUID, int] = defaultdict(int)
    # Most pupils of a class begin and end together, so that few rows tell of a city.
    for room, begin, end in rows_of(spans.values_list("classroom", "begin", "end").distinct()):
        since = max(begin, first) - days.first
        until = (min(end, last + ONE_DAY) if end else last + ONE_DAY) - days.first
        if since < until:
            peopled[room] |= (1 << until.days) - (1 << since.days)
    return {
        room.pk: masks[days.calendars[room.pk]] & peopled.get(room.pk, 0) for room in days.classes
    }


def _mask(days: Iterable[date], first: date) -> int:
    """A number with a bit for each day."""
    return sum(1 << (day - first).days for day in days)


DATE_LENGTH = 10
ONE_DAY = timedelta(days=1)


class JoinedDays(Aggregate):
    """The days of a group as one text, `YYYY-MM-DD` after `YYYY-MM-DD`, in no order."""

    output_field = CharField()

    def as_sqlite(self, *args: Any, **kwargs: Any) -> Any:
        """SQLite holds a date as such a text."""
        return self.as_sql(*args, template="group_concat(%(expressions)s, '')", **kwargs)

    def as_postgresql(self, *args: Any, **kwargs: Any) -> Any:
        """PostgreSQL writes each date first."""
        template = "string_agg(to_char(%(expressions)s, 'YYYY-MM-DD'), '')"
        return self.as_sql(*args, template=template, **kwargs)


def _rolls(rooms: QuerySet[Classroom], first: date, last: date) -> dict[UUID, int]:
    """The days of a period whose roll was taken, by class, as bits."""
    keys = rooms.order_by().values("pk")
    rolls = RollCall.objects.filter(classroom__in=keys, day__range=(first, last))
    found = rows_of(rolls.values_list("classroom").annotate(days=JoinedDays("day")))
    # Most classes of a school have the same days, so that each text is read once.
    bits = {days: _mask(_dates(days), first) for days in {days for _, days in found}}
    return {room: bits[days] for room, days in found}


def _dates(days: str) -> list[date]:
    """Days joined, apart."""
    places = range(0, len(days), DATE_LENGTH)
    return [date.fromisoformat(days[at : at + DATE_LENGTH]) for at in places]
