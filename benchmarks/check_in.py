"""`tsunagu bench check-in`: a city's children tell the day's weather while the rolls come in.

All tell it within a quarter of an hour, in one minute of it 270 a second, on the product as it is
served; half of the classes' rolls come in the first three minutes. Every telling is read back.
Then so many a second as can be told before the 99th percentile passes 300 ms, by the telling alone
and by whole visits (page, telling, page). With fewer `--minutes` the beginning is run, its busiest
minute too.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import heading, in_a_process, machine
from benchmarks.morning import RUSH, WHOLE, form_of
from benchmarks.serving import ONE_ROW, PRODUCT, children_worked, served
from benchmarks.visitors import Deed, Tally, Visitor, go, spread

PEAK, PEAK_SECONDS = 270, 60
"""Children a second in the busiest minute, which is the first."""
TARGETS = {"sqlite": 100, "postgresql": 250}
"""Milliseconds at the 99th percentile of a telling."""
HELD = 300
"""Milliseconds at the 99th percentile up to which a rate counts as held."""
STEP_SECONDS, STEPS = 15, (50, 75, 100, 135, 180, 240, 320, 420, 560, 750)
"""Rates a second that are tried one after another until one is not held."""
POSTGRES_PUPILS = 24_000
ABSENT, WARM = 3, 16
ADDRESS = "/door/me/"
TOKEN = "t" * 32
"""A form's token, the same in the cookie and in what is sent."""

Telling = Callable[[int, Mapping[str, Any], Tally], None]
"""What a child does on a port."""


def tell(port: int, child: Mapping[str, Any], tally: Tally) -> None:
    """What a child chose is sent and answered."""
    with Visitor(port, child["session"], tally) as visitor:
        visitor.cookies["csrftoken"] = TOKEN
        visitor.ask("tell", ADDRESS, {"csrfmiddlewaretoken": TOKEN, **child["told"]})
        with tally.lock:
            tally.saved.append(child["pupil"])


def visit(port: int, child: Mapping[str, Any], tally: Tally) -> None:
    """The page, the telling and the page that follows, as a tablet asks them."""
    with Visitor(port, child["session"], tally) as visitor:
        visitor.cookies["csrftoken"] = TOKEN
        visitor.ask("page", ADDRESS)
        visitor.ask("tell", ADDRESS, {"csrfmiddlewaretoken": TOKEN, **child["told"]})
        visitor.ask("page", ADDRESS)


def write_a_row(port: int, child: Mapping[str, Any], tally: Tally) -> None:
    """In a child's place one row and nothing else."""
    with Visitor(port, child["session"], tally) as visitor:
        visitor.ask("one row", f"/{child['pupil']}/", {"heart": "sunny"})


def take_roll(port: int, one: Mapping[str, Any], day: str, tally: Tally) -> None:
    """A teacher opens the class and saves its roll."""
    with Visitor(port, one["session"], tally) as visitor:
        address = f"/roll/{one['room']}/{day}/"
        visitor.ask("roll", address, form_of(visitor.ask("roll page", address), one["fields"]))


def _plan(port: int, people: Mapping[str, Any], minutes: float, each: Telling) -> list[Any]:
    """Who does what at which second of the first minutes."""
    children, rooms, end = people["children"], people["rooms"], minutes * 60
    busiest = min(PEAK * PEAK_SECONDS, len(children))
    begins = spread(busiest, 0, PEAK_SECONDS, 1)
    begins += spread(len(children) - busiest, PEAK_SECONDS, WHOLE * 60, 2)
    plan: list[tuple[float, Deed]] = [
        (at, partial(each, port, one)) for at, one in zip(begins, children, strict=True)
    ]
    half = len(rooms) // 2
    begins = spread(half, 0, RUSH * 60, 3) + spread(len(rooms) - half, RUSH * 60, WHOLE * 60, 4)
    rolls = zip(begins, rooms, strict=True)
    plan += [(at, partial(take_roll, port, one, people["day"])) for at, one in rolls]
    return [one for one in plan if one[0] < end]


def run(args: argparse.Namespace) -> dict[str, Any]:
    """On a copy of the city in SQLite, then on a smaller city in a PostgreSQL of its own."""
    on, minutes = machine(), min(args.minutes, WHOLE)
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(city_folder(args.pupils), Path(temporary)))
        found = {"sqlite": _measured(env, minutes, "SQLite") | _floor(env, minutes)}
    with _on_postgres(min(args.pupils, POSTGRES_PUPILS)) as there:
        if there:
            found["postgresql"] = _measured(there, minutes, "PostgreSQL")
    size = f"city of {args.pupils:,} pupils (PostgreSQL: {POSTGRES_PUPILS:,}), {minutes:g} minutes"
    return {"machine": on, "size": size, "databases": found}


@contextmanager
def _on_postgres(pupils: int) -> Iterator[dict[str, str] | None]:
    """The environment of a city on a server of our own; none where there is none to start."""
    from tests.postgres import NoServer, throwaway_server

    try:
        with throwaway_server() as url, tempfile.TemporaryDirectory() as temporary:
            env = environment(Path(temporary)) | {"TSUNAGU_DATABASE_URL": url}
            in_a_process("benchmarks.city", pupils, env=env)
            yield env
    except NoServer as none:
        print(none, file=sys.stderr)
        yield None


def _measured(env: Mapping[str, str], minutes: float, name: str) -> dict[str, Any]:
    """The minutes, what was kept of them, and the rates that are held."""
    print(f"{name}: letting the children in", file=sys.stderr, flush=True)
    people = in_a_process("benchmarks.check_in", "people", env=env)
    used = children_worked()
    with served(PRODUCT, env) as port:
        for child in people["children"][-WARM:]:
            visit(port, child, Tally())
        found = go(_plan(port, people, minutes, tell), name)
        rates = {
            what.__name__: _held(port, people["children"], what, f"{name}, {what.__name__}")
            for what in (tell, visit)
        }
    found["server_seconds"] = children_worked() - used
    kept = in_a_process("benchmarks.check_in", "kept", env=env)
    told = {one["pupil"]: one["told"] for one in people["children"]}
    saved = found.pop("saved")
    lost = [pupil for pupil in saved if told[pupil] != kept.get(pupil)]
    return found | {"told": len(saved), "lost": len(lost), "rates": rates}


def _held(port: int, children: Sequence[Any], each: Telling, name: str) -> dict[str, float]:
    """The 99th percentile in milliseconds by rate a second, up to the first that is not held."""
    tried: dict[str, float] = {}
    for rate in STEPS:
        chosen = random.Random(rate).sample(children, min(rate * STEP_SECONDS, len(children)))
        begins = spread(len(chosen), 0, len(chosen) / rate, rate)
        plan = [(at, partial(each, port, one)) for at, one in zip(begins, chosen, strict=True)]
        found = go(plan, f"{name}, {rate} a second")
        tried[str(rate)] = max(one["p99"] for one in found["requests"].values())
        if found["errors"] or tried[str(rate)] > HELD:
            break
    return tried


def _floor(env: Mapping[str, str], minutes: float) -> dict[str, Any]:
    """The same children at the same instants, each a row and nothing else."""
    people = in_a_process("benchmarks.check_in", "people", env=env) | {"rooms": []}
    with served(ONE_ROW, env) as port:
        found = go(_plan(port, people, minutes, write_a_row), "one row")
    return {"floor": found["requests"]["one row"]}


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("check-in", found)
    for database, one in found["databases"].items():
        lines += [database, *(_line(name, kind) for name, kind in one["requests"].items())]
        lines += [f"    {error}" for error in one["first_errors"]]
        lines.append(f"  told {one['told']:,}, lost {one['lost']}, errors {one['errors']}")
        lines.append(
            f"  {one['asked']:,} requests in {one['seconds']:.0f} s, processor of the clients"
            f" {one['client_seconds']:.0f} s, of the server with all rates"
            f" {one['server_seconds']:.0f} s, late {one['late']:.0f} ms at most"
        )
        far, most = one["requests"]["tell"]["p99"], TARGETS[database]
        held = far < most and not one["errors"] and not one["lost"]
        lines.append(f"  target p99 < {most} ms: {'holds' if held else 'does not hold'}")
        for what, tried in one["rates"].items():
            steps = ", ".join(f"{rate}: {far:.0f} ms" for rate, far in tried.items())
            lines.append(f"  {what}, p99 by rate a second, held under {HELD} ms: {steps}")
        if "floor" in one:
            lines.append(_line("one row", one["floor"]) + "  (beside it)")
    return "\n".join(lines)


def _line(name: str, one: Mapping[str, float]) -> str:
    return (
        f"  {name:<10} n={one['count']:<6} p50 {one['p50']:6.1f} ms  p95 {one['p95']:6.1f}"
        f"  p99 {one['p99']:6.1f}  most {one['most']:6.1f}"
    )


def people_of_the_day() -> dict[str, Any]:
    """A child's session for every pupil, what each will tell, and the rolls that will be posted."""
    from benchmarks.children import sessions
    from benchmarks.people import rooms, session_of
    from benchmarks.roll_call import posted
    from tsunagu.clock import today
    from tsunagu.signs.enums import Body, Heart, Sleep

    chance = random.Random(1)
    children = [
        {
            "pupil": str(pupil),
            "session": session,
            "told": {
                "heart": chance.choice(Heart.values),
                "body": chance.choice(Body.values),
                "sleep": chance.choice(Sleep.values),
            },
        }
        for pupil, session in sessions().items()
    ]
    chance.shuffle(children)
    every = rooms(least=ABSENT)
    chance.shuffle(every)
    taken = [
        {
            "room": str(room.key),
            "session": session_of(room.teacher),
            "fields": posted(room.pupils, ABSENT),
        }
        for room in every
    ]
    return {"children": children, "rooms": taken, "day": str(today())}


def kept() -> dict[str, dict[str, str]]:
    """What each child told today, as the database has it."""
    from tsunagu.clock import today
    from tsunagu.signs.models import CheckIn

    rows = CheckIn.objects.filter(day=today())
    return {
        str(row.pupil_id): {"heart": row.heart, "body": row.body, "sleep": row.sleep}
        for row in rows
    }


def main() -> None:
    """One of the parts that need Django set up."""
    import django

    django.setup()
    json.dump(people_of_the_day() if sys.argv[1] == "people" else kept(), sys.stdout)


if __name__ == "__main__":
    main()
