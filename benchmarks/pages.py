"""`tsunagu bench pages`: the pages people open all day, on the full city, in the server."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine, peak_memory, times

TARGET = 100
"""Milliseconds at the 95th percentile."""
SAMPLES = 60


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
            f"{name:<28} n={one['count']:<3} {one['queries']:>3} queries  p50 {one['p50']:6.1f} ms"
            f"  p95 {one['p95']:6.1f}  most {one['most']:6.1f}  {held}"
        )
    lines.append(f"target p95 {TARGET} ms; peak memory {found['memory']:.0f} MB")
    return "\n".join(lines)


def _open(person: Any, address: str) -> tuple[float, int]:
    """Seconds of one request and the queries it asked."""
    from benchmarks.people import client_of, counted_queries

    client = client_of(person)
    with counted_queries() as asked:
        begun = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - begun
    assert response.status_code == 200, (response.status_code, address)
    return seconds, len(asked)


def _addresses() -> dict[str, list[tuple[Any, str]]]:
    """Who opens which address, by the name of the page."""
    from benchmarks.people import holders
    from tsunagu.access.enums import RoleKind
    from tsunagu.access.models import Role
    from tsunagu.response.models import Task
    from tsunagu.school.models import School

    def opens(kind: RoleKind, address: str) -> list[tuple[Any, str]]:
        people = holders(kind)
        step = max(len(people) // SAMPLES, 1)
        return [(person, address) for person in people[::step][:SAMPLES]]

    heads = {r.organisation_id: r.person for r in Role.objects.filter(kind=RoleKind.PRINCIPAL)}
    tasks = Task.objects.open().exclude(kind="protection").order_by("pk")
    pupils = {task.pupil_id: heads[task.school_id] for task in tasks[: SAMPLES * 20 : 20]}
    schools = [(heads[s.pk], f"/school/{s.pk}/") for s in School.objects.order_by("pk")[:SAMPLES]]
    return {
        "Today, homeroom teacher": opens(RoleKind.HOMEROOM, "/"),
        "Today, attendance lead": opens(RoleKind.ATTENDANCE_LEAD, "/"),
        "Today, principal": opens(RoleKind.PRINCIPAL, "/"),
        "Pupil, principal": [(who, f"/pupils/{pupil}/") for pupil, who in pupils.items()],
        "School, principal": schools,
        "Board, supervisor": opens(RoleKind.SUPERVISOR, "/board/") * 20,
        "Not taken, office": opens(RoleKind.OFFICE, "/untaken/"),
        "Not taken, supervisor": opens(RoleKind.SUPERVISOR, "/untaken/") * 20,
    }


def measure() -> dict[str, Any]:
    """Open every page many times, after once to warm up."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    pages = {}
    for name, asked in _addresses().items():
        _open(*asked[0])
        took = [_open(*one) for one in asked]
        pages[name] = times([seconds for seconds, _ in took])
        pages[name]["queries"] = max(queries for _, queries in took)
    return {"pages": pages, "memory": peak_memory()}


def main() -> None:
    """Measure in this process, and print what came of it."""
    import django

    django.setup()
    json.dump(measure(), sys.stdout)


if __name__ == "__main__":
    main()
