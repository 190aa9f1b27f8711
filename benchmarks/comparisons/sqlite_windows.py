"""The responses by window functions in SQLite, over loaded rows with a partial index."""

import sqlite3
from pathlib import Path

from benchmarks.comparisons.days import Row
from benchmarks.comparisons.windows import query


def due(folder: Path) -> list[Row]:
    """Every response that is due from a folder of days."""
    db = sqlite3.connect(folder / "days.sqlite3")
    db.execute("PRAGMA cache_size = -1000000")
    rows: list[Row] = db.execute(query("days", "openings", "spans")).fetchall()
    db.close()
    return rows
