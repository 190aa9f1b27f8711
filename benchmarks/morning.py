"""`tsunagu bench morning`: every class's roll within a quarter of an hour, on the served product.

Half of the classes begin within three minutes. Every teacher opens *Today* and the class, saves
the roll and sees it saved; every office looks each minute at the classes not taken. With fewer
`--minutes` the morning's beginning is run, at the same rate. Every saved roll is read back.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine
from benchmarks.serving import ONE_ROW, PRODUCT, children_worked, served
from benchmarks.visitors import Deed, Tally, Visitor, go, spread

CLASSES, WHOLE, RUSH = 1700, 15, 3
"""Classes, and minutes: of the whole morning, and of the rush in which half of them begin."""
THINKS = 8.0
"""Seconds at most between one request of a teacher and the next."""
OFFICE_EVERY = 60.0
ABSENT, WARM = 3, 8
COMPARED = 3.0
"""Minutes of a comparison at the most."""
TARGET = 300
HIDDEN = re.compile(rb'type="hidden" name="([^"]+)" value="([^"]*)"')
CHOSEN = re.compile(rb'name="([^"]+)"(?: value="([^"]*)")? checked')

Each = Callable[[int, Mapping[str, Any], str, Tally], None]
"""What is done for each class: on a port, with its teacher and roll, on a day."""


def teach(port: int, one: Mapping[str, Any], day: str, tally: Tally) -> None:
    """A teacher's morning: Today, the class, the roll saved, the class again."""
    chance = random.Random(one["room"])
    with Visitor(port, one["session"], tally) as visitor:
        address = f"/roll/{one['room']}/{day}/"
        visitor.ask("today", "/")
        time.sleep(chance.uniform(0, THINKS))
        fields = form_of(visitor.ask("roll page", address), one["fields"])
        time.sleep(chance.uniform(0, THINKS))
        visitor.ask("save", address, fields)
        with tally.lock:
            tally.saved.append(one["room"])
        visitor.ask("roll page", address)


def form_of(page: bytes, given: dict[str, str]) -> dict[str, str]:
    """What a browser would send of the class's page: what is given, what is hidden, and chosen.

    Whoever is given as absent has nothing else chosen.
    """
    hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
    if "shown" not in hidden:
        raise RuntimeError("roll page: no form")
    chosen = {name.decode(): (value or b"on").decode() for name, value in CHOSEN.findall(page)}
    absent = tuple(key.removeprefix("kind-") for key in given if key.startswith("kind-"))
    rest = {name: value for name, value in chosen.items() if not name.endswith(absent)}
    return rest | given | hidden


def watch(port: int, session: str, tally: Tally) -> None:
    """An office looks at the classes without a roll."""
    with Visitor(port, session, tally) as visitor:
        visitor.ask("not taken", "/untaken/")


def write_a_row(port: int, one: Mapping[str, Any], day: str, tally: Tally) -> None:
    """In a teacher's place four rows and nothing else, at the same instants."""
    chance = random.Random(one["room"])
    with Visitor(port, one["session"], tally) as visitor:
        for pause in (0, THINKS, THINKS, 0):
            time.sleep(chance.uniform(0, pause))
            visitor.ask("one row", f"/{one['room']}/{day}/", {"kind": "absent"})


def _plan(
    port: int, people: Mapping[str, Any], minutes: float, each: Each = teach
) -> list[tuple[float, Deed]]:
    """Who does what at which second of the morning's first minutes."""
    rooms, day, end = people["rooms"], people["day"], minutes * 60
    half = len(rooms) // 2
    begins = spread(half, 0, RUSH * 60, 1)
    begins += spread(len(rooms) - half, RUSH * 60, WHOLE * 60, 2)
    plan: list[tuple[float, Deed]] = [
        (at, partial(each, port, one, day)) for at, one in zip(begins, rooms, strict=True)
    ]
    for n, office in enumerate(people["offices"]):
        first = OFFICE_EVERY * n / len(people["offices"])
        for turn in range(int(end / OFFICE_EVERY) + 1):
            plan.append((first + OFFICE_EVERY * turn, partial(watch, port, office)))
    return [one for one in plan if one[0] < end]


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The product, and beside it the least that a save can be and transactions begun otherwise."""
    folder, on = city_folder(args.pupils), machine()
    minutes = min(args.minutes, WHOLE)
    found = _product(folder, minutes, "morning")
    size = f"{found['classes']} classes of a city of {args.pupils:,} pupils in {minutes:g} minutes"
    short = min(minutes, COMPARED)
    deferred = _product(
        folder, short, "DEFERRED", DJANGO_SETTINGS_MODULE="benchmarks.comparisons.deferred"
    )
    comparisons = {"one row, nothing else": _least(folder, short), "DEFERRED": deferred}
    return {"machine": on, "size": size, **found, "short": short, "comparisons": comparisons}


def _product(folder: Path, minutes: float, name: str, **settings: str) -> dict[str, Any]:
    """The morning on a copy of the city served as `tsunagu serve` does, and what was kept of it."""
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        print(f"{name}: signing in", file=sys.stderr, flush=True)
        people = in_a_process("benchmarks.morning", "people", env=env)
        used = children_worked()
        with served(PRODUCT, env | settings, quiet=bool(settings)) as port:
            _warm(port, people)
            found = go(_plan(port, people, minutes), name)
        found["server_seconds"] = children_worked() - used
        kept = in_a_process("benchmarks.morning", "kept", env=env)
    posted = {one["room"]: _absent(one["fields"]) for one in people["rooms"]}
    saved = found.pop("saved")
    lost = [room for room in saved if not posted[room].items() <= kept.get(room, {}).items()]
    return found | {"classes": len(saved), "lost": len(lost)}


def _least(folder: Path, minutes: float) -> dict[str, Any]:
    """The same visitors at the same instants, each request a row, on a copy of the city."""
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        people = in_a_process("benchmarks.morning", "people", env=env)
        with served(ONE_ROW, env) as port:
            teachers = people | {"offices": []}
            found = go(_plan(port, teachers, minutes, write_a_row), "one row")
    del found["saved"]
    return found


def _absent(fields: Mapping[str, str]) -> dict[str, str]:
    """Who was posted as absent, with the reason."""
    return {
        key.removeprefix("kind-"): fields[key.replace("kind-", "reason-")]
        for key, value in fields.items()
        if key.startswith("kind-") and value == "absent"
    }


def _warm(port: int, people: Mapping[str, Any]) -> None:
    """Let both processes load what they serve, before anybody counts."""
    for office in people["offices"][:WARM]:
        watch(port, office, Tally())


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("morning", found) + _lines(found)
    lines.append(f"saved {found['classes']}, lost {found['lost']} (each read back and compared)")
    lines.append(f"processor of the server, its start included: {found['server_seconds']:.0f} s")
    far = max(one["p99"] for one in found["requests"].values())
    held = not found["errors"] and not found["lost"] and far < TARGET
    lines.append(f"target p99 < {TARGET} ms, nothing lost: {'holds' if held else 'does not hold'}")
    for name, one in found["comparisons"].items():
        lost = f", lost {one['lost']}" if "lost" in one else ""
        lines += ["", f"beside it, {found['short']:g} minutes: {name}", *_lines(one)]
        lines[-1] += lost
    return "\n".join(lines)


def _lines(found: Mapping[str, Any]) -> list[str]:
    """The requests by kind, and what they were together."""
    lines = [
        f"{name:<10} n={one['count']:<5} p50 {one['p50']:6.1f} ms  p95 {one['p95']:6.1f}"
        f"  p99 {one['p99']:6.1f}  most {one['most']:6.1f}"
        for name, one in found["requests"].items()
    ]
    lines += [f"  {error}" for error in found["first_errors"]]
    rate = found["asked"] / found["seconds"]
    return [
        *lines,
        f"{found['asked']} requests in {found['seconds']:.0f} s ({rate:.1f} a second), processor"
        f" of the clients {found['client_seconds']:.1f} s, late {found['late']:.0f} ms at most",
        f"errors {found['errors']}",
    ]


def people_of_the_morning() -> dict[str, Any]:
    """Sessions of teachers and offices, and the rolls that will be posted."""
    from django.db import transaction

    from benchmarks.people import holders, rooms, session_of
    from benchmarks.roll_call import posted
    from tsunagu.access.enums import RoleKind
    from tsunagu.clock import today

    chosen = rooms(least=ABSENT)
    random.Random(1).shuffle(chosen)
    with transaction.atomic():
        found = [
            {
                "room": str(room.key),
                "session": session_of(room.teacher),
                "fields": posted(room.pupils, ABSENT),
            }
            for room in chosen[:CLASSES]
        ]
        offices = [session_of(person) for person in holders(RoleKind.OFFICE)]
    return {"rooms": found, "offices": offices, "day": str(today())}


def kept() -> dict[str, dict[str, str]]:
    """Who is absent today and why, by class whose roll stands, as the database has it."""
    from tsunagu.attendance.models import Mark, RollCall
    from tsunagu.clock import today

    rolls = RollCall.objects.filter(day=today()).values_list("classroom", flat=True)
    found: dict[str, dict[str, str]] = {str(room): {} for room in rolls}
    marks = Mark.objects.filter(day=today(), kind="absent")
    for room, pupil, reason in marks.values_list("classroom", "pupil", "reason"):
        found.setdefault(str(room), {})[str(pupil)] = reason
    return found


def main() -> None:
    """One of the parts that need Django set up."""
    import django

    django.setup()
    json.dump(people_of_the_morning() if sys.argv[1] == "people" else kept(), sys.stdout)


if __name__ == "__main__":
    main()
