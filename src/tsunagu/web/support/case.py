"""One case: the child's and the family's words, where it stands, the team, what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, may, sure
from tsunagu.cases.actions.cases import move_case, name_coordinator
from tsunagu.cases.actions.teams import (
    add_member,
    end_member,
    may_withdraw,
    record_wish,
    staff_of,
    withdraw_case_note,
    write_case_note,
)
from tsunagu.cases.case_enums import REVIEWED, CaseMove, CaseState
from tsunagu.cases.case_rules import NEXT, TRANSITIONS, stages
from tsunagu.cases.models import Case, CaseNote
from tsunagu.cases.next_review import proposed_review
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.around import around_of
from tsunagu.web.support.door import opened, the_case
from tsunagu.web.support.forms import (
    CloseForm,
    CoordinatorForm,
    MemberForm,
    MoveForm,
    NoteForm,
    ReviewedForm,
    WhyForm,
    WishForm,
)

PER_PAGE = 20
M, S = CaseMove, CaseState
MOVES: dict[CaseMove, tuple[str, str]] = {
    M.ASSESS: ("実態をつかみ始める", "始める"),
    M.PLAN: ("計画を立てた", "記録する"),
    M.SUPPORT: ("決めたことを始める", "始める"),
    M.REVIEW: ("見直した", "記録する"),
    M.WATCH: ("見守ることにする", "見守る"),
    M.CLOSE: ("このケースを終える", "終える"),
    M.REOPEN: ("もう一度始める", "始める"),
}
"""The words of each move on the page: what unfolds its form, and the form's button."""
WISH = Way("本人・保護者のことばを書く", "書きとめる", "書きとめました", WishForm)
MEMBER = Way("チームに加える", "加える", "チームに加えました", MemberForm)
COORDINATOR = Way(
    "コーディネーターを決める", "この人にする", "コーディネーターを決めました", CoordinatorForm
)
NOTE = Way("書きとめる", "書きとめる", "書きとめました", NoteForm)


@dataclass(frozen=True)
class NoteRead:
    """A note as one person reads it; of one that they may not read, that it is there."""

    note: CaseNote
    readable: bool
    to_withdraw: bool


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID) -> HttpResponse:
    """The page of one case; what can be done stands on it, each with its form."""
    one = opened(request.actor, case)
    scope = one.scope
    writes = may(request.actor, Deed.WRITE_CASE, scope)
    acts = _acts(request, one, scope) if writes else []
    if done(request, acts):
        return redirect("support:case", one.pk)
    failed = wrong(acts)
    members = one.members.select_related("person", "stand_in", "organisation")
    context = {
        "around": around_of(one.pupil, request.actor),
        "case": one,
        "stages": stages(S(one.state)) if one.open else [],
        "next": NEXT.get(S(one.state), ""),
        "team": [member for member in members if member.last is None or member.last >= today()],
        "left": [member for member in members if member.last and member.last < today()],
        "notes": _notes(request.actor, one, scope),
        "page": Paginator(one.steps.select_related("by").order_by("-at", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "acts": acts,
        "writes": writes,
        "form": failed,
    }
    return render(request, "support/case.html", context, status=422 if failed else 200)


def _notes(actor: Actor, case: Case, scope: Scope) -> list[NoteRead]:
    rows = case.notes.select_related("by")
    return [
        NoteRead(one, one.readable_by(actor, scope), may_withdraw(one, sure(actor), scope))
        for one in rows
    ]


def _acts(request: Request, case: Case, scope: Scope) -> list[Act]:
    """What the actor can do as it stands: the next moves first."""
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}
    for move, (title, button) in MOVES.items():
        if to := TRANSITIONS.get((S(case.state), move)):
            form: type[forms.Form] = ReviewedForm if to in REVIEWED else MoveForm
            way = Way(title, button, "記録しました", CloseForm if to == S.CLOSED else form)
            ways[move.value] = (way, partial(_move, case=case, move=move))
    if case.open:
        ways["coordinator"] = COORDINATOR, partial(name_coordinator, case=case)
        ways["member"] = MEMBER, partial(add_member, case=case)
    ways["wish"] = WISH, partial(record_wish, case=case)
    ways["note"] = NOTE, partial(write_case_note, case=case)
    begin = {"heard_on": today(), "heard_by": request.actor.label}
    if any(way.form is ReviewedForm for way, _ in ways.values()):
        begin["until"] = proposed_review(case, today())
    acts = offered(request, ways, begin)
    for act in acts:
        if isinstance(act.form, CoordinatorForm):
            act.form.offering(_team(case))
        elif isinstance(act.form, MemberForm):
            act.form.offering(staff_of(case.school))
        elif isinstance(act.form, NoteForm) and not may(request.actor, Deed.SEE_CASE_NOTE, scope):
            act.form.fields["restricted"].disabled = True
    return acts


def _move(*, until: Any = None, **what: Any) -> Case:
    """A move, with the day of the next review where its form asks for one."""
    return move_case(until=until, **what)


def _team(case: Case) -> dict[Person, str]:
    """The team's staff with their parts."""
    rows = case.members.on(today()).exclude(person=None).select_related("person")
    return {member.person: member.part for member in rows if member.person}


@guarded(Deed.WRITE_CASE)
@require_POST
def leave(request: Request, case: UUID, member: UUID) -> HttpResponse:
    """Let somebody leave the team from today on."""
    one = the_case(request.actor, case, Deed.WRITE_CASE)
    gone = one.members.filter(pk=member).first()
    if gone is None:
        raise Http404
    with say_refusals(request):
        end_member(member=gone, last=None, by=request.actor)
        messages.success(request, "チームから外しました")
    return redirect("support:case", one.pk)


@guarded(Deed.WITHDRAW_CASE_NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, case: UUID, casenote: UUID) -> HttpResponse:
    """Take back a note of one's own, or as a manager of anybody's, with the reason."""
    actor, cases = request.actor, Case.objects.filter(pk=case)
    written = CaseNote.objects.filter(case__in=cases.visible_to(actor, Deed.WRITE_CASE))
    managed = cases.visible_to(actor, Deed.WITHDRAW_CASE_NOTE)
    notes = written.filter(Q(by=actor.person) | Q(case__in=managed)).filter(pk=casenote)
    note = notes.select_related("case__pupil", "case__school").first()
    if note is None:
        raise Http404
    one = opened(actor, case, Deed.WRITE_CASE)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            withdraw_case_note(note=note, why=form.cleaned_data["why"], by=request.actor)
            messages.success(request, "取り消しました")
            return redirect("support:case", case)
    context = {"case": one, "note": note, "form": form}
    return render(request, "support/withdraw.html", context, status=422 if form.errors else 200)
