"""What pages that save as one types have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

Guarded = Callable[..., HttpResponseBase]


def told_when_signed_out(view: Guarded) -> Guarded:
    """A script that keeps a draft hears that the sign-in ran out; it is not led to the sign-in."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if getattr(request, "actor", None) is None and request.headers.get("HX-Request"):
            return render(request, "components/signed_out.html", status=401)
        return view(request, *args, **kwargs)

    return inner
