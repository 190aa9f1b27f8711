"""What counts as unusual: numbers of the packs, ours."""

from dataclasses import dataclass
from datetime import time
from functools import cache

from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import OverTime, hour, number


@dataclass(frozen=True)
class Limits:
    """More than `pupils` outside one's own relation within `minutes`; the night's two ends."""

    pupils: OverTime[int]
    minutes: OverTime[int]
    night: OverTime[time]
    morning: OverTime[time]


def limits_of(municipality: Municipality) -> Limits:
    """The limits of a municipality's packs, from memory after the first time."""
    return _limits(tuple(municipality.packs))


@cache
def _limits(packs: tuple[str, ...]) -> Limits:
    return Limits(
        pupils=number(packs, "unusual-pupils"),
        minutes=number(packs, "unusual-minutes"),
        night=hour(packs, "night-from"),
        morning=hour(packs, "night-until"),
    )
