"""A setting's values over time: read from the packs once, then asked for any day."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Generic, TypeVar

from tsunagu.packs.loader import load_packs, setting

V = TypeVar("V")


@dataclass(frozen=True)
class OverTime(Generic[V]):
    """A setting's values, each with the day from which it holds, in order."""

    starts: tuple[date, ...]
    values: tuple[V, ...]

    def on(self, day: date) -> V:
        """The value in force on a day; the first one holds for the days before it too."""
        return self.values[max(bisect_right(self.starts, day) - 1, 0)]


def number(names: Iterable[str], key: str) -> OverTime[int]:
    """A setting that is a number. Raises `KeyError` where no pack has it."""
    return _over_time(names, key, int)


def hour(names: Iterable[str], key: str) -> OverTime[time]:
    """A setting that is a time of the day. Raises `KeyError` where no pack has it."""
    return _over_time(names, key, time.fromisoformat)


def _over_time(names: Iterable[str], key: str, read: Callable[[str], V]) -> OverTime[V]:
    names = tuple(names)
    versions = [e for pack in load_packs(names) for e in pack.settings if e.id == key]
    if not versions:
        raise KeyError(key)
    ends = {v.valid_until + timedelta(days=1) for v in versions if v.valid_until}
    starts = sorted({v.valid_from for v in versions} | ends)
    return OverTime(tuple(starts), tuple(read(str(setting(names, key, day))) for day in starts))
