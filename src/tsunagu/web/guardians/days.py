"""Reading the own child's attendance, month by month."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.families.children import child_of
from tsunagu.families.days import months_of
from tsunagu.web.guardians.pages import for_guardian
from tsunagu.web.http import Request


@for_guardian(Deed.SEE_OWN_CHILD)
@require_GET
def days(request: Request, familyletter: UUID) -> HttpResponse:
    """The months of this school year; who looked is noted as for everybody else."""
    found = child_of(request.actor, Deed.SEE_OWN_CHILD, familyletter)
    pupil = found.pupil.pk
    note_look(request.actor, Deed.SEE_OWN_CHILD, kind="own_child", key=pupil, pupil=pupil)
    context = {"child": found, "months": months_of(found)}
    return render(request, "guardians/days.html", context)
