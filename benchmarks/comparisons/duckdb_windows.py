"""The responses by the same window functions in DuckDB, from Parquet: the floor."""

from pathlib import Path

import duckdb

from benchmarks.comparisons.days import Row
from benchmarks.comparisons.windows import query


def due(folder: Path) -> list[Row]:
    """Every response that is due from a folder of days."""
    names = (f"read_parquet('{folder / name}.parquet')" for name in ("days", "openings", "spans"))
    rows: list[Row] = duckdb.connect().execute(query(*names)).fetchall()
    return rows
