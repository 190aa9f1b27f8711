"""Class days of a period beside their rolls, for every class of a city at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, CharField, Count, QuerySet

from tsunagu.attendance.models import RollCall
from tsunagu.prepared import rows_of
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import ClassKey, class_calendars, class_keys
from tsunagu.school.rules import ClassCalendar


@dataclass(frozen=True, slots=True)
class ClassDays:
    """Classes of one municipality with their calendars of a period, and their rolls taken in it.

    The days of the rolls are bits of a number, the first day the lowest, so that a city's month is
    a number a class and not a row a class and day.
    """

    first: date
    classes: Sequence[ClassKey]
    calendars: Mapping[UUID, ClassCalendar]
    rolls: Mapping[UUID, int]

    def mask(self, days: Iterable[date]) -> int:
        """A number with a bit for each day."""
        return _mask(days, self.first)

    def taken(self, room: UUID, on: date) -> bool:
        """Is a class's roll of a day taken?"""
        return bool(self.rolls.get(room, 0) >> (on - self.first).days & 1)

    def counted(self, first: date, last: date) -> Iterator[tuple[ClassKey, int]]:
        """Each class with its class days of a part of the period that are not closed, as bits."""
        # By identity, since a calendar's hash goes through all its days: equal ones are shared.
        shared = {id(one): one for one in self.calendars.values()}
        masks = {
            key: self.mask(day for day in one.counted if first <= day <= last)
            for key, one in shared.items()
        }
        for room in self.classes:
            yield room, masks[id(self.calendars[room.pk])]


@dataclass(frozen=True, slots=True)
class Held:
    """A class on a day: its pupils, does it have school, is its roll not taken, how many before.

    A day on which nobody is enrolled owes no roll: nobody could take it.
    """

    room: ClassKey
    enrolled: int
    held: bool
    not_taken: bool
    before: int


@dataclass(frozen=True, slots=True)
class _Homes:
    """By class the days on which somebody was at home in it, as bits, and how many on the last."""

    days: Mapping[UUID, int]
    at_last: Mapping[UUID, int]


def class_days(rooms: QuerySet[Classroom], first: date, last: date) -> ClassDays:
    """The classes of a query with their days of a period; three queries."""
    classes = class_keys(rooms)
    calendars = class_calendars(classes, first, last)
    return ClassDays(first, classes, calendars, _rolls(rooms, first, last))


def held(rooms: QuerySet[Classroom], days: ClassDays, since: date, on: date) -> Iterator[Held]:
    """Each class of a query on a day, with its class days since another day that have no roll.

    `days` are the classes' own, as far back as `since` at least; one query.
    """
    homes = _homes(rooms, days.first, since, on)
    the_day = days.mask({on})
    for room, counted in days.counted(since, on):
        owed = counted & homes.days.get(room.pk, 0)
        missing = owed & ~days.rolls.get(room.pk, 0)
        yield Held(
            room=room,
            enrolled=homes.at_last.get(room.pk, 0),
            held=bool(owed & the_day),
            not_taken=bool(missing & the_day),
            before=(missing & ~the_day).bit_count(),
        )


def untaken_days(rooms: QuerySet[Classroom], first: date, last: date) -> list[tuple[UUID, date]]:
    """Keys of classes and their class days of a period that owe a roll still, in their order.

    Four queries.
    """
    days = class_days(rooms, first, last)
    homes = _homes(rooms, first, first, last)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = []
    for room, counted in days.counted(first, last):
        missing = counted & homes.days.get(room.pk, 0) & ~days.rolls.get(room.pk, 0)
        if missing:
            found += [(room.pk, day) for n, day in enumerate(every) if missing >> n & 1]
    return found


def _homes(rooms: QuerySet[Classroom], zero: date, first: date, last: date) -> _Homes:
    """Who was at home in some classes in a period; the lowest bit is the day `zero`.

    A pupil is at home in one class at a time: the roster sees to that.
    """
    keys = rooms.order_by().values("pk")
    rows = Enrolment.objects.home().between(first, last).filter(classroom__in=keys)
    # Most pupils of a class begin and end together, so that few rows tell of a city.
    alike = rows.values_list("classroom", "begin", "end").annotate(n=Count("*"))
    days: dict[UUID, int] = defaultdict(int)
    at_last: dict[UUID, int] = Counter()
    for room, begin, end, pupils in rows_of(alike):
        since = max(begin, first) - zero
        until = (min(end, last + ONE_DAY) if end else last + ONE_DAY) - zero
        if since < until:
            days[room] |= (1 << until.days) - (1 << since.days)
        if begin <= last and (end is None or end > last):
            at_last[room] += pupils
    return _Homes(days, at_last)


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
