"""When people of a school, and of the board, are there to read what a child sent."""

from datetime import date, datetime, timedelta
from typing import Any

from tsunagu.clock import JST, is_working_day, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import hour
from tsunagu.school.models import Classroom, School
from tsunagu.school.queries import class_calendars, class_keys
from tsunagu.school.rules import is_plain_school_day
from tsunagu.sos.rules import Spans

AHEAD = timedelta(days=70)
"""How far one looks for the next open hours: beyond the longest holidays; ours."""


def school_hours(city: Municipality, school: School, since: date) -> Spans:
    """The hours of a school from a day on: of every day on which one of its classes has school."""
    last = today() + AHEAD
    rooms = class_keys(
        Classroom.objects.filter(school=school, school_year=school_year_of(today()).year)
    )
    calendars = class_calendars(rooms, since, last)
    days = set().union(*(one.days for one in calendars.values())) if calendars else None
    if days is None:
        days = {day for day in _days(since, last) if is_plain_school_day(day)}
    return _spans(city, "sos-school", sorted(days))


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
