"""Instants. Stored in UTC, shown in Asia/Tokyo; tests and the demo can set them."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
DEMO_CLOCK = "demo-clock"


def data_folder() -> Path:
    """The folder of the embedded database, uploads and exports (`TSUNAGU_DATA`)."""
    given = os.environ.get("TSUNAGU_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "var"


@cache
def _demo_offset() -> timedelta:
    """How far the demo city's clock stands from the machine's, zero without a demo."""
    try:
        return timedelta(seconds=float((data_folder() / DEMO_CLOCK).read_text()))
    except (OSError, ValueError):
        return timedelta(0)


def set_demo_day(at: datetime | None) -> None:
    """Let every process on this data folder begin at the instant `at`; None sets it right again."""
    path = data_folder() / DEMO_CLOCK
    if at is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str((at - datetime.now(UTC)).total_seconds()))
    _demo_offset.cache_clear()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    frozen = _frozen.get()
    return frozen if frozen is not None else datetime.now(UTC) + _demo_offset()


def seconds() -> float:
    """The machine's own clock, for the age of a sign-in: no demo's day moves it."""
    return time.time()


def today() -> date:
    """Today's date in Asia/Tokyo."""
    return now().astimezone(JST).date()


@contextmanager
def freeze(at: datetime | date) -> Iterator[None]:
    """Stop the clock at an instant, or at ten in the morning of a date."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, 10, tzinfo=JST)
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


TICKS = 4096
"""In a millisecond."""


class _Ticking:
    """A clock that gives no tick twice, and none before one that it has given."""

    def __init__(self) -> None:
        self._last, self._lock = 0, Lock()

    def tick(self) -> int:
        """The present tick since 1970, or the next that was not given yet."""
        with self._lock:
            self._last = max(time.time_ns() * TICKS // 1_000_000, self._last + 1)
            return self._last


_TICKING = _Ticking()


def new_id() -> uuid.UUID:
    """A UUID of version 7 that is greater than every one made before in this process.

    So keys lie side by side in an index, and rows in the order in which they were made. After the
    milliseconds come twelve bits of a finer clock (RFC 9562, 6.2, method 3), then chance.
    """
    tick = _TICKING.tick()
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=tick // TICKS << 80 | 7 << 76 | tick % TICKS << 64 | 2 << 62 | chance)
