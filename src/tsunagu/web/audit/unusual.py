"""Ways of reading to look into: a list without a verdict, each with what was found out."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.policy import Deed
from tsunagu.oversight.actions import look_into, take_up_again
from tsunagu.oversight.queries import findings
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.components.tabs import Tab
from tsunagu.web.http import Request, guarded

PER_PAGE = 20


@guarded(Deed.REVIEW_LOOKS)
@require_GET
def unusual(request: Request) -> HttpResponse:
    """What nobody has looked into yet."""
    return _list(request, "audit:unusual", looked=False)


@guarded(Deed.REVIEW_LOOKS)
@require_GET
def looked_into(request: Request) -> HttpResponse:
    """What somebody has looked into, with what was found out."""
    return _list(request, "audit:looked-into", looked=True)


def _list(request: Request, name: str, *, looked: bool) -> HttpResponse:
    every = findings(request.actor)
    tabs = [
        Tab("確かめること", reverse("audit:unusual"), not looked),
        Tab("確かめたもの", reverse("audit:looked-into"), looked),
    ]
    rows = every.filter(looked_at__isnull=False) if looked else every.open()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"tabs": tabs, "page": page, "looked": looked, "name": name}
    return render(request, "audit/unusual.html", context)


@guarded(Deed.REVIEW_LOOKS)
@require_POST
def look(request: Request, finding: UUID) -> HttpResponse:
    """Say what was found out."""
    one = get_object_or_404(findings(request.actor), pk=finding)
    with say_refusals(request):
        look_into(finding=one, note=request.POST.get("note", ""), by=request.actor)
        messages.success(request, "確かめたことを記録しました")
    return redirect("audit:unusual")


@guarded(Deed.REVIEW_LOOKS)
@require_POST
def again(request: Request, finding: UUID) -> HttpResponse:
    """Put it back among what is to be looked into."""
    one = get_object_or_404(findings(request.actor), pk=finding)
    with say_refusals(request):
        take_up_again(finding=one, by=request.actor)
        messages.success(request, "もう一度確かめるものにもどしました")
    return redirect("audit:looked-into")
