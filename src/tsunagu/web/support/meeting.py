"""One conference: the family's words, who comes, what was said and decided, and who agrees."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.policy import Deed, may
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.conferences import (
    answer_invitation,
    cancel_conference,
    change_conference,
    invite,
    plan_conference,
)
from tsunagu.cases.actions.recapping import recap_of
from tsunagu.cases.actions.recording import record_assent
from tsunagu.cases.actions.small_steps import add_step, end_step
from tsunagu.cases.agenda import proposed
from tsunagu.cases.circle import partakers
from tsunagu.cases.conference_enums import ConferenceMove, ConferenceState, Whose
from tsunagu.cases.conference_rules import TRANSITIONS
from tsunagu.cases.models import Assent, Case, Conference, Invitation, SmallStep
from tsunagu.clock import today
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.door import opened, the_case
from tsunagu.web.support.meeting_forms import (
    AnswerForm,
    AssentForm,
    CancelForm,
    EndStepForm,
    InviteForm,
    PlanForm,
    StepForm,
)

PER_PAGE = 20
M = ConferenceMove
WAYS: dict[ConferenceMove, tuple[Way, Callable[..., object]]] = {
    M.INVITE: (Way("招く", "招く", "招きました", InviteForm), invite),
    M.CHANGE: (Way("予定を変える", "変える", "予定を変えました", PlanForm), change_conference),
    M.ASSENT: (
        Way("本人・保護者の同意を書く", "書きとめる", "書きとめました", AssentForm),
        record_assent,
    ),
    M.STEP: (Way("一歩を加える", "加える", "加えました", StepForm), add_step),
    M.CANCEL: (
        Way("開かないことにする", "開かない", "開かないことにしました", CancelForm),
        cancel_conference,
    ),
}
"""What can be done on the page, each with its form and its verb."""


def the_conference(case: Case, key: UUID) -> Conference:
    """A conference of a case. Raises `Http404`."""
    rows = case.conferences.select_related("called_by", "held_by", "saved_by", "recap")
    one = rows.filter(pk=key).first()
    if one is None:
        raise Http404
    one.case = case
    return one


@guarded(Deed.SEE_CASE)
@require_GET
def of_case(request: Request, case: UUID) -> HttpResponse:
    """The conferences of a case, the newest first, and the steps that are open."""
    one = opened(request.actor, case)
    rows = one.conferences.select_related("called_by")
    steps = one.small_steps.filter(conference__held_at__isnull=False).select_related("who")
    context = {
        "case": one,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "steps": [step for step in steps.order_by("until", "place", "pk") if step.open],
        "writes": may(request.actor, Deed.WRITE_CASE, one.scope),
    }
    return render(request, "support/meetings.html", context)


@guarded(Deed.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, case: UUID) -> HttpResponse:
    """Plan a conference; what it could speak about is proposed from what is open."""
    one = opened(request.actor, case, Deed.WRITE_CASE)
    posted = request.POST if request.method == "POST" else None
    agenda = proposed(one, request.actor) if posted is None else ""
    form = PlanForm(posted, initial={"agenda": agenda})
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            new = plan_conference(case=one, by=request.actor, **form.cleaned_data)
            messages.success(request, "会議を決めました。次に、出る人を招きます")
            return redirect("support:meeting", one.pk, new.pk)
    context = {"case": one, "form": form}
    return render(request, "support/plan.html", context, status=422 if form.errors else 200)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID, conference: UUID) -> HttpResponse:
    """The page of one conference; what can be done stands on it, each with its form."""
    one = opened(request.actor, case)
    held = the_conference(one, conference)
    scope = one.scope
    writes = may(request.actor, Deed.WRITE_CASE, scope)
    acts = _acts(request, held) if writes else []
    if done(request, acts):
        return redirect("support:meeting", one.pk, held.pk)
    failed = wrong(acts)
    context = {
        "case": one,
        "conference": held,
        "invitations": held.invitations.select_related("person"),
        "steps": held.steps.select_related("who", "ended_by"),
        "assents": _assents(held),
        "acts": acts,
        "writes": writes,
        "records": writes and _allows(held, M.WRITE),
        "recaps": held.held and may(request.actor, Deed.WRITE_SHEET, one.sheet_scope),
        "person": request.actor.person,
        "form": failed,
    }
    return render(request, "support/meeting.html", context, status=422 if failed else 200)


def _allows(held: Conference, move: ConferenceMove) -> bool:
    return (ConferenceState(held.state), move) in TRANSITIONS


def _acts(request: Request, held: Conference) -> list[Act]:
    """What the actor can do as it stands."""
    ways = {
        move.value: (way, partial(verb, conference=held))
        for move, (way, verb) in WAYS.items()
        if _allows(held, move) and (held.case.open or move in (M.CANCEL, M.ASSENT))
    }
    again = {name: getattr(held, name) for name in ("day", "at", "place", "agenda")}
    acts = offered(request, ways, {**again, "on": today()})
    known = partakers(held.case)
    for act in acts:
        if isinstance(act.form, InviteForm):
            there = set(held.invitations.values_list("person", flat=True))
            act.form.offering({one: part for one, part in known.items() if one.pk not in there})
        elif isinstance(act.form, StepForm):
            act.form.offering(known)
    return acts


def _assents(held: Conference) -> list[tuple[str, Assent | None, list[Assent]]]:
    """For child and guardian what they said last, and the earlier ones; others each by name."""
    rows = list(held.assents.select_related("by"))
    found: list[tuple[str, Assent | None, list[Assent]]] = []
    for whose in (Whose.CHILD, Whose.GUARDIAN):
        mine = [one for one in rows if one.whose == whose]
        found.append((str(whose.label), mine[0] if mine else None, mine[1:]))
    others = [one for one in rows if one.whose == Whose.OTHER]
    return found + [(one.who, one, []) for one in others]


@guarded(Deed.WRITE_CASE)
@require_POST
def answer(request: Request, case: UUID, conference: UUID, invitation: UUID) -> HttpResponse:
    """Say whether one comes; for somebody from outside, what was heard."""
    one = the_case(request.actor, case, Deed.WRITE_CASE)
    rows = Invitation.objects.filter(conference__case=one, conference=conference)
    asked = rows.select_related("conference").filter(pk=invitation).first()
    if asked is None or (asked.person_id and asked.person != request.actor.person):
        raise Http404
    form = AnswerForm(request.POST)
    with say_refusals(request):
        if not form.is_valid():
            raise Refused(["出るか、出られないかを選んでください"])
        answer_invitation(invitation=asked, by=request.actor, **form.cleaned_data)
        messages.success(request, "返事を記録しました")
    if "today" in request.POST:
        return redirect("today")
    return redirect("support:meeting", one.pk, conference)


@guarded(Deed.WRITE_CASE)
@require_POST
def step(request: Request, case: UUID, conference: UUID, smallstep: UUID) -> HttpResponse:
    """End a small step, or take its end back."""
    one = the_case(request.actor, case, Deed.WRITE_CASE)
    rows = SmallStep.objects.filter(case=one, conference=conference).select_related("case")
    small = rows.filter(pk=smallstep).first()
    if small is None:
        raise Http404
    form = EndStepForm(request.POST)
    with say_refusals(request):
        if not form.is_valid():
            raise Refused(["したか、しないことにするかを選んでください"])
        end_step(step=small, by=request.actor, **form.cleaned_data)
        messages.success(request, "記録しました")
    return redirect("support:meeting", one.pk, conference)


@guarded(Deed.WRITE_SHEET)
@require_POST
def recap(request: Request, case: UUID, conference: UUID) -> HttpResponse:
    """The recap of one page: begun with what the conference says, or the one begun before."""
    one = the_case(request.actor, case, Deed.WRITE_SHEET)
    with say_refusals(request):
        sheet = recap_of(conference=the_conference(one, conference), by=request.actor)
        return redirect("sheets:sheet", sheet.pk)
    return redirect("support:meeting", one.pk, conference)
