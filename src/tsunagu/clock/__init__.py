"""The one source of "now", of school years and of working days."""

from tsunagu.clock.instants import JST, freeze, new_id, now, seconds, set_demo_day, today
from tsunagu.clock.words import WEEKDAYS, ago_in_words, dated, in_words
from tsunagu.clock.years import (
    SchoolYear,
    is_national_holiday,
    is_working_day,
    plus_working_days,
    school_year_of,
)

__all__ = [
    "JST",
    "WEEKDAYS",
    "SchoolYear",
    "ago_in_words",
    "dated",
    "freeze",
    "in_words",
    "is_national_holiday",
    "is_working_day",
    "new_id",
    "now",
    "plus_working_days",
    "school_year_of",
    "seconds",
    "set_demo_day",
    "today",
]
