"""A child's or a guardian's own pages: the session behind them, and the way to their door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import seconds
from tsunagu.web.http import View, guarded

USED = "used"
STEP = 60
"""Seconds: use is written down no more often, so that not every page is a write."""

Held = dict[str, Any]
"""What a session says of who came in."""


def begin(request: HttpRequest, key: str, held: Held) -> None:
    """A new session of somebody who came in; whatever the browser's session held before is gone."""
    request.session.flush()
    request.session[key] = held
    request.session[USED] = seconds()
    request.session.set_expiry(0)


def held_in(request: HttpRequest, key: str, *, idle: int) -> Held | None:
    """What the session says under a key; nothing where it is none or lay untouched for too long."""
    held: Held | None = request.session.get(key)
    if held is None:
        return None
    at = seconds()
    if at - request.session[USED] > idle:
        request.session.flush()
        return None
    if at - request.session[USED] > STEP:
        request.session[USED] = at
    return held


def own_page(
    deed: Deed, *, of: Callable[[Actor], object], door: str
) -> Callable[[View[...]], Callable[..., HttpResponseBase]]:
    """A view that names its row of the table; who is not in yet is led to the door.

    Whatever role somebody was given: to whom it is not their own, the page is not there.
    """

    def wrap(view: View[...]) -> Callable[..., HttpResponseBase]:
        inside = guarded(deed)(view)

        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                return redirect(door)
            if of(actor) is None:
                raise Http404
            return inside(request, *args, **kwargs)

        inner.deed = deed  # type: ignore[attr-defined]
        return inner

    return wrap
