"""School years and working days, as pure functions of a date."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from holidays.countries.japan import Japan

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class SchoolYear:
    """1 April to 31 March, named by the year it begins in."""

    year: int

    @cached_property
    def first(self) -> date:
        """1 April."""
        return date(self.year, 4, 1)

    @cached_property
    def last(self) -> date:
        """31 March of the following year."""
        return date(self.year + 1, 3, 31)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def month(self, month: int) -> tuple[date, date]:
        """First and last day of one of its months (4…12, then 1…3)."""
        year = self.year + (month < 4)
        after = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), after - ONE_DAY


def school_year_of(day: date) -> SchoolYear:
    """The school year a day lies in."""
    return SchoolYear(day.year - (day.month < 4))


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(Japan(years=[year]))


def is_national_holiday(day: date) -> bool:
    """National holidays with their substitutes (国民の祝日に関する法律)."""
    return day in _holidays_of(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday, no national holiday, not 29 December to 3 January."""
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not new_year and not is_national_holiday(day)


@cache
def plus_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; 0 is the day itself whatever it is."""
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day
