"""Dates as people write them in Japanese, with the day of the week."""

from datetime import date

from tsunagu.clock.instants import today
from tsunagu.clock.years import school_year_of

WEEKDAYS = "月火水木金土日"


def in_words(day: date, *, year: bool = False) -> str:
    """A date such as `5月20日（水）`, with the year `2026年5月20日（水）`."""
    words = f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return f"{day.year}年{words}" if year else words


def dated(day: date) -> str:
    """As `in_words`, with the year where the day lies in another school year than today."""
    return in_words(day, year=school_year_of(day) != school_year_of(today()))


def ago_in_words(days: int) -> str:
    """So many days before today as `今日`, `昨日`, `3日前`, or `2日後` for days to come."""
    return {0: "今日", 1: "昨日"}.get(days, f"{days}日前" if days > 0 else f"{-days}日後")
