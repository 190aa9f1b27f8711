"""Child processes that live and end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType

MOST_RESTARTS = 5
"""A child that ends more often than this within `SOON` seconds is given up."""
SOON = 60.0
PATIENCE = 20.0
"""Seconds that a child may take to end of its own accord."""
PR_SET_PDEATHSIG = 1


def _end_with_the_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent is killed without a chance to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


class Child:
    """One process, started anew when it ends by itself."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.starts: list[float] = []
        self.start()

    def start(self) -> None:
        """Start it, in a group of its own so that Ctrl-C reaches only the parent."""
        if self.starts:
            self._kill_group()
        self.starts = [t for t in self.starts if t > time.monotonic() - SOON] + [time.monotonic()]
        self.process = subprocess.Popen(  # noqa: S603 - the command is ours
            self.command,
            env=self.env,
            process_group=0,
            preexec_fn=partial(_end_with_the_parent, os.getpid()),  # noqa: PLW1509 - one thread
        )

    def ended(self) -> bool:
        """Is it no more?"""
        return self.process.poll() is not None

    def may_start_again(self) -> bool:
        """Has it not ended too often lately?"""
        return len(self.starts) <= MOST_RESTARTS

    def stop(self, until: float) -> None:
        """End it by `until` at the latest."""
        if not self.ended():
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, until - time.monotonic()))
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        """Kill what is left of it and of the processes that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Stopped(Exception):
    """Someone asked for the end: SIGTERM or Ctrl-C."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn the first SIGTERM or SIGINT into `Stopped` while inside; an end once begun goes on."""
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    before = {one: signal.signal(one, stop) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def stop_all(children: Sequence[Child]) -> None:
    """Ask all to end at once and wait for them."""
    for child in children:
        if not child.ended():
            child.process.terminate()
    until = time.monotonic() + PATIENCE
    for child in children:
        child.stop(until)
