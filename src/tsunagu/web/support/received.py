"""Handovers at the class or school that receives them: the list, and one as it was sent."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.handovers import read_handover, take_on
from tsunagu.cases.handover_enums import HandoverMove
from tsunagu.cases.models import Case, Handover
from tsunagu.cases.queries.handed import contents
from tsunagu.clock import today
from tsunagu.school.homes import scope_of
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.handover_forms import TakeOnForm
from tsunagu.web.support.handovers import READ_WITH
from tsunagu.web.support.lists import kinds_of

PER_PAGE = 30
READ = Way("読んだと記録する", "読んだ", "読んだことを記録しました", forms.Form)
TAKE_ON = Way("この学校のケースを始める", "始める", "この学校のケースを始めました", TakeOnForm)


@guarded(Deed.RECEIVE_HANDOVER)
@require_GET
def everywhere(request: Request) -> HttpResponse:
    """All that reached one's class or school, the newest first."""
    rows = Handover.objects.received_by(request.actor, Deed.RECEIVE_HANDOVER)
    rows = rows.select_related(*READ_WITH).order_by("-sent_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    seen = {one.pupil_id for one in page}
    note_look(request.actor, Deed.RECEIVE_HANDOVER, kind="handover_list", key="", pupils=seen)
    return render(request, "support/received_list.html", {"page": page})


@guarded(Deed.RECEIVE_HANDOVER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, handover: UUID) -> HttpResponse:
    """One handover as it was sent, with who has read it."""
    one = _the_received(request.actor, handover)
    note_look(
        request.actor,
        Deed.RECEIVE_HANDOVER,
        kind="handover",
        key=one.pk,
        pupil=one.pupil_id,
        scope=one.received_scope,
    )
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("support:received", one.pk)
    failed = wrong(acts)
    own = Case.objects.visible_to(request.actor, Deed.SEE_CASE).filter(begun_from=one).first()
    context = {
        "handover": one,
        "parts": contents(one),
        "readers": one.steps.filter(move=HandoverMove.READ).select_related("by"),
        "own": own,
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/received.html", context, status=422 if failed else 200)


def _the_received(actor: Actor, key: UUID) -> Handover:
    rows = Handover.objects.received_by(actor, Deed.RECEIVE_HANDOVER).filter(pk=key)
    found = rows.select_related(*READ_WITH).first()
    if found is None:
        raise Http404
    return found


def _acts(request: Request, one: Handover) -> list[Act]:
    """To say that one has read it, and to go on with a case of one's own."""
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}
    if not one.steps.filter(move=HandoverMove.READ, by=request.actor.person).exists():
        ways["read"] = READ, partial(read_handover, handover=one)
    there = scope_of(one.pupil, today())
    here = there.school == one.to_school_id and may(request.actor, Deed.WRITE_CASE, there)
    if here and one.leaves and one.taken_on_id is None:
        ways["take_on"] = TAKE_ON, partial(take_on, handover=one)
    acts = offered(request, ways)
    for act in acts:
        if isinstance(act.form, TakeOnForm):
            act.form.offering(kinds_of(request.actor.municipality))
    return acts
