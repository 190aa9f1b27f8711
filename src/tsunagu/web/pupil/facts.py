"""Small dated facts about a pupil, each with one short form: what is known, brought or agreed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import set_opening_balance
from tsunagu.clock import today
from tsunagu.prepared import Prepared
from tsunagu.response.actions import end_span, set_good_reason, set_protection, withdraw_freeze
from tsunagu.response.models import GoodReason, ProtectionFlag, RuleFreeze, SpanFact
from tsunagu.response.reviews import reviews_ahead
from tsunagu.school.models import Pupil
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, back_of, guarded
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.fact_forms import (
    BalanceForm,
    FactForm,
    GoodReasonForm,
    LastDayForm,
    ProtectionForm,
)


@dataclass(frozen=True)
class Fact:
    """A kind of fact: its form, who may set it, and the verb that does."""

    title: str
    help: str
    form: type[FactForm]
    save: Callable[[Pupil, dict[str, Any], Actor], object]


def _balance(pupil: Pupil, given: dict[str, Any], by: Actor) -> object:
    return set_opening_balance(pupil=pupil, by=by, **given)


def _good_reason(pupil: Pupil, given: dict[str, Any], by: Actor) -> object:
    return set_good_reason(pupil=pupil, by=by, **given)


def _protection(pupil: Pupil, given: dict[str, Any], by: Actor) -> object:
    return set_protection(pupil=pupil, by=by, **given)


def edit(request: Request, opened: Opened, fact: Fact, **more: object) -> HttpResponse:
    """One short form and its verb; refusals stay on the form."""
    posted = request.POST if request.method == "POST" else None
    back = back_of(request) or home(opened)
    form = fact.form(posted, sees_restricted=opened.may(Deed.SEE_RESTRICTED))
    if posted is not None and form.is_valid():
        with show_refusals(form), form.asking():
            fact.save(opened.pupil, form.given(), request.actor)
            messages.success(request, f"{opened.pupil.name}さんの「{fact.title}」を記録しました")
            return redirect(back)
    context = {"opened": opened, "form": form, "fact": fact, "told": None, "back": back, **more}
    return render(request, "pupil/fact.html", context, status=422 if form.errors else 200)


def home(opened: Opened) -> str:
    """Back to the pupil, for those who may see one; else to one's own day."""
    sees = opened.may(Deed.SEE_PUPIL)
    return reverse("pupil:page", args=[opened.pupil.pk]) if sees else reverse("today")


@guarded(Deed.SET_OPENING_BALANCE)
def balance(request: Request, pupil: UUID) -> HttpResponse:
    """Days absent and credited this school year at a school outside the installation."""
    fact = Fact(
        "転入前の欠席日数",
        "今年度、前の学校で休んだ日数です。この数だけで新しい対応が始まることはありません。",
        BalanceForm,
        _balance,
    )
    return edit(request, open_pupil(request.actor, pupil, Deed.SET_OPENING_BALANCE), fact)


@guarded(Deed.SHARE)
def good_reason(request: Request, pupil: UUID) -> HttpResponse:
    """A good reason on the guardian's side, so that the board need not be told."""
    fact = Fact(
        "正当な理由",
        "記録すると、その期間の「教育委員会への報告（連続7日）」は要らなくなります。",
        GoodReasonForm,
        _good_reason,
    )
    return edit(request, open_pupil(request.actor, pupil, Deed.SHARE), fact)


@guarded(Deed.SEE_PROTECTION)
def protection(request: Request, pupil: UUID) -> HttpResponse:
    """Registration with the child protection network; managers alone know of it."""
    fact = Fact(
        "要保護児童対策地域協議会への登録",
        "管理職だけが見られます。ほかの一覧、人数、出力には現れません。",
        ProtectionForm,
        _protection,
    )
    return edit(request, open_pupil(request.actor, pupil, Deed.SEE_PROTECTION), fact)


def end_on(request: Request, opened: Opened, end: Callable[[date], object]) -> HttpResponse:
    """Let something end on the day that was posted; what is wrong is said on the next page."""
    form = LastDayForm(request.POST)
    if form.is_valid():
        with show_refusals(form):
            end(form.cleaned_data["last"])
            messages.success(request, "終わりの日を記録しました")
    for sentence in (error for errors in form.errors.values() for error in errors):
        messages.error(request, str(sentence))
    return redirect(home(opened))


def _end_span(request: Request, opened: Opened, span: SpanFact | None) -> HttpResponse:
    """Let a fact from–to end on the day that was posted."""
    if span is None:
        raise Http404
    return end_on(request, opened, lambda last: end_span(fact=span, last=last, by=request.actor))


@guarded(Deed.SHARE)
@require_POST
def good_reason_end(request: Request, pupil: UUID, goodreason: UUID) -> HttpResponse:
    """Let a good reason end on a day."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    span = GoodReason.objects.filter(pk=goodreason, pupil=opened.pupil).first()
    return _end_span(request, opened, span)


@guarded(Deed.SHARE)
@require_POST
def review_end(request: Request, pupil: UUID, rulefreeze: UUID) -> HttpResponse:
    """Bring a review date forward, put it off, or take it back."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    review = RuleFreeze.objects.filter(pk=rulefreeze, pupil=opened.pupil).first()
    if review is None or "withdraw" not in request.POST:
        return _end_span(request, opened, review)
    withdraw_freeze(fact=review, by=request.actor)
    messages.success(request, "見直しの日を取り消しました。休んでいた仕事が戻ります")
    return redirect(home(opened))


@guarded(Deed.SEE_PROTECTION)
@require_POST
def protection_end(request: Request, pupil: UUID, protectionflag: UUID) -> HttpResponse:
    """Let a registration end on a day."""
    opened = open_pupil(request.actor, pupil, Deed.SEE_PROTECTION)
    span = ProtectionFlag.objects.filter(pk=protectionflag, pupil=opened.pupil).first()
    return _end_span(request, opened, span)


@dataclass(frozen=True)
class Known:
    """The facts that stand on the page: reviews, good reasons, and registrations for managers."""

    reviews: list[RuleFreeze]
    good_reasons: list[GoodReason]
    registrations: list[ProtectionFlag]


def _ahead(facts: type[SpanFact]) -> Prepared:
    """A pupil's facts of a kind that hold on a day or later, the first to come first."""
    return Prepared(
        lambda pupil, day: facts._default_manager.filter(
            Q(last__isnull=True) | Q(last__gte=day), pupil=pupil
        ).order_by("first", "pk"),
        UUID,
        date,
    )


_GOOD_REASONS, _FLAGS = _ahead(GoodReason), _ahead(ProtectionFlag)


def known_facts_of(opened: Opened) -> Known:
    """Facts that hold today or later; registrations only for those who may know."""
    pupil, now = opened.pupil.pk, today()
    flags = _FLAGS.objects(ProtectionFlag, pupil, now) if opened.may(Deed.SEE_PROTECTION) else []
    reasons = _GOOD_REASONS.objects(GoodReason, pupil, now)
    return Known(list(reviews_ahead(opened.pupil)), reasons, flags)
