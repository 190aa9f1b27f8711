"""`tsunagu bench killed`: kill -9 in the midst of writes; what was acknowledged is there after.

In each round four teachers record contacts one after another on the served product. At a moment
by chance every process of the server, or of the database, is killed. It is started again, and
every contact whose saving had been answered is looked for, with its row in the audit.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.city import city_folder, copy_of, environment
from benchmarks.machine import ROOT, heading, in_a_process, machine
from benchmarks.visitors import wait_for

ROUNDS, PUPILS, WRITERS = 20, 300, 4
LEAST_LOAD, MOST_LOAD = 0.3, 1.5
"""Seconds under load before the blow, after the first answer."""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
GONE = (OSError, http.client.HTTPException)
DURABLE = ""
"""PostgreSQL as it comes: what is committed has been written to the disk."""


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The server killed on SQLite and on PostgreSQL, then PostgreSQL itself."""
    on, folder = machine(), city_folder(PUPILS)
    found = {}
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(copy_of(folder, Path(temporary)))
        found["server, SQLite"] = _server_killed(env)
    found |= _on_postgres()
    size = f"{ROUNDS} rounds each, {WRITERS} writers, city of {PUPILS} pupils"
    return {"machine": on, "size": size, "killed": found}


def _on_postgres() -> dict[str, Any]:
    """Both blows on a server of our own; nothing where there is none to start."""
    from tests.postgres import NoServer, own_server

    try:
        with own_server(DURABLE) as server, tempfile.TemporaryDirectory() as temporary:
            env = environment(Path(temporary)) | {"TSUNAGU_DATABASE_URL": server.url}
            in_a_process("benchmarks.city", PUPILS, env=env)
            killed = _server_killed(env)

            def blow(_: subprocess.Popen[bytes]) -> None:
                server.kill()
                server.start()

            return {"server, PostgreSQL": killed, "PostgreSQL itself": _database_killed(env, blow)}
    except NoServer as none:
        print(none, file=sys.stderr)
        return {}


def _server_killed(env: Mapping[str, str]) -> dict[str, int]:
    """Each round a server of its own, which is killed."""
    writers = in_a_process("benchmarks.killed", "writers", env=env)
    tally = Tally()
    for number in range(ROUNDS):
        with _served(env) as (server, port):
            tally.load(number, port, writers, partial(kill_session, server.pid))
    return tally.compared(in_a_process("benchmarks.killed", "kept", env=env))


def _database_killed(
    env: Mapping[str, str], blow: Callable[[subprocess.Popen[bytes]], None]
) -> dict[str, int]:
    """One server for all rounds: it finds the database again by itself."""
    writers = in_a_process("benchmarks.killed", "writers", env=env)
    tally = Tally()
    with _served(env) as (server, port):
        for number in range(ROUNDS):
            tally.load(ROUNDS + number, port, writers, partial(blow, server))
            wait_for(port, lambda: server.poll() is not None)
    return tally.compared(in_a_process("benchmarks.killed", "kept", env=env))


class Tally:
    """What was answered as saved, and what was under way when the blow came."""

    def __init__(self) -> None:
        self.acknowledged: set[str] = set()
        self.unanswered: set[str] = set()
        self.lock = threading.Lock()

    def load(self, number: int, port: int, writers: Any, blow: Callable[[], None]) -> None:
        """A round: everybody writes until the blow has come."""
        over, first = threading.Event(), threading.Event()
        threads = [
            threading.Thread(target=self._write, args=(f"{number}-{n}", port, one, over, first))
            for n, one in enumerate(writers)
        ]
        for thread in threads:
            thread.start()
        if not first.wait(60):
            raise RuntimeError("nothing was saved within a minute")
        time.sleep(random.Random(number).uniform(LEAST_LOAD, MOST_LOAD))
        blow()
        over.set()
        for thread in threads:
            thread.join()

    def _write(
        self,
        name: str,
        port: int,
        writer: Mapping[str, str],
        over: threading.Event,
        first: threading.Event,
    ) -> None:
        """One teacher's contacts, numbered, until the server is gone or the round is over."""
        with suppress(*GONE):
            browser = Browser(port, writer)
            for count in range(10_000):
                if over.is_set():
                    return
                line = f"{name}-{count}"
                status = 0
                try:
                    status = browser.save(line)
                finally:
                    with self.lock:
                        (self.acknowledged if status == 302 else self.unanswered).add(line)
                first.set()

    def compared(self, kept: Mapping[str, Any]) -> dict[str, int]:
        """The counts, against what the database holds in the end."""
        lines = set(kept["lines"])
        return {
            "acknowledged": len(self.acknowledged),
            "lost": len(self.acknowledged - lines),
            "not acknowledged": len(self.unanswered),
            "not acknowledged and kept": len(self.unanswered & lines),
            "without audit": kept["without_audit"],
            "broken": kept["broken"],
        }


class Browser:
    """A teacher's browser, which has opened the contact form of one child."""

    def __init__(self, port: int, writer: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.address, self.on = writer["address"], writer["day"]
        self.cookie = f"sessionid={writer['session']}"
        self.connection.request("GET", self.address, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        token = TOKEN.search(answer.read())
        if token is None:
            raise http.client.HTTPException(f"no form: {answer.status}")
        self.token = token[1].decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookie += f"; {cookie.split(';')[0]}"

    def save(self, line: str) -> int:
        """The status with which the contact was answered."""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "way": "call",
            "reached": "guardian",
            "child": "neither",
            "line": line,
            "next": "なし",
            "on": self.on,
            "at": "00:01",
        }
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", self.address, urlencode(fields), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


@contextmanager
def _served(env: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The product as `tsunagu serve` starts it, in a session of its own, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.serving", str(port)]
    server = subprocess.Popen(
        command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(port, lambda: server.poll() is not None)
        yield server, port
    finally:
        kill_session(server.pid)
        server.wait()


def kill_session(leader: int) -> None:
    """Kill every process of a session at once."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(ProcessLookupError, FileNotFoundError):
            _, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader:
                os.kill(int(stat.parent.name), signal.SIGKILL)


def render(found: dict[str, Any]) -> str:
    """As text."""
    lines = heading("killed", found)
    for name, one in found["killed"].items():
        lines.append(f"{name}: " + ", ".join(f"{word} {count}" for word, count in one.items()))
    bad = ("lost", "without audit", "broken")
    held = all(not one[word] for one in found["killed"].values() for word in bad)
    lines.append(f"target nothing acknowledged is lost: {'holds' if held else 'does not hold'}")
    return "\n".join(lines)


def writers() -> list[dict[str, str]]:
    """Teachers with a session, each with the contact form of a child of their class."""
    from benchmarks.people import rooms, session_of
    from tsunagu.clock import today

    return [
        {
            "session": session_of(room.teacher),
            "address": f"/pupils/{room.pupils[0]}/contacts/new/",
            "day": str(today()),
        }
        for room in rooms(least=1)[:WRITERS]
    ]


def kept() -> dict[str, Any]:
    """The contacts that are there, those without their row in the audit, and broken places."""
    from django.db import connection

    from tsunagu.access.deeds import Deed
    from tsunagu.audit.actions import broken_links
    from tsunagu.audit.models import Event
    from tsunagu.response.models import Contact

    contacts = Contact.objects.filter(line__regex=r"^\d+-\d+-\d+$")
    told = set(Event.objects.filter(deed=Deed.RECORD_CONTACT).values_list("key", flat=True))
    broken = len(list(broken_links()))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            broken += cursor.fetchone() != ("ok",)
    return {
        "lines": list(contacts.values_list("line", flat=True)),
        "without_audit": sum(str(key) not in told for key in contacts.values_list("pk", flat=True)),
        "broken": broken,
    }


def main() -> None:
    """One of the parts that need Django set up."""
    import django

    django.setup()
    json.dump(writers() if sys.argv[1] == "writers" else kept(), sys.stdout)


if __name__ == "__main__":
    main()
