"""`tsunagu bench pages`: the pages people open all day, on the full city, in the server."""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine, peak_memory, times

TARGET = 100
"""Milliseconds at the 95th percentile."""
SAMPLES, LEAST = 60, 20


def run(args: argparse.Namespace) -> dict[str, Any]:
    """On a copy of the city; one process, one request after another."""
    folder, on = city_folder(args.pupils), machine()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        found = in_a_process("benchmarks.pages", env=env)
    return {"machine": on, "size": f"city of {args.pupils:,} pupils", **found}


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("pages", found)
    for name, one in found["pages"].items():
        held = "holds" if one["p95"] <= TARGET else "does not hold"
        lines.append(
            f"{name:<26} n={one['count']:<3} {one['queries']:>3} queries  p50 {one['p50']:6.1f} ms"
            f"  p95 {one['p95']:6.1f}  most {one['most']:6.1f}"
            f"  processor p95 {one['processor_p95']:6.1f}  {held}"
        )
    lines.append(f"target p95 {TARGET} ms; peak memory {found['memory']:.0f} MB")
    return "\n".join(lines)


@dataclass(frozen=True)
class Opened:
    """One request: seconds by the clock and of the processor, and the queries it asked."""

    seconds: float
    processor: float
    queries: int


def _open(person: Any, address: str) -> Opened:
    """Ask for a page as somebody; it must be there."""
    from benchmarks.people import client_of, counted_queries

    client = client_of(person)
    with counted_queries() as asked:
        begun, worked = time.perf_counter(), time.process_time()
        response = client.get(address)
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    assert response.status_code == 200, (response.status_code, address)
    return Opened(seconds, processor, len(asked))


TODAY = (
    "homeroom",
    "grade_lead",
    "attendance_lead",
    "deputy_head",
    "principal",
    "office",
    "counsellor",
    "supervisor",
    "board_head",
)
BOARD = ("supervisor", "board_head")
SIGNS = ("homeroom", "grade_lead", "principal")
FIRST = {
    "Board, supervisor": "Board, first in a process",
    "Board, long ago": "Board, first on a day",
}
"""Pages whose first opening is told too. Of today the process has counted before it answers."""
LONG_AGO = timedelta(days=120)


def _addresses() -> dict[str, list[tuple[Any, str]]]:
    """Who opens which address, by the name of the page."""
    from tsunagu.access.enums import RoleKind
    from tsunagu.clock import today

    long_ago = f"/board/?on={today() - LONG_AGO}"
    return {
        **{f"Today, {kind}": _opens(RoleKind(kind), "/") for kind in TODAY},
        **_of_pupils(),
        **_of_schools(),
        **{f"Board, {kind}": _opens(RoleKind(kind), "/board/") for kind in BOARD},
        "Board, long ago": _opens(RoleKind.SUPERVISOR, long_ago),
        **{f"Signs, {kind}": _opens(RoleKind(kind), "/signs/") for kind in SIGNS},
        "Not taken, office": _opens(RoleKind.OFFICE, "/untaken/"),
        "Not taken, principal": _opens(RoleKind.PRINCIPAL, "/untaken/"),
        "Not taken, supervisor": _opens(RoleKind.SUPERVISOR, "/untaken/"),
        "Not taken of the month": _opens(RoleKind.SUPERVISOR, "/board/untaken/"),
    }


def _opens(kind: Any, address: str) -> list[tuple[Any, str]]:
    """Holders of a role spread over the city; the same few again where there are few."""
    from benchmarks.people import holders

    people = holders(kind)
    chosen = people[:: max(len(people) // SAMPLES, 1)][:SAMPLES]
    return [(chosen[n % len(chosen)], address) for n in range(max(len(chosen), LEAST))]


def _by_school(kind: Any) -> dict[Any, Any]:
    """The holder of a role at each school."""
    from tsunagu.access.models import Role

    return {r.organisation_id: r.person for r in Role.objects.filter(kind=kind)}


def _of_pupils() -> dict[str, list[tuple[Any, str]]]:
    """Pupils with work owed, and those of whose year there is most to tell."""
    from django.db.models import Count

    from tsunagu.access.enums import RoleKind
    from tsunagu.response.models import Task

    heads, leads = _by_school(RoleKind.PRINCIPAL), _by_school(RoleKind.ATTENDANCE_LEAD)
    tasks = Task.objects.exclude(kind="protection")
    spread = list(tasks.open().order_by("pk").values_list("pupil", "school"))
    some = spread[:: max(len(spread) // SAMPLES, 1)][:SAMPLES]
    counted = tasks.values("pupil", "school").annotate(n=Count("pk")).order_by("-n", "pupil")
    most = list(counted.values_list("pupil", "school")[:SAMPLES])
    return {
        "Pupil, principal": [(heads[school], f"/pupils/{pupil}/") for pupil, school in some],
        "Pupil, attendance_lead": [(leads[school], f"/pupils/{pupil}/") for pupil, school in some],
        "Pupil with most tasks": [(heads[school], f"/pupils/{pupil}/") for pupil, school in most],
    }


def _of_schools() -> dict[str, list[tuple[Any, str]]]:
    """Schools as their principal and as the board opens them."""
    from benchmarks.people import holders
    from tsunagu.access.enums import RoleKind
    from tsunagu.school.models import School

    heads, supervisor = _by_school(RoleKind.PRINCIPAL), holders(RoleKind.SUPERVISOR)[0]
    keys = list(School.objects.order_by("pk").values_list("pk", flat=True)[:SAMPLES])
    return {
        "School, principal": [(heads[key], f"/school/{key}/") for key in keys],
        "School, supervisor": [(supervisor, f"/school/{key}/") for key in keys],
    }


def _amid_rolls(rolls: int) -> list[Opened]:
    """The board as its supervisor opens it, so many classes having saved a roll each time."""
    from benchmarks.people import holders, rooms
    from benchmarks.roll_call import ABSENT, take
    from tsunagu.access.enums import RoleKind

    supervisor, classes = holders(RoleKind.SUPERVISOR)[0], iter(rooms(least=LEAST))
    opened = []
    for _ in range(LEAST):
        for room in islice(classes, rolls):
            take(room, ABSENT)
        opened.append(_open(supervisor, "/board/"))
    return opened


def measure() -> dict[str, Any]:
    """Open every page many times, after once; the process is warmed up as the server's are.

    The board is also opened for the first time in the process and on a day, and amid the
    morning's rolls.
    """
    from django.core.management import call_command

    from tsunagu.wsgi import served

    call_command("collectstatic", verbosity=0, interactive=False)
    served()
    opened = {}
    for name, asked in _addresses().items():
        first = _open(*asked[0])
        if name in FIRST:
            opened[FIRST[name]] = [first]
        opened[name] = [_open(*one) for one in asked]
    for rolls in (1, 10):
        opened[f"Board, {rolls} rolls later"] = _amid_rolls(rolls)
    pages = {name: _figures(took) for name, took in opened.items()}
    return {"pages": pages, "memory": peak_memory()}


def _figures(took: list[Opened]) -> dict[str, float]:
    """Times by the clock, with the processor's and the queries beside."""
    return {
        **times([one.seconds for one in took]),
        "processor_p95": times([one.processor for one in took])["p95"],
        "queries": max(one.queries for one in took),
    }


def main() -> None:
    """Measure in this process, begun as one that serves, and print what came of it."""
    import_module("tsunagu.wsgi")
    json.dump(measure(), sys.stdout)


if __name__ == "__main__":
    main()
