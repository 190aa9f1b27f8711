"""One attendance import at a time in an installation, told from one that a kill left behind."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tsunagu.clock.instants import data_folder

LOCK = "attendance-import.lock"
LOCK_NUMBER = 0x7473756E  # "tsun", for PostgreSQL's advisory locks


class Busy(Exception):
    """Another import is under way, and the caller does not wait for it."""


@contextmanager
def alone(*, wait: bool) -> Iterator[bool]:
    """Hold the lock of attendance imports; without `wait`, False where another holds it."""
    if connection.vendor == "postgresql":
        yield from _by_advice(wait)
        return
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _by_advice(wait: bool) -> Iterator[bool]:
    """A lock of the session, which ends with it however it ends."""
    with connection.cursor() as cursor:
        verb = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        cursor.execute(f"SELECT {verb}(%s)", [LOCK_NUMBER])
        answer = cursor.fetchone()
    held = wait or bool(answer and answer[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
