"""A sheet on paper or as a workbook, and its form blank for handwriting."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.forms.printing.layout import blank_of
from tsunagu.forms.printing.of_sheet import paper_for
from tsunagu.forms.printing.paper import Heading, Paper
from tsunagu.forms.printing.pdf import sheet_pdf
from tsunagu.forms.printing.workbook import sheet_workbook
from tsunagu.forms.queries import form_in_force
from tsunagu.web.http import Request, guarded
from tsunagu.web.sheets.door import note_look_at, the_sheet

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@guarded(Deed.SEE_SHEET)
@require_GET
def pdf(request: Request, sheet: UUID) -> HttpResponse:
    """The sheet as PDF; its file name tells form and day, and nobody."""
    return _printed(request, sheet, sheet_pdf, PDF, "pdf")


@guarded(Deed.SEE_SHEET)
@require_GET
def workbook(request: Request, sheet: UUID) -> HttpResponse:
    """The same as a workbook."""
    return _printed(request, sheet, sheet_workbook, XLSX, "xlsx")


@guarded(Deed.WRITE_SHEET)
@require_GET
def blank(request: Request, form: str) -> HttpResponse:
    """The form without answers, to write by hand."""
    inforce = form_in_force(request.actor.municipality, form)
    if inforce is None:
        raise Http404
    pack, definition = inforce
    heading = Heading(printed=today(), source=pack.title_of(definition))
    content = sheet_pdf(blank_of(definition, heading))
    return file_of(content, PDF, f"{definition.title}_用紙.pdf")


def _printed(
    request: Request, key: UUID, make: Callable[[Paper], bytes], kind: str, ending: str
) -> HttpResponse:
    held = the_sheet(request.actor, key, Deed.SEE_SHEET)
    form = held.definition
    note_look_at(request.actor, held, kind="sheet_paper", ending=ending, taken_out=True)
    content = make(paper_for(held, origins="plain" not in request.GET))
    return file_of(content, kind, f"{form.title}_{today()}.{ending}")


def file_of(content: bytes, kind: str, name: str) -> HttpResponse:
    """An answer that the browser keeps as a file of that name."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)
