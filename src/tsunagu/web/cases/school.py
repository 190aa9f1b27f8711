"""The school's side: what of a child is shared with whom, and what is asked anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions import ask_share, confirm_share, end
from tsunagu.cases.actions.common import longest
from tsunagu.cases.actions.shares import may_end, who_confirms
from tsunagu.cases.enums import Basis, Section, Standing
from tsunagu.cases.models import Copy, Share, ShareQuerySet
from tsunagu.cases.people import addressees
from tsunagu.cases.queries import endable, told_notes, usable_consents
from tsunagu.clock import today
from tsunagu.web.cases.forms import CopiesForm, NoteForm, ShareForm, WhyForm
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil, reach_pupil

PER_PAGE = 20
TONES = {
    Standing.WAITING: "orange",
    Standing.OFFERED: "yellow",
    Standing.UPCOMING: "blue",
    Standing.IN_FORCE: "green",
    Standing.LEFT: "orange",
}
LIVING = frozenset(TONES)
"""What can still be ended."""


def the_share(opened: Opened, key: UUID) -> Share:
    """One of the pupil's shares, whatever became of it. Raises `Http404`."""
    people = ("asked_by", "confirmed_by", "answered_by", "decline_read_by", "ended_by")
    shares = told_shares(opened).filter(pk=key)
    share = shares.select_related("receiver", "consent", "municipality", "pupil", *people).first()
    if share is None:
        raise Http404
    return share


def told_shares(opened: Opened) -> ShareQuerySet:
    """The pupil's shares that are there for who opened the record: of that school alone."""
    known = Share.objects.told(protection=opened.may(Deed.SEE_PROTECTION))
    return known.placed(today()).filter(pupil=opened.pupil, school=opened.scope.school)


@guarded(Deed.ASK_SHARE)
@require_GET
def shares(request: Request, pupil: UUID) -> HttpResponse:
    """A child's shares, newest first, and the consents on which new ones can rest."""
    opened = open_pupil(request.actor, pupil, Deed.ASK_SHARE)
    rows = told_shares(opened).select_related("receiver", "consent")
    page = Paginator(rows.order_by("-asked_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "opened": opened,
        "page": page,
        "rows": [(share, TONES.get(share.standing, "")) for share in page],
        "consents": usable_consents(opened.pupil),
    }
    return render(request, "cases/shares.html", context)


@guarded(Deed.ASK_SHARE)
@require_http_methods(["GET", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """Ask for a share, from nothing or from a consent whose terms are filled in."""
    opened = open_pupil(request.actor, pupil, Deed.ASK_SHARE)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        sees_phone=opened.may(Deed.SEE_GUARDIAN),
        sees_protection=opened.may(Deed.SEE_PROTECTION),
        consents=usable_consents(opened.pupil),
        initial=_filled(opened, request.GET.get("consent", "")),
    )
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            share = ask_share(pupil=opened.pupil, by=request.actor, **form.values())
            waits = share.standing == Standing.WAITING
            done = "管理職の確認を待っています" if waits else "相手の返事を待っています"
            messages.success(request, f"共有を出しました。{done}")
            return redirect("cases:share", opened.pupil.pk, share.pk)
    days = longest(opened.pupil.municipality)
    context = {"opened": opened, "form": form, "longest": days}
    return render(request, "cases/share_form.html", context, status=422 if form.errors else 200)


def _filled(opened: Opened, key: str) -> dict[str, Any]:
    """What a form begins with that rests on a consent of the pupil's."""
    known = usable_consents(opened.pupil)
    consent = next((one for one in known if str(one.pk) == key), None)
    if consent is None:
        return {}
    return {
        "basis": Basis.CONSENT,
        "consent": consent.pk,
        "receiver": consent.receiver_id,
        "purpose": consent.purpose,
        "sections": consent.sections,
        "named": consent.named,
    }


@guarded(Deed.ASK_SHARE)
@require_GET
def page(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """One share with its course, its reports, notes and printed copies."""
    opened = reach_pupil(request.actor, pupil, Deed.ASK_SHARE)
    return show(request, opened, the_share(opened, share))


def show(
    request: Request, opened: Opened, share: Share, form: NoteForm | None = None
) -> HttpResponse:
    """The page of a share, with a note as it was written where it could not be saved.

    Each time that it is shown is a look.
    """
    standing = share.standing
    in_force = standing == Standing.IN_FORCE
    may_write = in_force and opened.may(Deed.WRITE_NOTE)
    waits = standing == Standing.WAITING
    own = request.actor.person is not None and share.asked_by_id == request.actor.person.pk
    note_look(
        request.actor,
        Deed.ASK_SHARE,
        kind="pupil",
        key=opened.pupil.pk,
        pupil=opened.pupil.pk,
        scope=opened.scope,
    )
    context = {
        "opened": opened,
        "share": share,
        "standing": standing,
        "tone": TONES.get(standing, ""),
        "in_force": in_force,
        "confirms": waits and not own and opened.may(Deed.CONFIRM_SHARE),
        "waits_for": who_confirms(share)
        if waits and own and opened.may(Deed.CONFIRM_SHARE)
        else "",
        "ends": standing in LIVING and may_end(share, request.actor),
        "reads": own or opened.may(Deed.CONFIRM_SHARE),
        "reports": share.reports.select_related("by", "read_by").order_by("-on", "-at"),
        "copies": Copy.objects.filter(share=share).select_related("by").order_by("-at"),
        "notes": [(one, one.text) for one in told_notes(share, request.actor)],
        "note_form": form or NoteForm(people=addressees(share, request.actor))
        if may_write
        else None,
        "prints": opened.may(Deed.SEE_GUARDIAN) or Section.PHONE not in share.section_list,
        "copies_form": CopiesForm(),
        "person": request.actor.person,
    }
    return render(request, "cases/share.html", context, status=422 if form else 200)


@guarded(Deed.CONFIRM_SHARE)
@require_POST
def confirm(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """A manager has looked at the basis."""
    opened = reach_pupil(request.actor, pupil, Deed.CONFIRM_SHARE)
    held = the_share(opened, share)
    with say_refusals(request):
        confirm_share(share=held, by=request.actor)
        messages.success(request, f"確認しました。{held.receiver.name}に届きました")
    return redirect("cases:share", pupil, share)


@guarded(Deed.ASK_SHARE)
@require_POST
def finish(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """End a share before its day; one of another's is there for managers alone.

    The school that asked for it can, wherever the child is now.
    """
    shares = endable(request.actor).placed(today()).select_related("receiver")
    held = shares.filter(pk=share, pupil=pupil).first()
    if held is None:
        raise Http404
    left = held.standing == Standing.LEFT
    with say_refusals(request):
        end(share=held, why=WhyForm.of(request), by=request.actor)
        messages.success(request, f"終えました。{held.receiver.name}からは、もう見えません")
    if left:
        return redirect("today-outside")
    return redirect("cases:share", pupil, share)
