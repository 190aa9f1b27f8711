"""A school's list for a day: who comes and leaves when, and whose lunch is stopped."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.queries.school_days import HEADS, Line, lines_of
from tsunagu.school.models import School
from tsunagu.spreadsheet import csv_bytes
from tsunagu.web.http import Request, day_of, guarded
from tsunagu.web.office.places import school_for, tabs

PER_PAGE = 50


def _note(request: Request, place: School, day: date, lines: list[Line], form: str = "") -> None:
    """Write to the audit whose agreements are seen, on screen or in a file."""
    note_look(
        request.actor,
        Deed.SEE_SCHOOL_DAYS,
        kind="school_day_list",
        key=place.pk,
        pupils=[line.enrolment.pupil_id for line in lines],
        scope=place.scope,
        day=day.isoformat(),
        form=form,
        taken_out=bool(form),
    )


@guarded(Deed.SEE_SCHOOL_DAYS)
@require_GET
def page(request: Request, school: UUID) -> HttpResponse:
    """The list of a day, by page."""
    place, day = school_for(request, school, Deed.SEE_SCHOOL_DAYS), day_of(request)
    lines = Paginator(lines_of(request.actor, place, day), PER_PAGE)
    shown = lines.get_page(request.GET.get("page"))
    _note(request, place, day, list(shown))
    context = {"school": place, "tabs": tabs(request, place), "day": day, "page": shown}
    return render(request, "office/school_days.html", context)


@guarded(Deed.SEE_SCHOOL_DAYS)
@require_GET
def file(request: Request, school: UUID) -> HttpResponse:
    """All of it as CSV."""
    place, day = school_for(request, school, Deed.SEE_SCHOOL_DAYS), day_of(request)
    lines = lines_of(request.actor, place, day)
    _note(request, place, day, lines, "csv")
    content = csv_bytes([HEADS, *(line.cells for line in lines)])
    named = content_disposition_header(True, f"登校・給食の約束_{place.name}_{day}.csv") or ""
    headers = {"Content-Disposition": named}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
