"""The least that a save can be: one row by one statement, under the product's own server."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tsunagu.settings.base import SQLITE_PRAGMAS

TABLE = "CREATE TABLE IF NOT EXISTS one_row (place TEXT PRIMARY KEY, times INTEGER NOT NULL)"
SAVE = (
    "INSERT INTO one_row VALUES (?, 1) ON CONFLICT (place) DO UPDATE SET times = one_row.times + 1"
)
_kept = threading.local()


def _connection() -> sqlite3.Connection:
    """This thread's connection to the city's database, opened as the product opens it."""
    if not hasattr(_kept, "connection"):
        path = Path(os.environ["TSUNAGU_DATA"]) / "tsunagu.sqlite3"
        _kept.connection = sqlite3.connect(path, timeout=20, isolation_level=None)
        _kept.connection.executescript(SQLITE_PRAGMAS)
        _kept.connection.execute(TABLE)
    connection: sqlite3.Connection = _kept.connection
    return connection


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Save a row for the address that is asked."""
    environ["wsgi.input"].read()
    _connection().execute(SAVE, (environ["PATH_INFO"],))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
