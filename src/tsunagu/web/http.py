"""The request as views see it, and the door that every view goes through."""

import logging
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied, NotSureEnough, may_somewhere, needed, sure
from tsunagu.clock import today

P = ParamSpec("P")
logger = logging.getLogger(__name__)


class Request(HttpRequest):
    """A request of someone signed in."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponse]


def guarded(deed: Deed) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view that names its row of the policy table.

    Who is not signed in is sent to the sign-in; who may do the deed nowhere, or not there
    (`Denied`), gets the answer of a page that does not exist. Where it is not sure enough who
    acts, a second proof is asked for first.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if not may_somewhere(sure(actor), deed):
                raise _refused(actor, deed)
            if not actor.assured.covers(needed(actor, deed)):
                return ask_for_proof(request)
            try:
                return view(cast(Request, request), *args, **kwargs)
            except NotSureEnough:
                return ask_for_proof(request)
            except (Denied, Http404) as error:
                raise _refused(actor, deed) from error

        inner.deed = deed  # type: ignore[attr-defined]
        return inner

    return wrap


def _refused(actor: Actor, deed: Deed) -> Http404:
    """The answer to who may not, the same as to who asks for nothing; the log knows by key who."""
    logger.warning("%s was refused %s, or asked for what is not there", actor.audit_key, deed)
    return Http404()


def key_of(text: str) -> UUID:
    """A key that a form posted; raises `Http404` for anything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def day_of(request: HttpRequest) -> date:
    """The day in the address, today where none is; raises `Http404` for what is none."""
    try:
        return date.fromisoformat(request.GET.get("day", "") or today().isoformat())
    except ValueError as error:
        raise Http404 from error


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Leads to the page that asks for a second proof, and from there to the page asked for."""
    page = request.get_full_path() if request.method == "GET" else ""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        page = urlunsplit(("", "", here.path, here.query, ""))
    address = reverse("prove") + (f"?{urlencode({'next': page})}" if page else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def back_of(request: HttpRequest) -> str:
    """The page of this system to return to, as the address or the form says; else nothing."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else ""


def with_back(address: str, back: str) -> str:
    """An address that says where to return to, where there is such a page."""
    return f"{address}?{urlencode({'back': back})}" if back else address


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that everyone may see, said aloud so that the test of all addresses knows."""
    view.deed = None  # type: ignore[attr-defined]
    return view
