"""Django's backend for PostgreSQL, with a cursor for statements that are asked again and again.

Django puts values into a statement's text, which the server reads and plans anew each time: half of
its work for a roll. With this cursor text and values go apart, and the server keeps the plan.
"""

from typing import Any, cast

from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper

ASKED_BEFORE = 2
"""How often a statement was asked on a connection before the server keeps it."""
MOST_KEPT = 200
"""Statements that the server keeps for a connection; there are fewer that are written once."""


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, that tells what was asked by a kept statement too."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """The statement as it was sent; as it was written where the server had it already."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with such a cursor beside Django's own ones."""

    ops_class = DatabaseOperations
    _keeping: Any = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, with statements kept for those who ask by `keeping_cursor`."""
        connection = super().get_new_connection(conn_params)
        connection.prepare_threshold, connection.prepared_max = ASKED_BEFORE, MOST_KEPT
        self._keeping = None
        return connection

    def keeping_cursor(self) -> CursorWrapper:
        """A cursor whose statements the server keeps: one for the connection, not to be closed."""
        self.ensure_connection()
        if self._keeping is None:
            # The types know Django's cursors without what psycopg's have.
            self._keeping = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]
        return cast(CursorWrapper, self._prepare_cursor(self._keeping))  # type: ignore[attr-defined]
