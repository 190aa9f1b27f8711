"""The month's register: what is missing, the sums, and its close."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.attendance.actions import close_month, reopen_month
from tsunagu.attendance.actions.printing import Form, print_register
from tsunagu.attendance.models import MonthClose
from tsunagu.attendance.printing.proof import print_faults
from tsunagu.attendance.printing.sheet import sheet_of
from tsunagu.attendance.queries import RegisterMonth, confirms, register_school
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import Classroom, School
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.office.places import school_for, tabs


def month_asked(request: Request) -> date:
    """The first day of the month asked for as `2026-05`; this month where none is.

    Raises `Http404` for a later month, and for what is none.
    """
    current = today().replace(day=1)
    given = request.GET.get("month", "") or request.POST.get("month", "")
    if not given:
        return current
    try:
        month = date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise Http404 from error
    if month > current:
        raise Http404
    return month


def _form_asked(request: Request) -> Form:
    """PDF, or what is asked for; raises `Http404` for another form."""
    match request.GET.get("form", "pdf"):
        case "pdf":
            return "pdf"
        case "csv":
            return "csv"
        case _:
            raise Http404


def _months(day: date) -> list[date]:
    """The months of the school year of a day that have begun."""
    year = school_year_of(day)
    firsts = [year.month(month)[0] for month in (*range(4, 13), 1, 2, 3)]
    return [first for first in firsts if first <= today()]


def _note(request: Request, place: School, month: date, registers: list[RegisterMonth]) -> None:
    """Write to the audit whose register of which month is seen on the screen."""
    note_look(
        request.actor,
        Deed.SEE_REGISTER,
        kind="register",
        key=place.pk,
        pupils=(row.pupil.pk for register in registers for row in register.rows),
        scope=place.scope,
        month=f"{month:%Y-%m}",
    )


@guarded(Deed.SEE_REGISTER)
@require_GET
def months(request: Request, school: UUID) -> HttpResponse:
    """A month's register of the classes that one may see; a manager confirms it here."""
    place = school_for(request, school, Deed.SEE_REGISTER)
    month = month_asked(request)
    classes = set(
        Classroom.objects.visible_to(request.actor, Deed.SEE_REGISTER)
        .filter(school=place)
        .values_list("pk", flat=True)
    )
    registers = [one for one in register_school(place, month) if one.classroom.pk in classes]
    packs = request.actor.municipality.packs
    confirming = confirms(request.actor, place)
    sheets = (sheet_of(register, packs) for register in registers)
    _note(request, place, month, registers)
    context = {
        "school": place,
        "tabs": tabs(request, place),
        "month": month,
        "months": _months(month),
        "registers": registers,
        "opens": set(
            Classroom.objects.visible_to(request.actor, Deed.SEE_ROLL)
            .filter(pk__in=classes)
            .values_list("pk", flat=True)
        ),
        "confirmed": MonthClose.objects.filter(school=place, month=month)
        .select_related("by")
        .first(),
        "whole": may(request.actor, Deed.SEE_REGISTER, place.scope),
        "coming": any(register.coming for register in registers),
        "closes": may(request.actor, Deed.CLOSE_MONTH, place.scope),
        "confirms": confirming,
        "print_faults": print_faults(place, month, sheets) if confirming else [],
    }
    return render(request, "office/months.html", context)


@guarded(Deed.SEE_REGISTER)
@require_GET
def register_file(request: Request, school: UUID) -> HttpResponse:
    """The month's register as PDF or CSV, of the school or of one class that one may see."""
    place = school_for(request, school, Deed.SEE_REGISTER)
    month = month_asked(request)
    form = _form_asked(request)
    classes = Classroom.objects.visible_to(request.actor, Deed.SEE_REGISTER).filter(school=place)
    asked = request.GET.get("classroom", "")
    if asked:
        chosen = classes.filter(pk=key_of(asked)).first()
    elif may(request.actor, Deed.SEE_REGISTER, place.scope):
        chosen = None
    else:
        chosen = classes.filter(school_year=school_year_of(month).year).first()
    if asked and chosen is None:
        raise Http404
    content = print_register(place=chosen or place, month=month, form=form, by=request.actor)
    kind = "application/pdf" if form == "pdf" else "text/csv; charset=utf-8"
    whose = [place.name, chosen.label] if chosen else [place.name]
    name = f"{'_'.join(['出席簿', *whose, f'{month:%Y-%m}'])}.{form}"
    disposition = content_disposition_header(True, name) or ""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@guarded(Deed.CLOSE_MONTH)
@require_POST
def close(request: Request, school: UUID) -> HttpResponse:
    """Close the month, or open it again."""
    place = school_for(request, school, Deed.CLOSE_MONTH)
    month = month_asked(request)
    with say_refusals(request):
        if "reopen" in request.POST:
            reopen_month(school=place, month=month, by=request.actor)
            messages.success(request, "確定を取り消しました")
        else:
            close_month(school=place, month=month, by=request.actor)
            messages.success(request, "出席簿を確定しました")
    return redirect(f"{reverse('office:months', args=[place.pk])}?month={month:%Y-%m}")
