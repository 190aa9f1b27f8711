"""The person's day."""

from django.http import HttpResponse
from django.shortcuts import render

from tsunagu.access.policy import Deed
from tsunagu.web.http import Request, guarded


@guarded(Deed.SEE_TODAY)
def today_page(request: Request) -> HttpResponse:
    """What the person owes today."""
    return render(request, "today/today.html")
