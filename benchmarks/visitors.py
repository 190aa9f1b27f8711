"""People who ask a served product over the network, and what they were answered.

An open loop: a request begins at its time whether or not others have been answered, so that a
server that falls behind shows it. Clients keep their connection and read next to nothing.
"""

import http.client
import random
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.machine import times

TIMEOUT = 30
"""Seconds without an answer after which a request is an error."""
AT_ONCE = 256
PATIENCE = 120
REPORT_EVERY = 15


@dataclass
class Tally:
    """What was asked and answered, by kind of request; errors in words."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def found(self) -> dict[str, Any]:
        """As plain data: milliseconds by kind, and errors with the first of them."""
        kinds = {name: times(self.seconds[name]) for name in sorted(self.seconds)}
        return {
            "requests": kinds,
            "asked": sum(len(asked) for asked in self.seconds.values()),
            "errors": len(self.errors),
            "first_errors": self.errors[:3],
        }


class Visitor:
    """Somebody signed in, with one connection that stays open."""

    def __init__(self, port: int, session: str, tally: Tally) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookies = {"sessionid": session}
        self.tally = tally

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def ask(self, kind: str, address: str, fields: dict[str, str] | None = None) -> bytes:
        """The answer's body; raises on anything but a page or a redirect."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        try:
            self.connection.request("POST" if body else "GET", address, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        finally:
            with self.tally.lock:
                self.tally.seconds[kind].append(time.perf_counter() - begun)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in (200, 302):
            raise RuntimeError(f"{kind}: {answer.status}")
        return text


Deed = Callable[[Tally], None]
"""What somebody does at their time; what it raises is an error in the tally."""


def wait_for(port: int, ended: Callable[[], bool]) -> None:
    """Wait until the server answers a page. Raises `RuntimeError` when it ends or never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not ended():
        try:
            Visitor(port, "", Tally()).ask("ready", "/accounts/login/")
            return
        except (OSError, http.client.HTTPException, RuntimeError):
            time.sleep(0.2)
    raise RuntimeError("the server did not answer")


def spread(count: int, first: float, last: float, seed: int) -> list[float]:
    """So many instants between two, at random as people come, the same every time."""
    chance = random.Random(seed)
    return sorted(chance.uniform(first, last) for _ in range(count))


def go(plan: Iterable[tuple[float, Deed]], name: str) -> dict[str, Any]:
    """Begin every deed at its time in seconds; what came of them, and what the clients cost."""
    tally, ordered = Tally(), sorted(plan, key=lambda one: one[0])
    worked, begun, told, late = _worked(), time.monotonic(), 0.0, 0.0
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for at, deed in ordered:
            time.sleep(max(begun + at - time.monotonic(), 0))
            late = max(late, time.monotonic() - begun - at)
            pool.submit(_do, deed, tally)
            if at - told >= REPORT_EVERY:
                told = at
                _tell(name, at, ordered[-1][0], tally)
    seconds = time.monotonic() - begun
    cost = {"seconds": seconds, "late": late * 1000, "client_seconds": _worked() - worked}
    return tally.found() | cost | {"saved": tally.saved}


def _do(deed: Deed, tally: Tally) -> None:
    """One deed; a fault of it is kept and stops nobody else."""
    try:
        deed(tally)
    except Exception as error:
        with tally.lock:
            tally.errors.append(repr(error))


def _worked() -> float:
    """Seconds of processor that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _tell(name: str, at: float, end: float, tally: Tally) -> None:
    """How far it has come, on standard error."""
    asked = sum(len(one) for one in list(tally.seconds.values()))
    words = f"{name}: {at:.0f} of {end:.0f} s, {asked} requests, {len(tally.errors)} errors"
    print(words, file=sys.stderr, flush=True)
