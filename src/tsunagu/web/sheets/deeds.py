"""What is done to a whole sheet: begin, sign, take back, correct."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.forms.actions import begin_sheet, correct_sheet, sign_sheet, withdraw_sheet
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import reach_pupil
from tsunagu.web.sheets.door import the_question, the_sheet


@guarded(Deed.WRITE_SHEET)
@require_POST
def begin(request: Request, pupil: UUID) -> HttpResponse:
    """Begin a sheet on a child, and go to it."""
    opened = reach_pupil(request.actor, pupil, Deed.WRITE_SHEET)
    with say_refusals(request):
        sheet = begin_sheet(
            form=request.POST.get("form", ""),
            school=opened.school,
            pupil=opened.pupil,
            by=request.actor,
        )
        return redirect("sheets:sheet", sheet.pk)
    return redirect("sheets:pupil", pupil)


@guarded(Deed.SEE_SHEET)
@require_POST
def sign(request: Request, sheet: UUID, field: str) -> HttpResponse:
    """Put one's name under a sheet."""
    held = the_sheet(request.actor, sheet, Deed.SEE_SHEET)
    with say_refusals(request):
        sign_sheet(sheet=held, field=the_question(held, field), by=request.actor)
        messages.success(request, "署名しました")
    return redirect("sheets:sheet", sheet)


@guarded(Deed.WRITE_SHEET)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, sheet: UUID) -> HttpResponse:
    """Take a sheet back, with the reason; it stays readable."""
    held = the_sheet(request.actor, sheet, Deed.WRITE_SHEET)
    if request.method == "POST":
        with say_refusals(request):
            withdraw_sheet(sheet=held, why=request.POST.get("why", ""), by=request.actor)
            messages.success(request, "取り下げました")
            return redirect("sheets:sheet", sheet)
    return render(request, "sheets/withdraw.html", {"sheet": held, "form": held.definition})


@guarded(Deed.WRITE_SHEET)
@require_POST
def correct(request: Request, sheet: UUID) -> HttpResponse:
    """Begin a sheet that takes the place of a completed one."""
    held = the_sheet(request.actor, sheet, Deed.WRITE_SHEET)
    with say_refusals(request):
        return redirect("sheets:sheet", correct_sheet(sheet=held, by=request.actor).pk)
    return redirect("sheets:sheet", sheet)
