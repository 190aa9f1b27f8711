"""What a guardian sees once in: the own children, and what concerns them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.families.children import children_of, waits_for_papers
from tsunagu.web.http import Request, View, guarded


def for_guardian(deed: Deed) -> Callable[[View[...]], Callable[..., HttpResponseBase]]:
    """A view that names its row of the table; who is not in yet is led to the guardians' door."""

    def wrap(view: View[...]) -> Callable[..., HttpResponseBase]:
        inside = guarded(deed)(view)

        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                return redirect("family:door")
            if actor.guardian is None:
                raise Http404  # Whatever role somebody was given: these are a guardian's own pages.
            return inside(request, *args, **kwargs)

        inner.deed = deed  # type: ignore[attr-defined]
        return inner

    return wrap


@for_guardian(Deed.OWN_FAMILY)
@require_GET
def home(request: Request) -> HttpResponse:
    """The children of the guardian; of one for whom papers are to be seen first, nothing."""
    context = {
        "children": children_of(request.actor, Deed.OWN_FAMILY),
        "waiting": waits_for_papers(request.actor),
    }
    return render(request, "guardians/home.html", context)
