"""Requests to the division at the school: a case's, and one with what can be done about it."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.requests import ask_division, send_request, withdraw_request
from tsunagu.cases.models import DivisionRequest
from tsunagu.cases.queries.requests import owners_of
from tsunagu.cases.request_enums import RequestMove, RequestState
from tsunagu.cases.request_rules import NEXT, TRANSITIONS, stages
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.consultations.forms import PlainForm
from tsunagu.web.consultations.request_forms import AskForm
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.door import opened
from tsunagu.web.support.forms import WhyForm

PER_PAGE = 20
M, S = RequestMove, RequestState
ASK = Way("教育委員会に頼む", "管理職に出す", "管理職に出しました", AskForm)
SEND = Way("", "確認して教育委員会に送る", "教育委員会に送りました", PlainForm)
WITHDRAW = Way("取り下げる", "取り下げる", "取り下げました", WhyForm)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request, case: UUID) -> HttpResponse:
    """What was asked of the division in a case, and the form that asks."""
    one = opened(request.actor, case)
    writes = may(request.actor, Deed.WRITE_CASE, one.scope)
    ways = {"ask": (ASK, partial(ask_division, case=one))} if writes and one.open else {}
    acts = offered(request, ways)
    for act in acts:
        if isinstance(act.form, AskForm):
            act.form.offering(one.municipality)
    if done(request, acts):
        return redirect("support:requests", one.pk)
    failed = wrong(acts)
    rows = DivisionRequest.objects.filter(case=one).select_related("adviser", "municipality")
    context = {
        "case": one,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/requests.html", context, status=422 if failed else 200)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID, divisionrequest: UUID) -> HttpResponse:
    """One request as the school reads it."""
    there = opened(request.actor, case)
    rows = DivisionRequest.objects.filter(case=there, pk=divisionrequest)
    found = rows.select_related("adviser", "municipality").first()
    if found is None:
        raise Http404
    acts = _acts(request, found)
    if done(request, acts):
        return redirect("support:request", there.pk, found.pk)
    failed = wrong(acts)
    steps = found.steps.select_related("by", "adviser")
    context = {
        "case": there,
        "known": found,
        "stages": stages(S(found.state)),
        "next": NEXT.get(S(found.state), ""),
        "owners": "、".join(owners_of(found)),
        "steps": [(step, step.text) for step in steps],
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/request.html", context, status=422 if failed else 200)


def _acts(request: Request, one: DivisionRequest) -> list[Act]:
    """What the actor can do about it as it stands."""
    scope, state = one.case.scope, S(one.state)
    ways = {}
    if (state, M.SEND) in TRANSITIONS and may(request.actor, Deed.SIGN_SHEET, scope):
        ways["send"] = SEND, partial(send_request, request=one)
    if (state, M.WITHDRAW) in TRANSITIONS and may(request.actor, Deed.WRITE_CASE, scope):
        ways["withdraw"] = WITHDRAW, partial(withdraw_request, request=one)
    return offered(request, ways)
