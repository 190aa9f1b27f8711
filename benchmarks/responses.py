"""`tsunagu bench responses`: a city's year from the opened database to every due response."""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.city import city_folder, environment
from benchmarks.comparisons.days import NOT_OF_DAYS, days_folder
from benchmarks.comparisons.run import digest
from benchmarks.machine import heading, in_a_process, machine, peak_memory, spread

SECONDS, MEGABYTES = 1.5, 300
COMPARISONS = {
    "pandas_rows": "pandas, one row a pupil and day",
    "sqlite_windows": "SQLite, window functions",
    "duckdb_windows": "DuckDB over Parquet, same SQL",
}
EPOCH = date(1970, 1, 1)


class Disagreement(Exception):
    """Another way to the same responses found other rows."""


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Each way in fresh processes, in turns so that noise meets all of them."""
    folder = city_folder(args.pupils)
    env = environment(folder)
    if not days_folder(folder).exists():
        in_a_process("benchmarks.comparisons.days", env=env)
    on = machine()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("tsunagu", *COMPARISONS)}
    for _ in range(args.runs):
        runs["tsunagu"].append(in_a_process("benchmarks.responses", env=env))
        for name in COMPARISONS:
            arguments = ("benchmarks.comparisons.run", name, days_folder(folder))
            runs[name].append(in_a_process(*arguments, env=env))
    _agree(runs)
    first = runs["tsunagu"][0]
    return {
        "machine": on,
        "size": (
            f"{first['pupils']:,} pupils, {first['schools']} schools, "
            f"{first['days']} school days, {first['marks']:,} marks"
        ),
        "rows": first["all_rows"],
        "agreeing_rows": first["rows"],
        "ways": {name: _summary(found) for name, found in runs.items()},
    }


def _agree(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Raise unless every run of every way found the same rows."""
    found = {(name, one["rows"], one["digest"]) for name, many in runs.items() for one in many}
    if len({(rows, told) for _, rows, told in found}) > 1:
        raise Disagreement(sorted(found))


def _summary(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "seconds": spread([one["seconds"] for one in found]),
        "memory": max(one["memory"] for one in found),
    }


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("responses", found)
    lines.append(f"{found['rows']:,} due responses; all ways agree on {found['agreeing_rows']:,}")
    ours = found["ways"]["tsunagu"]["seconds"]["median"]
    for name, one in found["ways"].items():
        seconds = one["seconds"]
        lines.append(
            f"{COMPARISONS.get(name, name):<34} {seconds['median']:6.2f} s "
            f"({seconds['least']:.2f}–{seconds['most']:.2f})  {one['memory']:6.0f} MB  "
            f"{seconds['median'] / ours:5.2f} ×"
        )
    memory = found["ways"]["tsunagu"]["memory"]
    held = "holds" if ours <= SECONDS and memory <= MEGABYTES else "does not hold"
    lines.append(f"target {SECONDS} s and {MEGABYTES} MB: {held}")
    return "\n".join(lines)


def measure() -> dict[str, Any]:
    """From the opened database of the data folder to the list, once."""
    from django.db import connection

    from tsunagu.attendance.models import Mark, RollCall
    from tsunagu.clock import school_year_of, today
    from tsunagu.org.models import Municipality
    from tsunagu.response.batch import due_of_municipality
    from tsunagu.school.models import School

    connection.ensure_connection()
    municipality = Municipality.objects.get()
    begun = time.perf_counter()
    rows = due_of_municipality(municipality, school_year_of(today()), today())
    seconds = time.perf_counter() - begun
    found = {"seconds": seconds, "memory": peak_memory(), "all_rows": len(rows)}
    path = days_folder(Path(connection.settings_dict["NAME"]).parent)
    keys = json.loads((path / "pupils.json").read_text())
    same = as_rows(rows, keys)
    return found | {
        "rows": len(same),
        "digest": digest(same),
        "pupils": len(keys),
        "schools": School.objects.count(),
        "days": RollCall.objects.values("day").distinct().count(),
        "marks": Mark.objects.count(),
    }


def as_rows(due: list[tuple[Any, ...]], keys: list[str]) -> list[tuple[int, int, str, int, int]]:
    """Due responses in the columns of the comparisons."""
    number = {key: n for n, key in enumerate(keys)}
    return [
        (number[p.hex if isinstance(p, UUID) else p], (day - EPOCH).days, rule, run, total)
        for p, day, rule, _, _, run, total, _ in due
        if rule not in NOT_OF_DAYS
    ]


def main() -> None:
    """Measure once in this process, and print what came of it."""
    import django

    django.setup()
    json.dump(measure(), sys.stdout)


if __name__ == "__main__":
    main()
