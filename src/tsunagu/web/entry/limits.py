"""How long a proof of who one is holds, and a session: numbers of the packs, ours."""

from dataclasses import dataclass
from functools import cache

from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import setting
from tsunagu.packs.overtime import OverTime, number

HOUR, DAY = 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Limits:
    """`second_hours`: a second proof of this session; `device_days`: a device trusted with one.

    `idle_minutes`, `session_hours`: a session nobody uses, and any session.
    """

    second_hours: OverTime[int]
    device_days: OverTime[int]
    idle_minutes: OverTime[int]
    session_hours: OverTime[int]


def limits_of(municipality: Municipality) -> Limits:
    """The limits of a municipality's packs, from memory after the first time."""
    return _limits(tuple(municipality.packs))


@cache
def _limits(packs: tuple[str, ...]) -> Limits:
    return Limits(
        second_hours=number(packs, "second-proof-hours"),
        device_days=number(packs, "trusted-device-days"),
        idle_minutes=number(packs, "session-idle-minutes"),
        session_hours=number(packs, "session-hours"),
    )


def second_proof_asked(municipality: Municipality) -> bool:
    """Does the municipality ask its staff for a second proof? Only a demo does not."""
    return bool(setting(municipality.packs, "second-proof", today()))
