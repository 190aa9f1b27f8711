"""Handovers at the school that prepares them: a child's, one of them, and its paper."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.handovers import (
    ask_sign_off,
    change_handover,
    prepare_handover,
    print_handover,
    return_handover,
    send_handover,
    withdraw_handover,
)
from tsunagu.cases.handover_enums import HandoverMove, HandoverState
from tsunagu.cases.handover_rules import NEXT, TRANSITIONS
from tsunagu.cases.models import Case, Handover
from tsunagu.cases.queries.handed import readable
from tsunagu.clock import today
from tsunagu.school.models import Pupil, School
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.support.door import the_case
from tsunagu.web.support.forms import WhyForm
from tsunagu.web.support.handover_forms import OUTSIDE, AsReadForm, HandoverForm, WhereForm

PER_PAGE = 20
READ_WITH = ("pupil__municipality", "school", "case", "to_school", "to", "prepared_by")
M, S = HandoverMove, HandoverState
ASK = Way("管理職に出す", "管理職に出す", "管理職に出しました", AsReadForm)
SEND = Way("送る", "読んだうえで送る", "送りました。中身は、いまのまま残ります", AsReadForm)
PRINT = Way("紙で渡す", "確かめて、紙で渡せるようにする", "印刷できるようになりました", AsReadForm)
RETURN = Way("書き直しを頼む", "戻す", "書いた人に戻しました", WhyForm)
WITHDRAW = Way("引き継ぎを取り下げる", "取り下げる", "取り下げました", WhyForm)


@dataclass(frozen=True)
class Whose:
    """Whose handovers they are: a child's, as one came to it by its record or by a case."""

    pupil: Pupil
    school: UUID | None
    case: Case | None = None
    opened: Opened | None = None

    @property
    def page(self) -> str:
        """The list's address."""
        return self._at("handovers")

    @property
    def new(self) -> str:
        """Where a new one is begun."""
        return self._at("handover-new")

    def _at(self, name: str) -> str:
        if self.case:
            return reverse(f"support:case-{name}", args=[self.case.pk])
        return reverse(f"support:{name}", args=[self.pupil.pk])


def _by_record(actor: Actor, pupil: UUID) -> Whose:
    opened = open_pupil(actor, pupil, Deed.WRITE_HANDOVER)
    return Whose(opened.pupil, opened.scope.school, opened=opened)


def _by_case(actor: Actor, key: UUID) -> Whose:
    case = the_case(actor, key, Deed.WRITE_HANDOVER)
    note_look(
        actor,
        Deed.WRITE_HANDOVER,
        kind="case",
        key=case.pk,
        pupil=case.pupil_id,
        scope=case.scope,
    )
    return Whose(case.pupil, case.school_id, case=case)


@guarded(Deed.WRITE_HANDOVER)
@require_GET
def of_pupil(request: Request, pupil: UUID) -> HttpResponse:
    """A child's handovers, the newest first, and where the next one is to go."""
    return _list(request, _by_record(request.actor, pupil))


@guarded(Deed.WRITE_HANDOVER)
@require_GET
def of_case(request: Request, case: UUID) -> HttpResponse:
    """The same from a case: for its team, and when the child has left."""
    return _list(request, _by_case(request.actor, case))


@guarded(Deed.WRITE_HANDOVER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_of_pupil(request: Request, pupil: UUID) -> HttpResponse:
    """Begin a handover to a school, or to one elsewhere."""
    return _new(request, _by_record(request.actor, pupil))


@guarded(Deed.WRITE_HANDOVER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_of_case(request: Request, case: UUID) -> HttpResponse:
    """Begin one from a case."""
    return _new(request, _by_case(request.actor, case))


def _list(request: Request, whose: Whose) -> HttpResponse:
    rows = Handover.objects.visible_to(request.actor, Deed.WRITE_HANDOVER)
    rows = rows.filter(pupil=whose.pupil).select_related(*READ_WITH).order_by("-at", "pk")
    form = WhereForm()
    form.offering(request.actor.municipality, whose.school)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"whose": whose, "page": page, "form": form}
    return render(request, "support/handovers.html", {**context, **_head(whose)})


def _head(whose: Whose) -> dict[str, Any]:
    """What the head of a page about the child, or the case, reads."""
    return {"opened": whose.opened, "case": whose.case}


def _new(request: Request, whose: Whose) -> HttpResponse:
    asked = request.GET.get("school") or str(whose.school)
    school = None if asked == OUTSIDE else _school(request.actor, asked)
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        pupil=whose.pupil,
        case=whose.case,
        school=school,
    )
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            made = prepare_handover(
                pupil=whose.pupil, case=form.chosen_case, plan=form.plan(), by=request.actor
            )
            return redirect("support:handover", made.pk)
    context = {"whose": whose, "form": form, "school": school, **_head(whose)}
    status = 422 if form.errors else 200
    return render(request, "support/handover_new.html", context, status=status)


def _school(actor: Actor, key: str) -> School:
    return get_object_or_404(School, municipality=actor.municipality, pk=key_of(key))


def the_handover(actor: Actor, key: UUID) -> Handover:
    """A handover that the actor's school prepared; the look is on record. Raises `Http404`."""
    deed = Deed.WRITE_HANDOVER
    rows = Handover.objects.visible_to(actor, deed).filter(pk=key).select_related(*READ_WITH)
    one = rows.first()
    if one is None:
        raise Http404
    note_look(actor, deed, kind="handover", key=one.pk, pupil=one.pupil_id, scope=one.scope)
    return one


@guarded(Deed.WRITE_HANDOVER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, handover: UUID) -> HttpResponse:
    """One handover with what it says, and what can be done with it."""
    one = the_handover(request.actor, handover)
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("support:handover", one.pk)
    failed = wrong(acts)
    parts, hidden = readable(request.actor, one)
    context = {
        "handover": one,
        "parts": parts,
        "hidden": hidden,
        "next": NEXT.get(S(one.state), ""),
        "steps": one.steps.select_related("by"),
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/handover.html", context, status=422 if failed else 200)


def _acts(request: Request, one: Handover) -> list[Act]:
    """What the actor can do as it stands."""
    actor, scope = request.actor, one.scope
    signs = may(actor, Deed.SIGN_HANDOVER, scope)
    move = M.SEND if one.to_school_id else M.PRINT
    ways: dict[str, tuple[Way, Callable[..., object]]] = {
        "send": (SEND if move == M.SEND else PRINT, partial(send_handover, handover=one)),
        "ask": (ASK, partial(_ask, handover=one)),
        "return": (RETURN, partial(return_handover, handover=one)),
        "withdraw": (WITHDRAW, partial(withdraw_handover, handover=one)),
    }
    offers = {
        "send": (move, signs or not one.leaves),
        "ask": (M.ASK, one.leaves and not signs),
        "return": (M.RETURN, signs),
        "withdraw": (M.WITHDRAW, True),
    }
    can = [
        name
        for name, (step, may_do) in offers.items()
        if may_do and (one.state, step) in TRANSITIONS
    ]
    return offered(request, {name: ways[name] for name in can}, {"as_read": one.steps.count()})


def _ask(*, handover: Handover, as_read: int, by: Actor) -> object:
    """Lay it before a manager, who reads it as it then is."""
    return ask_sign_off(handover=handover, by=by)


@guarded(Deed.WRITE_HANDOVER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, handover: UUID) -> HttpResponse:
    """Write one anew while it is in hand."""
    one = the_handover(request.actor, handover)
    if not one.in_hand:
        raise Http404
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        pupil=one.pupil,
        school=one.to_school,
        handover=one,
    )
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            change_handover(handover=one, plan=form.plan(), by=request.actor)
            messages.success(request, "書き直しました")
            return redirect("support:handover", one.pk)
    context: dict[str, Any] = {"handover": one, "form": form}
    status = 422 if form.errors else 200
    return render(request, "support/handover_change.html", context, status=status)


@guarded(Deed.WRITE_HANDOVER)
@require_POST
def paper(request: Request, handover: UUID) -> HttpResponse:
    """The handover as PDF for a school elsewhere; its name tells no more than the day."""
    one = the_handover(request.actor, handover)
    with say_refusals(request):
        content = print_handover(handover=one, by=request.actor)
        disposition = content_disposition_header(True, f"引き継ぎ_{today()}.pdf") or ""
        headers = {"Content-Disposition": disposition}
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    return redirect("support:handover", one.pk)
