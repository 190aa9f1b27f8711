"""Django's backend for SQLite, in which a statement's text is put into SQLite's own form once.

Django writes `%s` for a value and looks through the whole text for them each time that it asks.
Statements are long and the same each time: a tenth of what saving a roll took went there.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that remembers the texts of statements."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """A statement's text as SQLite has it."""
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=1024)
def _with_question_marks(query: str) -> str:
    """As Django's own cursor does it each time."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with such cursors."""

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor; SQLite knows none by name."""
        return cast(Cursor, self.connection.cursor(factory=Cursor))
