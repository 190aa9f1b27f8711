"""Requests at the board: its inbox, one request of a child known by initials, whose turn it is."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.requests import (
    assign_request,
    decline_request,
    finish_request,
    settle_request,
)
from tsunagu.cases.models import DivisionRequest, DivisionRequestQuerySet
from tsunagu.cases.queries.requests import (
    REQUEST_READ_WITH,
    OwedRequest,
    ReceivedRequest,
    owed_requests,
    owners_of,
)
from tsunagu.cases.queries.veils import Veils
from tsunagu.cases.request_enums import ENDED, RequestMove, RequestState
from tsunagu.cases.request_rules import NEXT, TRANSITIONS, stages
from tsunagu.clock import today
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.consultations.forms import AssignForm
from tsunagu.web.consultations.request_forms import (
    DeclineForm,
    DoneForm,
    RequestsForm,
    SettleForm,
)
from tsunagu.web.http import Request, guarded

PER_PAGE = 30
M, S = RequestMove, RequestState
WAYS: dict[RequestMove, tuple[Way, Callable[..., object]]] = {
    M.SETTLE: (Way("日を決める", "決める", "日を決めました", SettleForm), settle_request),
    M.DONE: (Way("したことを書いて終える", "終える", "終えました", DoneForm), finish_request),
    M.ASSIGN: (
        Way(
            "担当を決める",
            "この人に頼む",
            "担当を決めました。その人の「今日」に出ています",
            AssignForm,
        ),
        assign_request,
    ),
    M.DECLINE: (
        Way("受けられないと答える", "答える", "答えが学校に伝わりました", DeclineForm),
        decline_request,
    ),
}
"""What can be done at the board, in the order of the page."""


@guarded(Deed.SEE_CONSULTATION)
@require_GET
def inbox(request: Request) -> HttpResponse:
    """What schools asked for, the first due first."""
    form = RequestsForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    known = DivisionRequest.objects.received_by(request.actor, Deed.SEE_CONSULTATION)
    rows = _matching(known, state).select_related(*REQUEST_READ_WITH).order_by("due", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_requests(request.actor, Deed.SEE_CONSULTATION, page)
    veils = Veils()
    found = [ReceivedRequest(one, veils) for one in page]
    context = {"form": form, "page": page, "rows": found, "asked": bool(state)}
    return render(request, "consultations/requests.html", context)


def _matching(rows: DivisionRequestQuerySet, state: str) -> DivisionRequestQuerySet:
    """Those in a state; without one those that are not over."""
    going = ~Q(state__in=ENDED)
    states = {"": going, "all": Q(), "overdue": going & Q(due__lt=today())}
    return rows.filter(states.get(state, Q(state=state)))


def note_requests(actor: Actor, deed: Deed, rows: Iterable[DivisionRequest]) -> None:
    """Write to the audit whom a list is about."""
    pupils = [one.case.pupil_id for one in rows]
    note_look(actor, deed, kind="request_list", key="", pupils=pupils)


@guarded(Deed.SEE_CONSULTATION)
@require_http_methods(["GET", "POST"])
def page(request: Request, divisionrequest: UUID) -> HttpResponse:
    """One request: what is asked, where it stands, what was done, what can be."""
    known = DivisionRequest.objects.received_by(request.actor, Deed.SEE_CONSULTATION)
    one = known.select_related(*REQUEST_READ_WITH).filter(pk=divisionrequest).first()
    if one is None:
        raise Http404
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("consultations:request", one.pk)
    pupil = one.case.pupil_id
    note_look(request.actor, Deed.SEE_CONSULTATION, kind="request", key=one.pk, pupil=pupil)
    failed, received = wrong(acts), ReceivedRequest(one)
    steps = one.steps.select_related("by", "adviser")
    context = {
        "known": one,
        "received": received,
        "stages": stages(S(one.state)),
        "next": NEXT.get(S(one.state), ""),
        "owners": "、".join(owners_of(one)),
        "steps": [(step, received.veil(step.text)) for step in steps],
        "acts": acts,
        "form": failed,
    }
    return render(request, "consultations/request.html", context, status=422 if failed else 200)


def _acts(request: Request, one: DivisionRequest) -> list[Act]:
    """What can be done as it stands."""
    ways = {
        move.value: (way, partial(verb, request=one))
        for move, (way, verb) in WAYS.items()
        if (S(one.state), move) in TRANSITIONS
    }
    acts = offered(request, ways)
    for act in acts:
        if isinstance(act.form, AssignForm):
            act.form.offering(one.municipality, ())
    return acts


def section(request: Request) -> Section:
    """The first of those that are the actor's turn, for Today."""
    rows = list(owed_requests(request.actor).select_related(*REQUEST_READ_WITH)[: ON_TODAY + 1])
    shown = rows[:ON_TODAY]
    note_requests(request.actor, Deed.SEE_TODAY, shown)
    lines = [OwedRequest(one, request.actor) for one in shown]
    more = "consultations:requests-owed" if len(rows) > ON_TODAY else ""
    return Section("あなたの番の依頼", "consultations/_requests_owed.html", lines, more)


@guarded(Deed.SEE_TODAY)
@require_GET
def owed(request: Request) -> HttpResponse:
    """All of them, the first due first."""
    rows = owed_requests(request.actor).select_related(*REQUEST_READ_WITH)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_requests(request.actor, Deed.SEE_TODAY, page)
    lines = [OwedRequest(one, request.actor) for one in page]
    return render(request, "consultations/requests_owed.html", {"page": page, "lines": lines})
