"""Dates as people write them in Japanese, with the day of the week."""

from datetime import date

WEEKDAYS = "月火水木金土日"


def in_words(day: date, *, year: bool = False) -> str:
    """A date such as `5月20日（水）`, with the year `2026年5月20日（水）`."""
    words = f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return f"{day.year}年{words}" if year else words
