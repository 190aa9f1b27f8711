"""Short notes on a share, written and read on both sides; answers of the agency's, read."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tsunagu.access.policy import Deed
from tsunagu.cases import queries
from tsunagu.cases.actions import read_decline, read_note, read_report, write_note
from tsunagu.cases.models import NoteRead, Share, ShareQuerySet
from tsunagu.cases.people import addressees
from tsunagu.web.cases import received, school
from tsunagu.web.cases.forms import NoteForm
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.pupil.door import reach_pupil


@guarded(Deed.WRITE_NOTE)
@require_POST
def write_at_school(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """A note from the school's side."""
    opened = reach_pupil(request.actor, pupil, Deed.WRITE_NOTE)
    held = school.the_share(opened, share)
    form = NoteForm(request.POST, people=addressees(held, request.actor))
    if not form.is_valid():
        return school.show(request, opened, held, form)
    _write(request, held, form)
    return redirect("cases:share", pupil, share)


@guarded(Deed.WRITE_NOTE)
@require_POST
def write_received(request: Request, share: UUID) -> HttpResponse:
    """A note from the receiver's side."""
    held = received.the_received(request, share)
    form = NoteForm(request.POST, people=addressees(held, request.actor))
    if not form.is_valid():
        return received.show(request, held, form)
    _write(request, held, form)
    return redirect("cases:received-share", share)


def _write(request: Request, share: Share, form: NoteForm) -> None:
    given = form.cleaned_data
    with say_refusals(request):
        write_note(share=share, text=given["text"], to=list(given["to"]), by=request.actor)
        names = "、".join(f"{person.name}さん" for person in given["to"])
        messages.success(request, f"{names}に連絡しました")


@guarded(Deed.WRITE_NOTE)
@require_POST
def read_at_school(request: Request, pupil: UUID, share: UUID, note: UUID) -> HttpResponse:
    """Somebody at the school has read a note."""
    opened = reach_pupil(request.actor, pupil, Deed.WRITE_NOTE)
    known = Share.objects.told(protection=opened.may(Deed.SEE_PROTECTION))
    _read(request, known.filter(pk=share, pupil=opened.pupil), note)
    return redirect("cases:share", pupil, share)


@guarded(Deed.WRITE_NOTE)
@require_POST
def read_answer(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """Who answers for the share at the school has read a report, or else why it was declined."""
    opened = reach_pupil(request.actor, pupil, Deed.WRITE_NOTE)
    held = school.the_share(opened, share)
    with say_refusals(request):
        if key := request.POST.get("report"):
            read_report(report=get_object_or_404(held.reports, pk=key_of(key)), by=request.actor)
        else:
            read_decline(share=held, by=request.actor)
        messages.success(request, "読んだことを残しました")
    return redirect("cases:share", pupil, share)


@guarded(Deed.WRITE_NOTE)
@require_POST
def read_received(request: Request, share: UUID, note: UUID) -> HttpResponse:
    """Somebody at the agency has read a note."""
    _read(request, queries.received(request.actor).filter(pk=share), note)
    return redirect("cases:received-share", share)


def _read(request: Request, shares: ShareQuerySet, note: UUID) -> None:
    """Say so of a note on one of the shares that is the reader's, or left. Raises `Http404`."""
    left = queries.left_unread(request.actor).values("pk")
    receipts = NoteRead.objects.filter(Q(person=request.actor.person) | Q(pk__in=left), note=note)
    on_them = receipts.filter(note__share__in=shares.order_by().values("pk"))
    related = ("note__share__consent", "note__share__pupil", "note__share__municipality")
    receipt = on_them.select_related(*related).first()
    if receipt is None:
        raise Http404
    read_note(note_read=receipt, by=request.actor)
    messages.success(request, "読んだことを伝えました")
