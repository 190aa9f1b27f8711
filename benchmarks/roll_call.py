"""`tsunagu bench roll-call`: the request that saves a class's roll, with all that follows from it.

In one transaction: roll call, marks, reconcile, tasks and audit, through the real address.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine, peak_memory, times

CLASS, ABSENT, SAMPLES, WORST = 35, 3, 200, 100
WARM = 10
TARGETS = {"sqlite": (15, 40), "postgresql": (30, 80)}
"""Milliseconds at the median and at the 99th percentile."""
POSTGRES_PUPILS = 4_800


def run(args: argparse.Namespace) -> dict[str, Any]:
    """On a copy of the city in SQLite, then on a smaller city in a PostgreSQL of its own."""
    folder, on = city_folder(args.pupils), machine()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        found = {"sqlite": in_a_process("benchmarks.roll_call", env=env)}
    found |= _on_postgres(min(args.pupils, POSTGRES_PUPILS))
    return {
        "machine": on,
        "size": f"city of {args.pupils:,} pupils (PostgreSQL: {POSTGRES_PUPILS:,})",
        "databases": found,
    }


def _on_postgres(pupils: int) -> dict[str, Any]:
    """The same on a server of our own; nothing where there is none to start."""
    from tests.postgres import NoServer, throwaway_server

    try:
        with throwaway_server() as url, tempfile.TemporaryDirectory() as temporary:
            env = environment(Path(temporary)) | {"TSUNAGU_DATABASE_URL": url}
            in_a_process("benchmarks.city", pupils, env=env)
            return {"postgresql": in_a_process("benchmarks.roll_call", env=env)}
    except NoServer as none:
        print(none, file=sys.stderr)
        return {}


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("roll-call", found)
    for database, one in found["databases"].items():
        lines.append(f"{database}, peak memory {one['memory']:.0f} MB, {one['queries']} queries")
        for name, label in LABELS.items():
            took = one[name]
            lines.append(
                f"  {label:<28} n={took['count']:<4} p50 {took['p50']:6.1f} ms  "
                f"p95 {took['p95']:6.1f}  p99 {took['p99']:6.1f}  most {took['most']:6.1f}"
            )
        median, far = TARGETS[database]
        held = all(one[n]["p50"] <= median and one[n]["p99"] <= far for n in ("three", "worst"))
        words = "holds" if held else "does not hold"
        lines.append(f"  target p50 {median} ms, p99 {far} ms: {words}")
    return "\n".join(lines)


FORM = "application/x-www-form-urlencoded"
LABELS = {
    "three": "class with three marks",
    "worst": "every pupil marked",
    "floor": "writing the three marks only",
}


def measure() -> dict[str, Any]:
    """Take the rolls of the classes nearest to 35 pupils, each once, and time every request.

    The process is warmed up as the server's are.
    """
    from benchmarks.people import counted_queries, rooms
    from tsunagu.wsgi import warm_up

    warm_up()
    every = sorted(rooms(least=20), key=lambda room: abs(len(room.pupils) - CLASS))
    samples = min(SAMPLES, (len(every) - WARM) // 3)
    worst = min(WORST, samples)
    for room in every[:WARM]:
        take(room, ABSENT)
    with counted_queries() as captured:
        take(every[WARM], ABSENT)
    rest = every[WARM + 1 :]
    with _log_shortened():
        three = [take(room, ABSENT) for room in rest[:samples]]
        marked = [take(room, len(room.pupils)) for room in rest[samples : samples + worst]]
    floor = [_write(room) for room in rest[samples + worst :][:samples]]
    return {
        "three": times(three),
        "worst": times(marked),
        "floor": times(floor),
        "queries": len(captured),
        "memory": peak_memory(),
    }


@contextmanager
def _log_shortened() -> Iterator[None]:
    """What the served product's jobs do for SQLite meanwhile, by a process of its own."""
    job = subprocess.Popen([sys.executable, "-m", "benchmarks.roll_call", "job"])
    try:
        yield
    finally:
        job.terminate()
        job.wait()


def posted(pupils: list[Any], absent: int) -> dict[str, str]:
    """The fields of a roll in which so many pupils, spread over the class, are absent."""
    step = max(len(pupils) // max(absent, 1), 1)
    chosen = pupils[::step][:absent]
    fields = {f"kind-{pupil}": "absent" for pupil in chosen}
    return fields | {f"reason-{pupil}": "illness" for pupil in chosen} | {"seen": "0"}


def take(room: Any, absent: int) -> float:
    """Seconds of the request that saves a class's roll."""
    from benchmarks.people import client_of
    from tsunagu.clock import today

    client, form = client_of(room.teacher), urlencode(posted(room.pupils, absent))
    begun = time.perf_counter()
    response = client.post(f"/roll/{room.key}/{today()}/", form, content_type=FORM)
    seconds = time.perf_counter() - begun
    assert response.status_code == 302, (response.status_code, room.key)
    return seconds


def _write(room: Any) -> float:
    """Seconds of writing a roll call and three marks in one transaction, and nothing else."""
    from django.db import transaction

    from tsunagu.attendance.models import Mark, RollCall
    from tsunagu.clock import now, today
    from tsunagu.school.models import Classroom

    classroom = Classroom.objects.get(pk=room.key)
    same = {"municipality_id": classroom.municipality_id, "classroom": classroom, "day": today()}
    begun = time.perf_counter()
    with transaction.atomic():
        RollCall.objects.create(school_id=classroom.school_id, taken_at=now(), **same)
        Mark.objects.bulk_create(
            [
                Mark(pupil_id=pupil, kind="absent", entered_at=now(), **same)
                for pupil in room.pupils[:ABSENT]
            ],
            update_conflicts=True,
            unique_fields=["pupil", "day"],
            update_fields=["kind"],
        )
    return time.perf_counter() - begun


def main() -> None:
    """Measure in this process and print what came of it, or do the job beside it until stopped."""
    import django

    django.setup()
    if sys.argv[1:] != ["job"]:
        json.dump(measure(), sys.stdout)
        return
    from tsunagu.cli.jobs import LOG_SECONDS, Job, Round, shorten_log

    round_ = Round([Job("shorten_log", LOG_SECONDS, shorten_log)])
    while True:
        round_.turn(time.monotonic())
        time.sleep(1)


if __name__ == "__main__":
    main()
