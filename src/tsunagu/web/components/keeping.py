"""What pages that save as one types have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

Guarded = Callable[..., HttpResponseBase]


def told_when_signed_out(view: Guarded) -> Guarded:
    """A script that keeps a draft hears that the sign-in or its second proof ran out.

    It is not led to the sign-in, away from the words that are not kept yet.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        scripted = "HX-Request" in request.headers
        if scripted and getattr(request, "actor", None) is None:
            return render(request, "components/signed_out.html", status=401)
        answer = view(request, *args, **kwargs)
        if scripted and "HX-Redirect" in answer.headers:
            return render(request, "components/unproved.html", status=401)
        return answer

    return inner
