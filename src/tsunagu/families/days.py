"""A child's attendance by month, as far as its guardian may be told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from tsunagu.attendance.queries.register import days_by_month
from tsunagu.attendance.rules import Arithmetic
from tsunagu.clock import school_year_of, today
from tsunagu.families.children import Child
from tsunagu.school.guardian_rules import Topic

SUMS = ("to_attend", "attended", "absent")
"""What every guardian reads who may read of the child."""
WHERE_AND_WHEN = ("credited", "late", "left_early")
"""What tells where or when the child was: a limit keeps it, and the single days with it."""


@dataclass(frozen=True)
class Sum:
    """A number with the days behind it, where these may be told."""

    name: str
    count: int
    days: list[date]


@dataclass(frozen=True)
class Month:
    """A month of a child."""

    first: date
    sums: list[Sum]
    untaken: int


def months_of(child: Child) -> list[Month]:
    """The months of this school year until today, the newest first.

    Under a limit without the present one, whose sums would say each day where the child is.
    """
    shows = child.tells(Topic.TIMES) and child.tells(Topic.PLACE)
    until = today() if shows else today().replace(day=1) - timedelta(days=1)
    found = days_by_month(child.pupil, school_year_of(today()).first, until)
    names = SUMS + WHERE_AND_WHEN if shows else SUMS
    return [_month(first, found[first], names, shows) for first in sorted(found, reverse=True)]


def _month(first: date, days: dict[date, Arithmetic], names: tuple[str, ...], shows: bool) -> Month:
    total = sum(days.values(), Arithmetic())
    sums = []
    for name in names:
        of: Callable[[Arithmetic], int] = attrgetter(name)
        listed = [day for day, one in sorted(days.items()) if of(one)]
        sums.append(Sum(name, of(total), listed if shows and name not in SUMS[:2] else []))
    return Month(first, sums, total.untaken)
