"""What happens around every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tsunagu.access.actor import actor_of
from tsunagu.access.models import Account

Handler = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class ActorMiddleware:
    """Sets `request.actor`: the person signed in, with the roles held today, or None."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        actor = actor_of(user.person) if isinstance(user, Account) and user.is_active else None
        request.actor = actor  # type: ignore[attr-defined]
        return self.handler(request)


class StrictHeadersMiddleware:
    """A strict content security policy, and no page kept where another child might find it."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.handler(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response
