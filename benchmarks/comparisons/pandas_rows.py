"""The responses as a plain pandas script would find them: every row in memory, group by pupil."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.comparisons.days import Row


def due(folder: Path) -> list[Row]:
    """Every response that is due from a folder of days."""
    days = pd.read_parquet(folder / "days.parquet")
    openings = pd.read_parquet(folder / "openings.parquet")
    spans = pd.read_parquet(folder / "spans.parquet")
    days = days.sort_values(["pupil", "place"], kind="stable")
    days = days[days.code != 4].reset_index(drop=True)
    _count(days, openings)
    marked = days[days.code != 0]
    found: list[Row] = []
    for rule, fires, span in _rules(marked):
        rows = marked[fires]
        if span:
            held = _within(rows, spans[spans.kind == span])
            rows = rows[held if span == "registered" else ~held]
        names = [rule] * len(rows)
        columns = (rows.pupil.tolist(), rows.day.tolist(), names, rows.run.tolist())
        found += zip(*columns, rows.total.tolist(), strict=True)
    return found


def _count(days: Any, openings: Any) -> None:
    """Add the counters to every row."""
    away = days.code == 1
    together = (days.pupil == days.pupil.shift()) & (days.block == days.block.shift())
    begins = away & ~(away.shift(fill_value=False) & together)
    days["run"] = away.astype(int).groupby(begins.cumsum()).cumsum().where(away, 0)
    days["total"] = days.code.isin([1, 2]).groupby(days.pupil).cumsum()
    days["not_come"] = days.code.isin([1, 2, 3]).groupby(days.pupil).cumsum()
    brought = days[["pupil", "day"]].merge(openings, on="pupil", how="left", suffixes=("", "_o"))
    since = (brought.day_o <= brought.day).to_numpy()
    days["total"] += brought.absent.where(since, 0).astype(int).to_numpy()
    come = (brought.absent + brought.credited).where(since, 0)
    days["not_come"] += come.astype(int).to_numpy()


def _rules(days: Any) -> Iterator[tuple[str, Any, str]]:
    """Rule, the rows on which it fires, and the kind of span that bears on it."""
    away, register = days.code == 1, days.code.isin([1, 2])
    come = days.code.isin([1, 2, 3])
    yield "first-day-call", away & (days.total == 1), "rhythm"
    yield "intermittent-contact", (days.run == 1) & days.total.between(2, 6), "rhythm"
    yield "repeat-call", (days.run == 1) & (days.total >= 7), "rhythm"
    yield "second-day-visit", days.run == 2, "rhythm"
    yield "share-run-3", days.run == 3, "freeze"
    yield "keep-in-touch", (days.run >= 4) & ((days.run - 4) % 3 == 0), "rhythm"
    yield "share-total-7", register & (days.total == 7), "freeze"
    yield "sheet-total-10", come & (days.not_come == 10), ""
    yield "long-absence-total-30", come & (days.not_come == 30), ""
    yield "principal-run-3", days.run == 3, "freeze"
    yield "see-child-run-7", days.run == 7, ""
    yield "board-run-7", days.run == 7, ""
    yield "protection-run-7", days.run == 7, "registered"


def _within(rows: Any, spans: Any) -> Any:
    """On which rows does a span of the pupil hold?"""
    both = rows[["pupil", "day"]].reset_index().merge(spans, on="pupil")
    held = both[(both["first"] <= both.day) & (both.day <= both["last"])]["index"]
    return rows.index.isin(held)
