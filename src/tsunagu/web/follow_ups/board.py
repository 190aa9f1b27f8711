"""The board's side: its calls, which schools have not handed in, and the slips by initials."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.follow_ups import call_slips, end_call, read_slip
from tsunagu.cases.enums import FollowUpMove, FollowUpState
from tsunagu.cases.follow_up_rules import NEXT, TRANSITIONS, stages
from tsunagu.cases.models import FollowUp, SlipCall
from tsunagu.cases.queries import Veils
from tsunagu.cases.queries.follow_ups import SLIP_WITH, SlipRead
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.consultations.forms import PlainForm
from tsunagu.web.follow_ups.forms import CallForm, ReadForm
from tsunagu.web.follow_ups.words import owner_words
from tsunagu.web.http import Request, guarded

PER_PAGE = 30
CALL = Way("学校に個票を求める", "求める", "求めました。学校の「今日」に出ています", CallForm)
END = Way("", "求めるのを終える", "終えました。まだの学校には、もう求めません", PlainForm)
READ = Way("読んだことを伝える", "読みました", "読んだことが学校に伝わりました", ReadForm)


@guarded(Deed.ASK_FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def calls(request: Request) -> HttpResponse:
    """What the board has asked for, the newest first, and a form to ask again."""
    acts = offered(request, {"call": (CALL, call_slips)})
    for act in acts:
        if isinstance(act.form, CallForm):
            act.form.offering(request.actor.municipality)
    if done(request, acts):
        return redirect("follow-ups:calls")
    owing = Count("turns", filter=Q(turns__handed_in_at__isnull=True))
    rows = SlipCall.objects.filter(municipality=request.actor.municipality)
    rows = rows.annotate(asked=Count("turns"), missing=owing).order_by("-at", "pk")
    failed = wrong(acts)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "acts": acts,
        "form": failed,
    }
    return render(request, "follow_ups/calls.html", context, status=422 if failed else 200)


@guarded(Deed.ASK_FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def call(request: Request, slipcall: UUID) -> HttpResponse:
    """One call: which schools have not handed in, and where each slip stands."""
    rows = SlipCall.objects.filter(municipality=request.actor.municipality, pk=slipcall)
    asked = rows.select_related("by").first()
    if asked is None:
        raise Http404
    ways = {} if asked.ended_at else {"end": (END, partial(end_call, call=asked))}
    acts = offered(request, ways)
    if done(request, acts):
        return redirect("follow-ups:call", asked.pk)
    turns = asked.turns.select_related("school", "call").order_by("school__name", "pk")
    slips = FollowUp.objects.received_by(request.actor, Deed.ASK_FOLLOW_UP).filter(turn__call=asked)
    slips = slips.select_related(*SLIP_WITH).order_by("turn__school__name", "at", "pk")
    page = Paginator(slips, PER_PAGE).get_page(request.GET.get("page"))
    seen = [one.sheet.pupil_id for one in page]
    note_look(request.actor, Deed.ASK_FOLLOW_UP, kind="follow_up_list", key=asked.pk, pupils=seen)
    context = {
        "call": asked,
        "turns": turns,
        "missing": [one for one in turns if one.owing],
        "page": page,
        "rows": [SlipRead(one) for one in page],
        "acts": acts,
        "form": wrong(acts),
    }
    return render(request, "follow_ups/call.html", context)


@guarded(Deed.ASK_FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def received(request: Request, followup: UUID) -> HttpResponse:
    """One slip: what it says by initials, where it stands, what was done."""
    known = FollowUp.objects.received_by(request.actor, Deed.ASK_FOLLOW_UP)
    one = known.select_related(*SLIP_WITH).filter(pk=followup).first()
    if one is None:
        raise Http404
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("follow-ups:received", one.pk)
    pupil = one.sheet.pupil_id or ""
    note_look(request.actor, Deed.ASK_FOLLOW_UP, kind="follow_up", key=one.pk, pupil=pupil)
    slip, state, failed = SlipRead(one, Veils()), FollowUpState(one.state), wrong(acts)
    context = {
        "known": one,
        "slip": slip,
        "stages": stages(state),
        "next": NEXT.get(state, ""),
        "owners": owner_words(one, named=False),
        "steps": slip.steps,
        "acts": acts,
        "form": failed,
    }
    return render(request, "follow_ups/received.html", context, status=422 if failed else 200)


def _acts(request: Request, one: FollowUp) -> list[Act]:
    """What can be done as it stands."""
    readable = (FollowUpState(one.state), FollowUpMove.READ) in TRANSITIONS
    ways = {"read": (READ, partial(read_slip, follow_up=one))} if readable else {}
    return offered(request, ways)
