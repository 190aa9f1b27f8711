"""When people of a school, and of the board, are there to read what a child sent."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.clock import JST, is_working_day, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import hour
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars, class_keys
from tsunagu.school.rules import is_plain_school_day
from tsunagu.sos.rules import Spans

AHEAD = timedelta(days=70)
"""How far one looks for the next open hours: beyond the longest holidays; ours."""


def school_hours(city: Municipality, schools: Collection[UUID], since: date) -> dict[UUID, Spans]:
    """The hours of schools from a day on: of every day on which one of a school's classes has any.

    A school without classes has those of plain school days. Two queries, however many schools.
    """
    last = today() + AHEAD
    year = school_year_of(today()).year
    rooms = class_keys(Classroom.objects.filter(school__in=schools, school_year=year))
    calendars = class_calendars(rooms, since, last)
    days: dict[UUID, set[date]] = {}
    for room in rooms:
        days.setdefault(room.school_id, set()).update(calendars[room.pk].days)
    plain = {day for day in _days(since, last) if is_plain_school_day(day)}
    return {key: _spans(city, "sos-school", sorted(days.get(key, plain))) for key in schools}


def board_hours(city: Municipality, since: date) -> Spans:
    """The hours of the board from a day on: of every working day."""
    days = [day for day in _days(since, today() + AHEAD) if is_working_day(day)]
    return _spans(city, "sos-board", days)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _spans(city: Municipality, whose: str, days: list[date]) -> Spans:
    opens, closes = hour(city.packs, f"{whose}-from"), hour(city.packs, f"{whose}-until")

    def at(when: Any, day: date) -> datetime:
        return datetime.combine(day, when.on(day), JST)

    return [(at(opens, day), at(closes, day)) for day in days]
