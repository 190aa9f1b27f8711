"""`tsunagu bench morning`: every class's roll in a few minutes, against the served product.

An open loop: requests begin at their time whether or not earlier ones have been answered, so that
a server that falls behind shows it. A part of the morning at its peak rate is run.
"""

import argparse
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import ROOT, heading, in_a_process, machine, times

CLASSES, PEAK_SHARE, PEAK_SECONDS = 1700, 0.5, 180
A_SECOND = CLASSES * PEAK_SHARE / PEAK_SECONDS
"""Classes that begin in a second while half of them begin within three minutes."""
SECONDS, OFFICE_EVERY = 60, 0.6
TARGET = 300
TIMEOUT = 30
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Tally:
    """What was asked and answered, by kind of request; errors in words."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Visitor:
    """Somebody signed in, with one connection."""

    def __init__(self, port: int, session: str, tally: Tally) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookies = {"sessionid": session}
        self.tally = tally

    def ask(self, kind: str, address: str, fields: dict[str, str] | None = None) -> bytes:
        """The answer's body; raises on anything but a page or a redirect."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request("POST" if body else "GET", address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - begun
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        with self.tally.lock:
            self.tally.seconds.setdefault(kind, []).append(took)
        if answer.status not in (200, 302):
            raise RuntimeError(f"{kind}: {answer.status}")
        return text


def teach(port: int, one: dict[str, Any], day: str, tally: Tally) -> None:
    """A teacher's morning: Today, the class, the roll saved, the class again."""
    try:
        visitor = Visitor(port, one["session"], tally)
        address = f"/roll/{one['room']}/{day}/"
        visitor.ask("today", "/")
        token = TOKEN.search(visitor.ask("roll page", address))
        assert token is not None, "no form on the roll's page"
        fields = one["fields"] | {"csrfmiddlewaretoken": token[1].decode()}
        visitor.ask("save", address, fields)
        with tally.lock:
            tally.saved.append(one["room"])
        visitor.ask("roll page", address)
    except Exception as error:
        with tally.lock:
            tally.errors.append(repr(error))


def watch(port: int, session: str, tally: Tally) -> None:
    """An office looks at the classes without a roll."""
    try:
        Visitor(port, session, tally).ask("not taken", "/untaken/")
    except Exception as error:
        with tally.lock:
            tally.errors.append(repr(error))


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Serve a copy of the city, run the morning against it, and count what was kept."""
    folder, on = city_folder(args.pupils), machine()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        count = int(A_SECOND * SECONDS)
        people = in_a_process("benchmarks.morning", "people", count, env=env)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.morning", "serve", str(port)], env=env, cwd=ROOT
        )
        try:
            tally = _morning(port, people)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
        kept = in_a_process("benchmarks.morning", "kept", env=env)
    lost = [room for room in tally.saved if kept.get(room) != 3]
    return {
        "machine": on,
        "size": f"{len(people['rooms'])} classes, {A_SECOND:.1f} a second for {SECONDS} s",
        "requests": {name: times(found) for name, found in tally.seconds.items()},
        "errors": len(tally.errors),
        "first_errors": tally.errors[:3],
        "saved": len(tally.saved),
        "lost": len(lost),
    }


def _morning(port: int, people: dict[str, Any]) -> Tally:
    """Begin every teacher and every office at their time."""
    tally = Tally()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    for office in people["offices"][:4]:
        watch(port, office, Tally())
    day, offices = people["day"], people["offices"]
    plan: list[tuple[float, Callable[[], None]]] = [
        (n / A_SECOND, partial(teach, port, one, day, tally))
        for n, one in enumerate(people["rooms"])
    ]
    for n in range(int(SECONDS / OFFICE_EVERY)):
        look = partial(watch, port, offices[n % len(offices)], tally)
        plan.append((n * OFFICE_EVERY, look))
    begun = time.monotonic()
    with ThreadPoolExecutor(max_workers=64) as pool:
        for at, deed in sorted(plan, key=lambda one: one[0]):
            time.sleep(max(begun + at - time.monotonic(), 0))
            pool.submit(deed)
    return tally


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("morning", found)
    for name, one in found["requests"].items():
        lines.append(
            f"{name:<12} n={one['count']:<5} p50 {one['p50']:6.1f} ms  p95 {one['p95']:6.1f}"
            f"  p99 {one['p99']:6.1f}  most {one['most']:6.1f}"
        )
    lines.append(f"errors {found['errors']}, saved {found['saved']}, lost {found['lost']}")
    far = max(one["p99"] for one in found["requests"].values())
    held = not found["errors"] and not found["lost"] and far < TARGET
    lines.append(f"target p99 < {TARGET} ms, nothing lost: {'holds' if held else 'does not hold'}")
    return "\n".join(lines)


def people_of_the_morning(count: int) -> dict[str, Any]:
    """Sessions of teachers and offices, and the rolls that will be posted."""
    from benchmarks.people import holders, rooms, session_of
    from benchmarks.roll_call import posted
    from tsunagu.access.enums import RoleKind
    from tsunagu.clock import today

    found = [
        {
            "room": str(room.key),
            "session": session_of(room.teacher),
            "fields": posted(room.pupils, 3),
        }
        for room in rooms(least=6)[:count]
    ]
    offices = [session_of(person) for person in holders(RoleKind.OFFICE)]
    return {"rooms": found, "offices": offices, "day": str(today())}


def kept() -> dict[str, int]:
    """Marks of today by class whose roll stands, as the database has them."""
    from tsunagu.attendance.models import Mark, RollCall
    from tsunagu.clock import today

    rolls = RollCall.objects.filter(day=today()).values_list("classroom", flat=True)
    return {
        str(room): Mark.objects.filter(classroom=room, day=today(), kind="absent").count()
        for room in rolls
    }


def main() -> None:
    """One of the parts that need Django set up."""
    import django

    django.setup()
    if sys.argv[1] == "serve":
        from tsunagu.cli.serve import serve

        os.dup2(2, 1)
        sys.exit(serve(port=int(sys.argv[2]), workers=2))
    found = people_of_the_morning(int(sys.argv[2])) if sys.argv[1] == "people" else kept()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
