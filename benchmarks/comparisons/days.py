"""One row a pupil and day, for the comparisons: written from the database by the slow, plain path.

The rows come with what calendars, roll calls and credits make of them already worked out, so that
the comparisons start ahead of the product. Beside them lie openings (days brought from a former
school) and spans (rhythms, reviews, registrations).
"""

import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

if TYPE_CHECKING:
    from tsunagu.response.loading import PupilRecord
    from tsunagu.response.timeline import Timeline

HERE, AWAY, ELSEWHERE, CREDITED, NOT_COUNTED = range(5)
BLOCK = 500
COLUMNS = ("pupil", "day", "place", "block", "code")
"""Pupil as a number, day as days since 1970, number of the pupil's class day, breaks before."""
NOT_OF_DAYS = ("contact-rhythm", "protection-monthly")
"""Rules that follow from an agreement or the calendar alone, left out on every side."""
Row = tuple[int, int, str, int, int]
"""Pupil as a number, day as days since 1970, rule, run, total."""


def days_folder(city: Path) -> Path:
    """Where a city's rows lie, beside its database."""
    return city / "days"


def write_days(folder: Path) -> list[str]:
    """Write the only municipality's rows into a new folder; its pupils' keys by their numbers."""
    from tsunagu.clock import SchoolYear, school_year_of, today
    from tsunagu.org.models import Municipality
    from tsunagu.response.loading import load
    from tsunagu.school.models import Pupil

    folder.mkdir()
    municipality = Municipality.objects.get()
    year: SchoolYear = school_year_of(today())
    pupils = sorted(Pupil.objects.filter(municipality=municipality).values_list("pk", flat=True))
    parts: list[np.ndarray[Any, Any]] = []
    openings: list[tuple[int, int, int, int]] = []
    spans: list[tuple[int, str, int, int]] = []
    for start in range(0, len(pupils), BLOCK):
        loaded = load(municipality, pupils[start : start + BLOCK], year)
        for number, pupil in enumerate(pupils[start : start + BLOCK], start):
            record = loaded.records.get(pupil)
            if record is not None and record.segments:
                parts.append(_rows(number, record))
                openings += _openings(number, record)
                spans += _spans(number, record)
    _save(folder, np.concatenate(parts, axis=1), openings, spans)
    keys = [_hex(pupil) for pupil in pupils]
    (folder / "pupils.json").write_text(json.dumps(keys))
    return keys


def _hex(key: UUID) -> str:
    return key.hex


def _frame(timeline: "Timeline", known: dict[int, Any]) -> "np.ndarray[Any, Any]":
    """Day, place and block of a timeline's counting days; shared by pupils of one timeline."""
    if id(timeline) not in known:
        days = np.array(timeline.counting, dtype="datetime64[D]").astype(np.int32)
        blocks = np.array([timeline.breaks[day] for day in timeline.counting], dtype=np.int32)
        places = np.arange(len(days), dtype=np.int32)
        known[id(timeline)] = (timeline, np.stack([days, places, blocks]))
    found: np.ndarray[Any, Any] = known[id(timeline)][1]
    return found


_frames: dict[int, Any] = {}


def _rows(number: int, record: "PupilRecord") -> "np.ndarray[Any, Any]":
    from tsunagu.attendance.rules import Standing
    from tsunagu.response.timeline import counted_mark

    frame = _frame(record.timeline, _frames)
    codes = np.zeros((1, frame.shape[1]), dtype=np.int32)
    for mark in record.marks:
        place = record.timeline.ordinal.get(mark.day)
        if place is None:
            continue
        counted = counted_mark(mark, record.credits)
        if counted.standing == Standing.ELSEWHERE:
            codes[0, place] = CREDITED if counted.credited else ELSEWHERE
        elif counted.standing == Standing.AWAY:
            codes[0, place] = AWAY
        elif counted.standing == Standing.NOT_COUNTED:
            codes[0, place] = NOT_COUNTED
    return np.concatenate([np.full_like(codes, number), frame, codes])


def _number(day: Any) -> int:
    return int(np.datetime64(day, "D").astype(int)) if day else 10**6


def _openings(number: int, record: "PupilRecord") -> Iterator[tuple[int, int, int, int]]:
    assert len(record.facts.openings) < 2, "the comparisons know one opening a pupil"
    for one in record.facts.openings:
        yield number, _number(one.day), one.absent, one.credited


def _spans(number: int, record: "PupilRecord") -> Iterator[tuple[int, str, int, int]]:
    facts = record.facts
    for kind, found in (
        ("rhythm", facts.rhythms),
        ("freeze", facts.freezes),
        ("registered", facts.registered),
    ):
        for one in found:
            yield number, kind, _number(one.first), _number(one.last)


def _save(
    folder: Path,
    rows: "np.ndarray[Any, Any]",
    openings: Sequence[tuple[int, int, int, int]],
    spans: Sequence[tuple[int, str, int, int]],
) -> None:
    """As Parquet in the order of days, as rolls are taken, and as a SQLite table with its index."""
    # Only here, so that no measured process carries what it does not use.
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = rows[:, np.lexsort((rows[0], rows[1]))]
    days = pa.table(dict(zip(COLUMNS, rows, strict=True)))
    pq.write_table(days, folder / "days.parquet", compression="zstd")
    tables = {
        "openings": (("pupil", "day", "absent", "credited"), openings),
        "spans": (("pupil", "kind", "first", "last"), spans),
    }
    with sqlite3.connect(folder / "days.sqlite3") as db:
        db.execute(f"CREATE TABLE days ({', '.join(f'{name} INTEGER' for name in COLUMNS)})")
        db.executemany("INSERT INTO days VALUES (?, ?, ?, ?, ?)", rows.T.tolist())
        db.execute("CREATE INDEX marked ON days (pupil, place, day, block, code) WHERE code <> 0")
        for name, (columns, found) in tables.items():
            # Typed like the days: an index answers only for values compared as one type.
            typed = (f"{c} {'TEXT' if c == 'kind' else 'INTEGER'}" for c in columns)
            db.execute(f"CREATE TABLE {name} ({', '.join(typed)})")
            db.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", found)
            values = zip(*found, strict=True) if found else [[] for _ in columns]
            table = pa.table(dict(zip(columns, map(list, values), strict=True)))
            pq.write_table(table, folder / f"{name}.parquet")
        db.execute("CREATE INDEX opened ON openings (pupil, day)")
        db.execute("CREATE INDEX held ON spans (pupil, kind, first, last)")
        db.execute("ANALYZE")
    db.close()


def main() -> None:
    """Write the rows of the data folder's city."""
    import django

    django.setup()
    from tsunagu.clock.instants import data_folder

    json.dump({"pupils": len(write_days(days_folder(data_folder())))}, sys.stdout)


if __name__ == "__main__":
    main()
