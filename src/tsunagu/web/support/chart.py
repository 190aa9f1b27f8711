"""The picture of a case's changes: its numbers, and the process that draws them."""

import json
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock

from tsunagu.cases.change_rules import CONTACTS, GROUPS, counted, group_of
from tsunagu.cases.queries.changes import Changes, day_of

PROGRAM = Path(__file__).with_name("drawing.py")
"""What draws; it needs nothing of ours."""
ONE_AT_A_TIME = Lock()
"""Pictures wait for one another, so that they leave the machine to everything else."""


def figure_of(changes: Changes) -> str:
    """What the picture shows as JSON: days, counts and numbers of steps, and nothing else."""
    return json.dumps(
        {
            "span": [str(changes.parts[0].first), str(changes.parts[-1].last + timedelta(days=1))],
            "groups": GROUPS,
            "kinds": list(CONTACTS.values()),
            "columns": list(_columns(changes)),
            "contacts": [
                {"day": str(one.day), "what": CONTACTS[one.what]}
                for one in changes.happened
                if one.what in CONTACTS
            ],
            "steps": _steps(changes),
        },
        ensure_ascii=False,
    )


def _columns(changes: Changes) -> list[dict[str, object]]:
    """Each part of the time with how many days of each group stand upon each other in it."""
    rows: list[dict[str, object]] = []
    for part in changes.parts:
        days: dict[str, int] = defaultdict(int)
        for what, number in counted(changes.happened, part).items():
            days[group_of(what)] += number
        low = 0
        for group in reversed(GROUPS):
            if days[group]:
                high = low + days[group]
                ends = {"from": str(part.first), "to": str(part.last + timedelta(days=1))}
                rows.append({**ends, "group": group, "low": low, "high": high})
                low = high
    return rows


def _steps(changes: Changes) -> list[dict[str, str]]:
    """The numbers of the steps by their days; those of one day stand side by side."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, step in enumerate(changes.steps, 1):
        numbers[str(day_of(step))].append(str(number))
    return [{"day": day, "number": "・".join(of)} for day, of in numbers.items()]


@lru_cache(maxsize=64)
def drawn(figure: str) -> bytes:
    """The picture as SVG; the same numbers are drawn once. Raises `CalledProcessError`."""
    command = [sys.executable, "-P", str(PROGRAM)]
    with ONE_AT_A_TIME:
        done = subprocess.run(  # noqa: S603 (our own program and nothing of the reader's)
            command, input=figure.encode(), capture_output=True, check=True, timeout=60
        )
    return done.stdout
