"""What waits for the person's word as the second one, and that word."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.confirming import confirm, decline, waiting_keys, waiting_roles
from tsunagu.access.labels import DEED_LABELS
from tsunagu.access.models import ApiKey, Role
from tsunagu.access.policy import Deed
from tsunagu.cases.actions import confirm_share
from tsunagu.cases.looks import note_list
from tsunagu.cases.queries import Veils, called, to_confirm_for_school
from tsunagu.web.cases.forms import WhyForm
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded

AT_MOST = 50
"""Of each kind on the page; when some are decided the next come."""


def how_many(actor: Actor) -> int:
    """How much waits for the actor's word."""
    lists = (waiting_keys(actor), waiting_roles(actor), to_confirm_for_school(actor))
    return sum(rows.count() for rows in lists)


@guarded(Deed.CONFIRM_ROLE)
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What waits for the person, each with who asked and what it would open."""
    actor, veils = request.actor, Veils()
    shares = list(to_confirm_for_school(actor)[:AT_MOST])
    note_list(actor, Deed.CONFIRM_FOR_SCHOOL, shares, kind="outside_list")
    context = {
        "keys": [
            (key, [DEED_LABELS[Deed(code)] for code in key.deeds])
            for key in waiting_keys(actor)[:AT_MOST]
        ],
        "roles": waiting_roles(actor)[:AT_MOST],
        "shares": [
            (share, called(share), veils.of(share)(share.purpose), veils.of(share)(share.law))
            for share in shares
        ],
    }
    return render(request, "confirming/list.html", context)


@guarded(Deed.CONFIRM_KEY)
@require_POST
def key(request: Request, apikey: UUID) -> HttpResponse:
    """The word on a key."""
    return _decide(request, get_object_or_404(waiting_keys(request.actor), pk=apikey))


@guarded(Deed.CONFIRM_ROLE)
@require_POST
def role(request: Request, role: UUID) -> HttpResponse:
    """The word on somebody's role."""
    return _decide(request, get_object_or_404(waiting_roles(request.actor), pk=role))


def _decide(request: Request, one: ApiKey | Role) -> HttpResponse:
    with say_refusals(request):
        if request.POST.get("answer") == "confirm":
            confirm(one=one, by=request.actor)
            messages.success(request, "確認しました。始まりの日から使えます")
        else:
            decline(one=one, why=WhyForm.of(request), by=request.actor)
            messages.success(request, "確認しないと伝えました。開きません")
    return redirect("confirming:list")


@guarded(Deed.CONFIRM_FOR_SCHOOL)
@require_POST
def share(request: Request, share: UUID) -> HttpResponse:
    """The word on a share of a school with one manager, who asked for it."""
    held = get_object_or_404(to_confirm_for_school(request.actor), pk=share)
    with say_refusals(request):
        confirm_share(share=held, by=request.actor)
        messages.success(request, f"確認しました。{held.receiver.name}に届きました")
    return redirect("confirming:list")
