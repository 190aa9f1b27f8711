"""Class days of a period beside their rolls, for every class of a city at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tsunagu.attendance.models import RollCall
from tsunagu.attendance.queries.joined import JoinedDays, days_apart
from tsunagu.prepared import Prepared, rows_of
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import ClassKey, calendars_of, class_keys
from tsunagu.school.rules import ClassCalendar


class RoomDays(NamedTuple):
    """A class in a period: the class days that owe a roll, and those whose roll is taken, as bits.

    Classes with the same entries share one calendar.
    """

    room: ClassKey
    calendar: ClassCalendar
    counted: int
    rolls: int


@dataclass(frozen=True, slots=True)
class ClassDays:
    """Classes of one municipality in a period.

    Days are bits of a number, the first day the lowest, so that a city's month is a number a class
    and not a row a class and day.
    """

    first: date
    classes: Sequence[RoomDays]

    def mask(self, first: date, last: date) -> int:
        """A number with a bit for each day of a part of the period."""
        return _span(first - self.first, last + ONE_DAY - self.first)


class Held(NamedTuple):
    """A class on a day: its pupils, does it have school, is its roll not taken, how many before.

    A day on which nobody is enrolled owes no roll: nobody could take it.
    """

    room: ClassKey
    enrolled: int
    held: bool
    not_taken: bool
    before: int


_PEOPLED = Prepared(
    lambda classes, first, last: (
        Classroom.objects.filter(
            Exists(
                Enrolment.objects.home()
                .filter(Q(end__isnull=True) | Q(end__gt=last))
                .filter(classroom=OuterRef("pk"), begin__lte=first)
            ),
            pk__in=classes,
        )
        .order_by()
        .values_list("pk")
    ),
    [UUID],
    date,
    date,
)
"""Classes in which somebody is at home all through a period."""


def class_days(rooms: QuerySet[Classroom], first: date, last: date) -> ClassDays:
    """The classes of a query with their days of a period; three queries."""
    classes = class_keys(rooms)
    calendars, rolls = calendars_of(classes, first, last), _rolls(rooms, first, last)
    # By identity, since a calendar's hash goes through all its days.
    shared = {id(one): one for one in calendars}
    masks = {key: _mask(one.counted, first) for key, one in shared.items()}
    found = [
        RoomDays(room, calendar, masks[id(calendar)], rolls.get(room.pk, 0))
        for room, calendar in zip(classes, calendars, strict=True)
    ]
    return ClassDays(first, found)


def held(rooms: QuerySet[Classroom], days: ClassDays, since: date, on: date) -> Iterator[Held]:
    """Each class of a query on a day, with its class days since another day that have no roll.

    `days` are the classes' own, as far back as `since` at least; one query.
    """
    homes = _homes(rooms, days.first, since, on)
    the_day = days.mask(on, on)
    for room, _, counted, rolls in days.classes:
        peopled, enrolled = homes.get(room.pk, (0, 0))
        owed = counted & peopled
        missing = owed & ~rolls
        yield Held(
            room=room,
            enrolled=enrolled,
            held=bool(owed & the_day),
            not_taken=bool(missing & the_day),
            before=(missing & ~the_day).bit_count(),
        )


def untaken_days(rooms: QuerySet[Classroom], first: date, last: date) -> list[tuple[UUID, date]]:
    """Keys of classes and their class days of a period that owe a roll still, in their order.

    Five queries.
    """
    days = class_days(rooms, first, last)
    without = [(one.room.pk, one.counted & ~one.rolls) for one in days.classes]
    owing = [one for one in without if one[1]]
    # Most classes have somebody who stays the whole period, so that all its days are owed.
    peopled = {room for (room,) in _PEOPLED([room for room, _ in owing], first, last)}
    others = {room for room, _ in owing} - peopled
    homes = _homes(Classroom.objects.filter(pk__in=others), first, first, last)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = []
    for room, missing in owing:
        owed = missing if room in peopled else missing & homes.get(room, (0, 0))[0]
        found += [(room, day) for n, day in enumerate(every) if owed >> n & 1]
    return found


def _homes(
    rooms: QuerySet[Classroom], zero: date, first: date, last: date
) -> dict[UUID, tuple[int, int]]:
    """By class the days of a period with somebody at home in it, and how many on the last.

    The days are bits, the day `zero` the lowest. A pupil is at home in one class at a time: the
    roster sees to that.
    """
    keys = rooms.order_by().values("pk")
    rows = Enrolment.objects.home().between(first, last).filter(classroom__in=keys)
    # Most pupils of a class begin and end together, so that few rows tell of a city.
    alike = rows.values_list("classroom", "begin", "end").annotate(n=Count("*"))
    found: dict[UUID, tuple[int, int]] = {}
    for room, begin, end, pupils in rows_of(alike):
        until = min(end, last + ONE_DAY) if end else last + ONE_DAY
        days, at_last = found.get(room, (0, 0))
        days |= _span(max(begin, first) - zero, until - zero)
        found[room] = (days, at_last + pupils if until > last else at_last)
    return found


def _span(since: timedelta, until: timedelta) -> int:
    """A number with a bit for each day from one until the day before another."""
    return max((1 << until.days) - (1 << since.days), 0)


def _mask(days: Iterable[date], first: date) -> int:
    """A number with a bit for each day."""
    return sum(1 << (day - first).days for day in days)


ONE_DAY = timedelta(days=1)


def _rolls(rooms: QuerySet[Classroom], first: date, last: date) -> dict[UUID, int]:
    """The days of a period whose roll was taken, by class, as bits."""
    keys = rooms.order_by().values("pk")
    rolls = RollCall.objects.filter(classroom__in=keys, day__range=(first, last))
    found = rows_of(rolls.values_list("classroom").annotate(days=JoinedDays("day")))
    # Most classes of a school have the same days, so that each text is read once.
    bits = {days: _mask(days_apart(days), first) for days in {days for _, days in found}}
    return {room: bits[days] for room, days in found}
