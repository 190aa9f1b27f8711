"""What happens around every request."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from tsunagu.access.actor import actor_of
from tsunagu.access.models import Account
from tsunagu.intake.trouble import meaning
from tsunagu.web.entry.proofs import assured
from tsunagu.web.entry.sessions import goes_on, via
from tsunagu.web.guardians.sessions import guardian_of
from tsunagu.web.portal.sessions import child_of

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class ActorMiddleware:
    """Sets `request.actor`: the person signed in, with the roles held today, a child,
    a guardian, or None.

    Who has left, or lost a role, is signed out at the next request, and whose session is too old.
    Who came in with a one-time password chooses one before anything else.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        actor, first = None, False
        if isinstance(user, Account):
            if user.lets_in:
                actor, first = actor_of(user.person), user.change_by is not None
                actor = replace(actor, assured=assured(request, user), via=via(request))
                if not goes_on(request, actor):
                    actor, first = None, False
            else:
                logout(request)
        else:
            actor = child_of(request) or guardian_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        if first and request.path not in _of_a_new_password():
            return redirect("account_change_password")
        return self.handler(request)


@cache
def _of_a_new_password() -> frozenset[str]:
    """The addresses open to who came in with a one-time password."""
    return frozenset(map(reverse, ("account_change_password", "account_logout")))


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
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseTroubleMiddleware:
    """Says in Japanese that the database is full or held by others; nothing was saved."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of the database's place or state; others are faults of ours."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("データベースの問題で答えられませんでした", exc_info=error)
        page = render_to_string("503.html", {"why": meaning(error)})
        return HttpResponse(page, status=503)
