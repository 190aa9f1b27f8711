"""`tsunagu bench roll-call-beside`: a class's roll saved while the whole city is reconciled.

A day of the past is taken away from everyone's calendar, so that every school waits to be
reconciled; a process does so in the background while rolls are saved at the pace of the morning's
rush. Beside it the same with nothing in the background, and with each school in one transaction.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import ROOT, heading, in_a_process, machine, times

SAVES, WARM, PACE = 200, 10, 0.2
"""Rolls saved and measured, rolls before, and seconds from one to the next."""
NO_SCHOOL_AFTER_ALL = date(2027, 3, 3)
"""In the month that no school has closed yet."""
WHOLE_SCHOOL = 1_000_000
"""Pupils in one transaction: more than any school has."""
TARGET = 300
ALONE, BESIDE, WHOLE = "nothing beside", "reconciling", "reconciling, a school at once"
MODULE = "benchmarks.roll_call_beside"


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Each way on its own copy of the city."""
    folder, on = city_folder(args.pupils), machine()
    ways = {ALONE: None, BESIDE: 0, WHOLE: WHOLE_SCHOOL}
    return {
        "machine": on,
        "size": f"city of {args.pupils:,} pupils, a roll each {PACE} s",
        "ways": {name: _saved(folder, chunk) for name, chunk in ways.items()},
    }


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("roll-call-beside", found)
    for name, one in found["ways"].items():
        done = f"  {one['schools']} of {one['of']} schools done meanwhile" if one["of"] else ""
        lines.append(
            f"{name:<30} n={one['count']:<4} p50 {one['p50']:6.1f} ms  p95 {one['p95']:6.1f}"
            f"  p99 {one['p99']:6.1f}  most {one['most']:6.1f}"
            f"  not saved {one['failed']}{done}"
        )
    beside = found["ways"][BESIDE]
    held = beside["p99"] < TARGET and not beside["failed"]
    lines.append(f"target p99 < {TARGET} ms, reconciling: {'holds' if held else 'does not hold'}")
    return "\n".join(lines)


def _saved(folder: Path, chunk: int | None) -> dict[str, Any]:
    """Rolls saved on a copy of the city, beside a reconcile unless `chunk` is None."""
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        chosen = [] if chunk is None else [chunk]
        found: dict[str, Any] = in_a_process(MODULE, "save", *chosen, env=env)
    return found


def save(chunk: str | None) -> dict[str, Any]:
    """Save the rolls of the largest classes beside a reconcile, and time the requests."""
    from django.core.management import call_command

    from benchmarks.people import rooms, session_of
    from benchmarks.roll_call import ABSENT, posted
    from tsunagu.wsgi import warm_up

    call_command("collectstatic", verbosity=0, interactive=False)
    warm_up()
    posts = [
        (session_of(room.teacher), room.key, posted(room.pupils, ABSENT))
        for room in rooms(least=ABSENT)[: WARM + SAVES]
    ]
    if chunk is None:
        return _post(posts) | {"schools": 0, "of": 0}
    with _reconciling(chunk) as progress:
        found = _post(posts)
        done, schools = progress.read_text().split()[-2:]
    return found | {"schools": int(done), "of": int(schools)}


@contextmanager
def _reconciling(chunk: str) -> Iterator[Path]:
    """The background process, at work already; the file that says how far it has come."""
    command = [sys.executable, "-m", MODULE, "reconcile", chunk]
    with tempfile.NamedTemporaryFile() as file:
        progress = Path(file.name)
        process = subprocess.Popen(command, cwd=ROOT, stdout=file)
        try:
            while not progress.read_text() and process.poll() is None:
                time.sleep(0.1)
            yield progress
        finally:
            process.terminate()
            process.wait()


def _post(posts: Sequence[tuple[str, UUID, dict[str, str]]]) -> dict[str, Any]:
    """Send the rolls, one each `PACE` seconds; milliseconds, and how many were not saved."""
    from urllib.parse import urlencode

    from benchmarks.people import client_with
    from benchmarks.roll_call import FORM
    from tsunagu.clock import today

    taken, failed, begun = [], 0, time.monotonic()
    for number, (session, key, fields) in enumerate(posts):
        time.sleep(max(begun + number * PACE - time.monotonic(), 0))
        client = client_with(session)
        client.raise_request_exception = False
        asked = time.perf_counter()
        response = client.post(f"/roll/{key}/{today()}/", urlencode(fields), content_type=FORM)
        taken.append(time.perf_counter() - asked)
        failed += response.status_code != 302
    return times(taken[WARM:]) | {"failed": failed}


def reconcile(chunk: int) -> None:
    """Take a day out of the city's calendar, then reconcile every school; tells how far it is."""
    from tsunagu.access.actor import system_actor
    from tsunagu.org.models import Municipality
    from tsunagu.response.actions import turns
    from tsunagu.response.actions.schools import reconcile_stale
    from tsunagu.school.actions import add_calendar_entry
    from tsunagu.school.enums import CalendarKind

    if chunk:
        turns.CHUNK = chunk
    by = system_actor(Municipality.objects.get(), "bench")
    day = NO_SCHOOL_AFTER_ALL
    add_calendar_entry(first=day, last=day, kind=CalendarKind.NO_SCHOOL, by=by)
    reconcile_stale(progress=lambda done, all_: print(done, all_, flush=True))


def main() -> None:
    """One of the two processes that work at once."""
    import django

    django.setup()
    if sys.argv[1] == "reconcile":
        reconcile(int(sys.argv[2]))
    else:
        json.dump(save(next(iter(sys.argv[2:]), None)), sys.stdout)


if __name__ == "__main__":
    main()
