"""The keys of connected systems: all there are, a new one, and the end of one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.keys import end_key, make_key
from tsunagu.access.labels import DEED_LABELS
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.connections.forms import KeyForm
from tsunagu.web.http import Request, guarded


@guarded(Deed.SET_KEY)
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    """Every key with its period and last use; a new one is shown this once."""
    form = KeyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            key, secret = make_key(**form.cleaned_data, by=request.actor)
            return render(request, "connections/made.html", {"key": key, "secret": secret})
    known = ApiKey.objects.filter(municipality=request.actor.municipality)
    lines = [
        (key, [DEED_LABELS[Deed(code)] for code in key.deeds])
        for key in known.select_related("organisation", "decided_by").order_by(
            "-last", "name", "pk"
        )
    ]
    status = 422 if request.method == "POST" else 200
    return render(request, "connections/list.html", {"form": form, "lines": lines}, status=status)


@guarded(Deed.SET_KEY)
@require_POST
def end(request: Request, apikey: UUID) -> HttpResponse:
    """A key opens nothing from now on."""
    known = ApiKey.objects.filter(municipality=request.actor.municipality)
    key = get_object_or_404(known, pk=apikey)
    with say_refusals(request):
        end_key(key=key, by=request.actor)
        messages.success(request, f"{key.name}の鍵を止めました。すぐに使えなくなります")
    return redirect("connections:list")
