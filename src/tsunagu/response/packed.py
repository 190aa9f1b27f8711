"""Many days of one pupil or class in one string: past a Python object a row, in both databases."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection

from tsunagu.clock import SchoolYear

Ints = npt.NDArray[np.integer[Any]]
DATE_BYTES = 10


@cache
def _postgres() -> bool:
    return connection.vendor == "postgresql"


def query(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a question, as the database's driver returns them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def key_of(key: UUID) -> Any:
    """A key as this database takes and returns it outside the ORM."""
    return key if _postgres() else key.hex


def text(column: str) -> str:
    """A date as text in both databases; SQLite holds text, and converts columns but no `+`."""
    return f"to_char({column}, 'YYYY-MM-DD')" if _postgres() else f"+{column}"


def days_after(column: str) -> str:
    """How many days a date lies after another, which is asked for as a value."""
    apart = f"julianday({column}) - julianday(%s)"
    return f"({column} - %s::date)" if _postgres() else f"CAST({apart} AS integer)"


def joined(expression: str) -> str:
    """The texts of a group in one."""
    return f"string_agg({expression}, '')" if _postgres() else f"group_concat({expression}, '')"


def gathered(column: str) -> str:
    """The keys of a group, for `keys_of` to take apart."""
    return f"array_agg({column})" if _postgres() else f"group_concat({column})"


def keys_of(value: Any) -> list[Any]:
    """The keys that `gathered` brought together."""
    return value if isinstance(value, list) else value.split(",")


def listed(values: Iterable[str]) -> str:
    """Codes of ours as a list in SQL."""
    return ", ".join(f"'{value}'" for value in sorted(values))


@cache
def offset(day: str, year: SchoolYear) -> int:
    """A day's place in the school year, within its bounds."""
    days = (year.last - year.first).days + 1
    return min(max((date.fromisoformat(day) - year.first).days, 0), days)


def parse(texts: Iterable[str], year: SchoolYear, *, coded: bool) -> tuple[Ints, Ints]:
    """Days as places in the year, and codes, from texts of dates each followed by its code."""
    width = DATE_BYTES + coded
    letters = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8).reshape(-1, width)

    def number(*columns: int) -> Ints:
        value = np.zeros(len(letters), dtype=np.int16)
        for column in columns:
            value *= 10
            value += letters[:, column] - ord("0")
        return value

    places = (number(0, 1, 2, 3) - year.year) * 372 + (number(5, 6) - 1) * 31 + number(8, 9) - 1
    return _places(year)[places], number(width - 1)


def days_in(texts: Sequence[str], *, coded: bool) -> Ints:
    """How many days each text holds."""
    return np.array(list(map(len, texts)), dtype=np.int64) // (DATE_BYTES + coded)


@cache
def _places(year: SchoolYear) -> Ints:
    """From year, month and day to the place in the school year."""
    places = np.zeros(2 * 372, dtype=np.int16)
    for place in range((year.last - year.first).days + 1):
        day = year.first + timedelta(days=place)
        places[(day.year - year.year) * 372 + (day.month - 1) * 31 + day.day - 1] = place
    return places
