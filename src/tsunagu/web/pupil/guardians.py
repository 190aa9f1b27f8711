"""A guardian's card: custody, the papers that the school has seen, and limits set and ended."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.school.enums import Custody, LimitKind
from tsunagu.school.guardian_actions import end_limit, set_custody, set_limit
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standing_of
from tsunagu.school.models import Guardian, GuardianLimit
from tsunagu.web.components.forms import FromToForm, date_field, say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil

TOLD = {
    Ground.MAY: "子どものことを知らせることができます。",
    Ground.NO_CUSTODY: "親権がないので、子どものことは何も知らせません。",
    Ground.ANOTHER_ALONE: "ほかの保護者が単独親権なので、子どものことは何も知らせません。",
    Ground.PAPERS_NOT_SEEN: "書類を確かめるまで、子どものことは何も知らせません。",
    Ground.LIMIT: "子どもの居場所、時刻、約束、住所と、もう一方の保護者からの連絡は知らせません。",
}
"""What follows for the guardian, in the words of the card."""


class CustodyForm(forms.Form):
    """Custody, and the day on which the school saw papers that show it."""

    custody = forms.ChoiceField(label="親権", choices=Custody.choices, widget=forms.RadioSelect)
    papers_seen_on = date_field(
        "書類を確かめた日",
        required=False,
        help_text="戸籍や審判書などで確かめたとき。まだのときは空のままにします",
    )


class LimitForm(FromToForm):
    """A limit from a day to a day, with the paper that says so."""

    kind = forms.ChoiceField(
        label="制限の種類", choices=LimitKind.choices, widget=forms.RadioSelect
    )
    first = date_field("始まりの日")
    last = date_field(
        "終わりの日", required=False, help_text="書類に終わりの日がないときは空のままにします"
    )
    paper = forms.CharField(
        label="確かめた書類",
        max_length=500,
        help_text="どこが出した、いつの、何の書類か。管理職だけが見られます",
    )


@dataclass(frozen=True)
class Limit:
    """A limit as a line of the card."""

    limit: GuardianLimit
    holds: bool
    over: bool


def _lines(guardian: Guardian) -> list[Limit]:
    """Every limit there was, the newest first, each with whether it holds."""
    now = today()
    rows = guardian.limits.select_related("by", "ended_by")
    return [
        Limit(one, one.holds(now), one.ended_on is not None or _before(one.last, now))
        for one in rows
    ]


def _before(last: date | None, day: date) -> bool:
    return last is not None and last < day


def _open(request: Request, pupil: UUID, key: UUID) -> tuple[Opened, Guardian]:
    """The pupil and a guardian of that pupil; raises `Http404` for anybody else's."""
    opened = open_pupil(request.actor, pupil, Deed.SET_GUARDIAN)
    found = Guardian.objects.filter(pk=key, pupil=opened.pupil)
    guardian = found.select_related("pupil", "papers_seen_by").first()
    if guardian is None:
        raise Http404
    return opened, guardian


def _card(
    request: Request,
    opened: Opened,
    guardian: Guardian,
    custody: CustodyForm | None = None,
    limit: LimitForm | None = None,
) -> HttpResponse:
    """The card, with a form as it was posted where that was refused."""
    shown: dict[str, Any] = {
        "custody": guardian.custody,
        "papers_seen_on": guardian.papers_seen_on,
    }
    standing = standing_of(guardian, today())
    context = {
        "opened": opened,
        "guardian": guardian,
        "custody_form": custody or CustodyForm(initial=shown),
        "limit_form": limit or LimitForm(initial={"first": today()}),
        "form": custody or limit,
        "told": TOLD[guardian_may(standing, Topic.PLACE)],
        "limits": _lines(guardian),
    }
    return render(request, "pupil/guardian.html", context, status=422 if custody or limit else 200)


@guarded(Deed.SET_GUARDIAN)
def guardian(request: Request, pupil: UUID, guardian: UUID) -> HttpResponse:
    """The card of a guardian; posted, what the school knows of custody."""
    opened, held = _open(request, pupil, guardian)
    if request.method != "POST":
        return _card(request, opened, held)
    form = CustodyForm(request.POST)
    if form.is_valid():
        with show_refusals(form):
            set_custody(guardian=held, by=request.actor, **form.cleaned_data)
            messages.success(request, "親権と書類を記録しました")
            return redirect("pupil:guardian", pupil, guardian)
    return _card(request, opened, held, custody=form)


@guarded(Deed.SET_GUARDIAN)
@require_POST
def limit(request: Request, pupil: UUID, guardian: UUID) -> HttpResponse:
    """Keep from a guardian where and when the child is to be found."""
    opened, held = _open(request, pupil, guardian)
    form = LimitForm(request.POST)
    if form.is_valid():
        with show_refusals(form):
            set_limit(guardian=held, by=request.actor, **form.cleaned_data)
            messages.success(request, "制限を記録しました。電話の一覧にこの番号は出ません")
            return redirect("pupil:guardian", pupil, guardian)
    return _card(request, opened, held, limit=form)


@guarded(Deed.SET_GUARDIAN)
@require_POST
def limit_end(request: Request, pupil: UUID, guardian: UUID, guardianlimit: UUID) -> HttpResponse:
    """From today on a limit holds no more."""
    _, held = _open(request, pupil, guardian)
    limit = GuardianLimit.objects.filter(pk=guardianlimit, guardian=held).first()
    if limit is None:
        raise Http404
    with say_refusals(request):
        end_limit(limit=limit, why=request.POST.get("why", ""), by=request.actor)
        messages.success(request, "制限を終わりにしました。記録は残ります")
    return redirect("pupil:guardian", pupil, guardian)
