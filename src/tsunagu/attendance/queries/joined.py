"""Many days as one text, so that a class's year is one row and not two hundred."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Aggregate, CharField

DATE_LENGTH = 10


class JoinedDays(Aggregate):
    """The days of a group as one text, `YYYY-MM-DD` after `YYYY-MM-DD`, in no order."""

    output_field = CharField()

    def as_sqlite(self, *args: Any, **kwargs: Any) -> Any:
        """SQLite holds a date as such a text."""
        return self.as_sql(*args, template="group_concat(%(expressions)s, '')", **kwargs)

    def as_postgresql(self, *args: Any, **kwargs: Any) -> Any:
        """PostgreSQL writes each date first."""
        template = "string_agg(to_char(%(expressions)s, 'YYYY-MM-DD'), '')"
        return self.as_sql(*args, template=template, **kwargs)


@lru_cache(maxsize=128)
def days_apart(days: str) -> frozenset[date]:
    """Days joined, apart. Most classes of a school have the same ones."""
    places = range(0, len(days), DATE_LENGTH)
    return frozenset(date.fromisoformat(days[at : at + DATE_LENGTH]) for at in places)
