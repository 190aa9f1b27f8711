"""Which way of reading is unusual: pure functions on looks in the order of time."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Look:
    """A pupil's key, and when it was looked at, in Asia/Tokyo."""

    at: datetime
    pupil: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, and how many different pupils."""

    first: datetime
    last: datetime
    pupils: int


def many(looks: Iterable[Look], *, most: int, within: timedelta) -> Stretch | None:
    """The part of some looks in which more than `most` pupils were seen within a time.

    From the first look of the first such window to the last look of the last; the number is that
    of the fullest window. None where every window holds `most` or fewer.
    """
    window: deque[Look] = deque()
    pupils: Counter[str] = Counter()
    found: Stretch | None = None
    for look in looks:
        window.append(look)
        pupils[look.pupil] += 1
        while look.at - window[0].at > within:
            gone = window.popleft().pupil
            pupils[gone] -= 1
            if not pupils[gone]:
                del pupils[gone]
        if len(pupils) > most:
            first = found.first if found else window[0].at
            found = Stretch(first, look.at, max(len(pupils), found.pupils if found else 0))
    return found


def at_night(looks: Iterable[Look], *, begins: time, ends: time) -> Stretch | None:
    """The looks from `begins` in the evening until before `ends` in the morning, if any."""
    night = [look for look in looks if look.at.time() >= begins or look.at.time() < ends]
    if not night:
        return None
    return Stretch(night[0].at, night[-1].at, len({look.pupil for look in night}))
