"""A contact or a sharing that was wrong: another in its place, or none, with a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.clock import JST
from tsunagu.response.actions import may_correct, withdraw_contact, withdraw_sharing
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Contact, Sharing
from tsunagu.response.reviews import next_review
from tsunagu.response.staff import answering, managers_of
from tsunagu.web.components.child_met import answer_of
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.contact_form import ContactForm
from tsunagu.web.pupil.contacts import recorded
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.facts import home
from tsunagu.web.pupil.sharing_form import SharingForm, filled
from tsunagu.web.pupil.sharings import shared, the_sharing


def _why() -> forms.CharField:
    return forms.CharField(
        label="訂正する理由", max_length=200, help_text="もとの記録は、この理由と並んで残ります"
    )


class ContactCorrection(ContactForm):
    """A contact as it was in truth, and why the other was wrong."""

    why = _why()


class SharingCorrection(SharingForm):
    """A sharing as it was in truth, and why the other was wrong."""

    why = _why()

    def clean_decided(self) -> str:
        """A sharing that stands has something decided."""
        decided: str = self.cleaned_data["decided"]
        if not decided:
            raise forms.ValidationError("決めたことを書いてください")
        return decided


def _contact(opened: Opened, key: UUID) -> Contact:
    """A contact of the pupil's that stands and that the actor may correct. Raises `Http404`."""
    contact = Contact.objects.standing().filter(pk=key, pupil=opened.pupil).first()
    if contact is None or not may_correct(contact, opened.actor, opened.scope):
        raise Http404
    return contact


def _sharing(opened: Opened, key: UUID) -> Sharing:
    """A sharing of the pupil's that stands and that the actor may correct. Raises `Http404`."""
    sharing = the_sharing(opened, key)
    if sharing.withdrawn_at is not None or not may_correct(sharing, opened.actor, opened.scope):
        raise Http404
    return sharing


def _said(contact: Contact) -> dict[str, Any]:
    """A stored contact as the form's values."""
    at = contact.at.astimezone(JST)
    return {
        **contact.fields,
        "way": contact.way,
        "reached": contact.reached,
        "child": answer_of(child_heard=contact.child_heard, child_seen=contact.child_seen),
        "line": contact.line,
        "next": contact.next,
        "on": at.date(),
        "at": at.time(),
    }


@guarded(Deed.CORRECT_RECORD)
@require_http_methods(["GET", "POST"])
def contact(request: Request, pupil: UUID, contact: UUID) -> HttpResponse:
    """Another contact in the place of one that was wrong; from here it is taken back, too."""
    opened = open_pupil(request.actor, pupil, Deed.RECORD_CONTACT)
    held = _contact(opened, contact)
    form = ContactCorrection(
        request.POST if request.method == "POST" else None,
        municipality=request.actor.municipality,
        guardians=opened.guardians(),
        initial=_said(held),
    )
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            recorded(opened, form, corrects=held, why=form.cleaned_data["why"])
            messages.success(request, "連絡の記録を訂正しました")
            return redirect(home(opened))
    context = {"opened": opened, "form": form, "guardians": opened.guardians(), "contact": held}
    status = 422 if form.errors else 200
    return render(request, "pupil/contact_correct.html", context, status=status)


@guarded(Deed.CORRECT_RECORD)
@require_POST
def contact_withdraw(request: Request, pupil: UUID, contact: UUID) -> HttpResponse:
    """Take a contact back with a reason."""
    opened = open_pupil(request.actor, pupil, Deed.RECORD_CONTACT)
    held = _contact(opened, contact)
    with say_refusals(request):
        withdraw_contact(contact=held, why=request.POST.get("why", ""), by=request.actor)
        messages.success(
            request, "連絡の記録を取り消しました。済みになっていたことは、もとに戻ります"
        )
        return redirect(home(opened))
    return redirect("pupil:contact-correct", opened.pupil.pk, held.pk)


@guarded(Deed.CORRECT_RECORD)
@require_http_methods(["GET", "POST"])
def sharing(request: Request, pupil: UUID, sharing: UUID) -> HttpResponse:
    """Another sharing in the place of one that was wrong; from here it is taken back, too."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    held = _sharing(opened, sharing)
    form = SharingCorrection(
        request.POST if request.method == "POST" else None,
        municipality=request.actor.municipality,
        managers=managers_of(opened.school.pk),
        staff=answering(opened.scope, TaskKind.DECISION),
        initial={**filled(held), "reported_to": held.reported_to_id},
    )
    if request.method == "POST" and not held.draft and form.is_valid():
        with show_refusals(form):
            new = shared(opened, form, corrects=held, why=form.cleaned_data["why"])
            messages.success(request, "情報共有の記録を訂正しました")
            return redirect("pupil:sharing", opened.pupil.pk, new.pk)
    context = {"opened": opened, "form": form, "drawn": form.drawn(), "sharing": held}
    status = 422 if form.errors else 200
    return render(request, "pupil/sharing_correct.html", context, status=status)


@guarded(Deed.CORRECT_RECORD)
@require_POST
def sharing_withdraw(request: Request, pupil: UUID, sharing: UUID) -> HttpResponse:
    """Take a sharing back with a reason; a review date set with it is named, for it stays."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    held = _sharing(opened, sharing)
    with say_refusals(request):
        withdraw_sharing(sharing=held, why=request.POST.get("why", ""), by=request.actor)
        stays = "。次に見直す日は残っています" if next_review(opened.pupil) else ""
        messages.success(request, f"情報共有の記録を取り消しました{stays}")
        return redirect(home(opened))
    return redirect("pupil:sharing-correct", opened.pupil.pk, held.pk)
