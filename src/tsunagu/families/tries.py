"""How often something was tried in vain, counted alike whether or not there is anything behind it.

The counts lie in the cache that all processes share, under a digest: no name that somebody tried
is kept, and nobody learns from having to wait that a name has an account.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from tsunagu.clock import now

AT_A_TIME = 5
"""How often in a row one may be wrong before one has to wait; ours."""
LONGEST = 15
"""Minutes that somebody waits at most; ours."""
KEPT = 24 * 60 * 60
"""Seconds for which a count is kept after its last try; ours."""


class Wait(Exception):
    """Nothing is looked at until then."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)


def wait_after(times: int) -> datetime:
    """Until when one waits who has to for the first time, or for a further one: each is longer."""
    return now() + timedelta(minutes=min(2 ** (times - 1), LONGEST))


def count_try(of: str) -> datetime | None:
    """Count a try before anything is looked at: until when one waits if it turns out wrong.

    Each takes one of a few places, so that of many at one moment no more are looked at either.
    Raises `Wait`.
    """
    key = _digest(of)
    waits, until = cache.get(key, (0, None))
    if until and until > now():
        raise Wait(until)
    places = _places(key, waits)
    taken = next((one for one in places if cache.add(one, True, KEPT)), None)
    if taken in places[:-1]:
        return None
    until = wait_after(waits + 1)
    cache.set(key, (waits + 1, until), KEPT)
    if taken is None:
        raise Wait(until)
    return until


def forget_tries(of: str) -> None:
    """It was right: the count begins anew."""
    key = _digest(of)
    waits, _ = cache.get(key, (0, None))
    cache.delete_many([key, *(place for n in range(waits + 1) for place in _places(key, n))])


def _digest(of: str) -> str:
    return salted_hmac("family try", of, algorithm="sha256").hexdigest()


def _places(key: str, waits: int) -> list[str]:
    return [f"{key}:{waits}:{n}" for n in range(AT_A_TIME)]
