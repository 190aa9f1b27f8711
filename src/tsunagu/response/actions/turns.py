"""Long work in short transactions, between which the writers of the morning have their turn."""

import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection

CHUNK = 16
"""Pupils in one transaction, so that a morning's roll call need not wait."""


def in_turns(pupils: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Pupils a few at a time; between them others may write as long as the last ones took.

    SQLite has one writer, and who waits for it looks only now and then whether it is free: without
    a pause they would hardly ever meet the moment between two transactions. Within somebody's
    transaction nobody else may write, so that a pause would be for nothing.
    """
    for start in range(0, len(pupils), CHUNK):
        begun = time.monotonic()
        yield pupils[start : start + CHUNK]
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(time.monotonic() - begun)
