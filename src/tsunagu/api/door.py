"""Who comes in with a key, how often, and as far as the policy table and the key both say."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import Http404, HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from tsunagu.access.actor import Actor
from tsunagu.access.keys import actor_with, key_of
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed, may_somewhere

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Called(HttpRequest):
    """A request of a connected system; `auth` is its key."""

    auth: ApiKey
    actor: Actor


class OfAKey(SimpleRateThrottle):
    """How often one key may call."""

    scope = "key"

    def __init__(self) -> None:
        super().__init__(settings.API_RATES[self.scope])

    def allow_request(self, request: HttpRequest) -> bool:
        """Is there room for one more, by the setting in force?"""
        self.num_requests, self.duration = self.parse_rate(settings.API_RATES[self.scope])
        return super().allow_request(request)

    def get_cache_key(self, request: HttpRequest) -> str:
        """By the key."""
        key: ApiKey = request.auth  # type: ignore[attr-defined]
        return f"api:{self.scope}:{key.pk}"


class OfAStranger(OfAKey):
    """How often one address may come with a key that opens nothing."""

    scope = "stranger"

    def get_cache_key(self, request: HttpRequest) -> str:
        """By the address from which it comes."""
        return f"api:{self.scope}:{get_client_ip(request)}"


class KeyDoor(HttpBearer):
    """`Authorization: Bearer` with the key; whoever is signed in on the screens has none."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key. Its actor takes the place of whoever's session the request carries.

        A key sent in the clear where only HTTPS is spoken opens nothing, so that it is noticed.
        """
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return None
        key = key_of(token)
        if key is None:
            strangers = OfAStranger()
            if not strangers.allow_request(request):
                raise Throttled(int(strangers.wait() or 1))
            logger.warning("API: a key that opens nothing was given")
            return None
        request.actor = actor_with(key)  # type: ignore[attr-defined]
        return key


def guarded(deed: Deed) -> Callable[[Callable[Concatenate[Called, P], T]], Callable[..., T]]:
    """A route that names its row of the policy table.

    What the table or the key does not allow answers like what does not exist.
    """

    def wrap(view: Callable[Concatenate[Called, P], T]) -> Callable[..., T]:
        @wraps(view)
        def inner(request: Called, *args: Any, **kwargs: Any) -> T:
            if deed not in request.auth.deeds or not may_somewhere(request.actor, deed):
                raise Http404
            return view(request, *args, **kwargs)

        inner.deed = deed  # type: ignore[attr-defined]
        return inner

    return wrap
