"""What is known of a pupil's days beforehand: said, ended, taken back, and what stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import end_notice, set_notice, withdraw_notice
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries import days_like
from tsunagu.clock import in_words, today
from tsunagu.prepared import Prepared
from tsunagu.school.models import Pupil
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.fact_forms import NoticeForm
from tsunagu.web.pupil.facts import Fact, edit, end_on, home

PAST = 20
"""So many notices that ended or were taken back are shown."""
DAYS = 5
"""So many days are named; of the others only how many there are."""
_COMING = Prepared(
    lambda pupil, day: (
        Notice.objects.between(day, None).filter(pupil=pupil).order_by("first", "pk")
    ),
    UUID,
    date,
)


@dataclass(frozen=True)
class Told:
    """A pupil's notices: those that hold today or later, and those that do no more."""

    coming: list[Notice]
    past: list[Notice]


def told_of(opened: Opened) -> Told:
    """The pupil's notices as someone may see them; restricted ones only while they hold."""
    no_more = Q(withdrawn_at__isnull=False) | Q(last__lt=today())
    past = Notice.objects.filter(no_more, pupil=opened.pupil).select_related("withdrawn_by")
    if not opened.may(Deed.SEE_RESTRICTED):
        past = past.filter(restricted=False)
    coming = _COMING.objects(Notice, opened.pupil.pk, today())
    return Told(coming, list(past.order_by("-first", "-pk")[:PAST]))


def _save(pupil: Pupil, given: dict[str, Any], by: Actor) -> object:
    return set_notice(pupil=pupil, by=by, **given)


@guarded(Deed.SET_NOTICE)
def new(request: Request, pupil: UUID) -> HttpResponse:
    """What is known of the pupil's days beforehand."""
    fact = Fact(
        "届け出・わかっていること",
        "入れた期間は、出欠の画面に自動で入ります。出欠をとったことにはなりません。",
        NoticeForm,
        _save,
    )
    opened = open_pupil(request.actor, pupil, Deed.SET_NOTICE)
    sees = opened.may(Deed.SEE_RESTRICTED)
    return edit(request, opened, fact, told=told_of(opened), sees_restricted=sees)


def _held(opened: Opened, key: UUID) -> Notice:
    """The pupil's notice, where one may know of it."""
    held = Notice.objects.filter(pk=key, pupil=opened.pupil).first()
    if held is None or (held.restricted and not opened.may(Deed.SEE_RESTRICTED)):
        raise Http404
    return held


@guarded(Deed.SET_NOTICE)
@require_POST
def end(request: Request, pupil: UUID, notice: UUID) -> HttpResponse:
    """Let a notice end on a day."""
    opened = open_pupil(request.actor, pupil, Deed.SET_NOTICE)
    held = _held(opened, notice)
    return end_on(
        request, opened, lambda last: end_notice(notice=held, last=last, by=request.actor)
    )


@guarded(Deed.SET_NOTICE)
@require_POST
def withdraw(request: Request, pupil: UUID, notice: UUID) -> HttpResponse:
    """Take back a notice that was wrong, with a reason; rolls that agree with it are named."""
    opened = open_pupil(request.actor, pupil, Deed.SET_NOTICE)
    held = _held(opened, notice)
    with say_refusals(request):
        withdraw_notice(notice=held, why=request.POST.get("why", ""), by=request.actor)
        messages.success(request, f"届け出を取り消しました{_still_said(held)}")
    return redirect(home(opened))


def _still_said(notice: Notice) -> str:
    """What rolls go on saying after a notice was taken back; nothing where there is none."""
    days = days_like(notice)
    if not days:
        return ""
    named = "、".join(in_words(day) for day in days[-DAYS:])
    more = f"など{len(days)}日" if len(days) > DAYS else ""
    return (
        f"。{named}{more}の出欠は「{Kind(notice.fills).label}」のままです。"
        "違う日は、出欠の画面で訂正してください"
    )
