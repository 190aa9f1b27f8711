"""The texts of statements reach SQLite as Django's own backend would send them."""

import sqlite3
from typing import Any

import pytest
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from tsunagu.sqlite.base import Cursor

STATEMENTS = [
    ("SELECT 1", ()),
    ("SELECT %s, '100%%', %s", (1, "a")),
    ("SELECT '%%s', %s", ("%s",)),
    ("SELECT %(one)s, '%%', %(two)s", {"one": 1, "two": "?"}),
]


@pytest.mark.parametrize(("query", "values"), STATEMENTS)
def test_a_statement_says_the_same_the_first_time_and_later(query: str, values: Any) -> None:
    connection = sqlite3.connect(":memory:")
    django = connection.cursor(factory=SQLiteCursorWrapper)
    wanted = django.execute(query, values).fetchall()
    ours = connection.cursor(factory=Cursor)
    for _ in range(2):
        assert ours.execute(query, values).fetchall() == wanted
    connection.close()


def test_many_rows_are_stored_one_after_another() -> None:
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor(factory=Cursor)
    cursor.execute("CREATE TABLE days (day TEXT, count INTEGER)")
    cursor.executemany("INSERT INTO days VALUES (%s, %s)", [("月", 1), ("火", 2)])
    assert cursor.execute("SELECT * FROM days ORDER BY count").fetchall() == [("月", 1), ("火", 2)]
    connection.close()
