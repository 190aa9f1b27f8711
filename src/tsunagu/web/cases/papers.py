"""A share on paper, each copy counted."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions import print_share
from tsunagu.cases.models import Share
from tsunagu.clock import today
from tsunagu.web.cases.forms import CopiesForm
from tsunagu.web.cases.received import the_received
from tsunagu.web.cases.school import the_share
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import reach_pupil


@guarded(Deed.ASK_SHARE)
@require_POST
def print_at_school(request: Request, pupil: UUID, share: UUID) -> HttpResponse:
    """The school prints a share to hand it over."""
    opened = reach_pupil(request.actor, pupil, Deed.ASK_SHARE)
    held = the_share(opened, share)
    with say_refusals(request):
        return _file(request, held)
    return redirect("cases:share", pupil, share)


@guarded(Deed.SEE_SHARED)
@require_POST
def print_received(request: Request, share: UUID) -> HttpResponse:
    """The receiver prints a share."""
    held = the_received(request, share)
    with say_refusals(request):
        return _file(request, held)
    return redirect("cases:received-share", share)


def _file(request: Request, share: Share) -> HttpResponse:
    """The PDF, one copy where nobody says how many; its name tells no more than the day."""
    form = CopiesForm(request.POST if "number" in request.POST else {"number": 1})
    if not form.is_valid():
        raise Refused(map(str, form.errors["number"]))
    content = print_share(share=share, number=form.cleaned_data["number"], by=request.actor)
    disposition = content_disposition_header(True, f"校外との共有_{today()}.pdf") or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
