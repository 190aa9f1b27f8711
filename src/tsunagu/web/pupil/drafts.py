"""What is typed into a form is kept on the server until it is saved: for its writer alone."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.response.actions import discard_draft, keep_draft
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Sharing
from tsunagu.web.components.keeping import told_when_signed_out
from tsunagu.web.http import Request, back_of, guarded, with_back
from tsunagu.web.pupil.contact_form import ContactForm
from tsunagu.web.pupil.door import Opened, reach_pupil
from tsunagu.web.pupil.sharing_form import SharingForm


@told_when_signed_out
@guarded(Deed.RECORD_CONTACT)
@require_POST
def contact(request: Request, pupil: UUID) -> HttpResponse:
    """Keep, or throw away, what has been typed of a contact."""
    opened = reach_pupil(request.actor, pupil, Deed.RECORD_CONTACT)
    fields = ContactForm(municipality=request.actor.municipality).fields
    back = with_back(reverse("pupil:contact", args=[pupil]), back_of(request))
    return _keep(request, opened, DraftForm.CONTACT, about=pupil, fields=fields, back=back)


@told_when_signed_out
@guarded(Deed.SHARE)
@require_POST
def sharing(request: Request, pupil: UUID, sharing: UUID | None = None) -> HttpResponse:
    """Keep, or throw away, what has been typed of a new sharing or of one gone on with."""
    opened = reach_pupil(request.actor, pupil, Deed.SHARE)
    begun = Sharing.objects.standing().filter(pupil=opened.pupil, draft=True)
    if sharing and not begun.filter(pk=sharing).exists():
        raise Http404
    fields = SharingForm(municipality=request.actor.municipality).fields
    name, keys = ("sharing-edit", [pupil, sharing]) if sharing else ("sharing-new", [pupil])
    back = reverse(f"pupil:{name}", args=keys)
    about = sharing or pupil
    return _keep(request, opened, DraftForm.SHARING, about=about, fields=fields, back=back)


def _keep(
    request: Request,
    opened: Opened,
    form: DraftForm,
    *,
    about: UUID,
    fields: Iterable[str],
    back: str,
) -> HttpResponse:
    """Keep the form's fields, or throw the draft away; a plain form is led `back` to itself."""
    if "discard" in request.POST:
        discard_draft(pupil=opened.pupil, form=form, about=about, by=request.actor)
        messages.success(request, "下書きを捨てました")
        return redirect(back)
    typed = {name: request.POST.get(name, "") for name in fields}
    try:
        draft = keep_draft(
            pupil=opened.pupil, form=form, about=about, typed=typed, by=request.actor
        )
    except Refused as refused:
        return HttpResponse("".join(refused.reasons), status=422, content_type="text/plain")
    if request.htmx:
        return render(request, "pupil/_draft_kept.html", {"draft": draft})
    messages.success(request, "下書きを残しました")
    return redirect(back)
