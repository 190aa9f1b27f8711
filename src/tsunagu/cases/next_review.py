"""When a case is to be looked at again: a proposal, for people to change."""

from collections.abc import Iterable
from datetime import date, timedelta

from tsunagu.cases.models import Case
from tsunagu.clock import today
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars

ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FURTHEST = timedelta(days=92)
"""How far on a day with school is looked for: further than the longest holidays go."""


def proposed_review(case: Case, since: date) -> date | None:
    """So many weeks after a day as the case's kind says, on a day with school; None without class.

    Never today or a day gone by: what is written down late is looked at from tomorrow on.
    """
    rooms = Classroom.objects.filter(pk__in=scope_of(case.pupil, today()).classrooms)
    room = rooms.order_by("pk").first()
    if room is None:
        return None
    first = today() + ONE_DAY
    aim = max(first, since + case.definition.review_weeks * WEEK)
    calendar = class_calendars([room], max(first, aim - WEEK + ONE_DAY), aim + FURTHEST)[room.pk]
    return review_day(aim, calendar.counted)


def review_day(aim: date, days: Iterable[date]) -> date | None:
    """The last of some days with school in the week that ends with `aim`, or the first after it."""
    known = sorted(days)
    before = [day for day in known if aim - WEEK < day <= aim]
    after = (day for day in known if day > aim)
    return before[-1] if before else next(after, None)
