"""The numbers of a municipality's packs that decide beside the rules."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache

from tsunagu.clock import SchoolYear, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime, hour, number


@dataclass(frozen=True)
class Limits:
    """Each number with the days on which it holds.

    `break_days`: dates in a row without school that begin a run anew. `lapse_after`: school days
    after which a contact first noticed then is owed by nobody. `evening`: from this hour of the
    evening before, a contact answers the day's task. `review_from`: days not come from which a
    next review date is expected.
    """

    break_days: OverTime[int]
    lapse_after: OverTime[int]
    evening: OverTime[time]
    review_from: OverTime[int]


def limits_of(municipality: Municipality) -> Limits:
    """The limits of a municipality's packs, from memory after the first time."""
    return limits(tuple(municipality.packs))


@cache
def limits(packs: tuple[str, ...]) -> Limits:
    """The limits of packs, a later one's before an earlier one's."""
    return Limits(
        break_days=number(packs, "break-days"),
        lapse_after=number(packs, "lapse-after"),
        evening=hour(packs, "evening-from"),
        review_from=number(packs, "review-from"),
    )


def earliest() -> date:
    """The first day that a contact or a sharing may be entered of: of the last school year.

    What lies before stands on no page, and its day was hardly meant.
    """
    return SchoolYear(school_year_of(today()).year - 1).first
