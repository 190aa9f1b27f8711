"""Sheets in lists: a child's, and those of all children whom one answers for."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.clock import today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.forms.queries import forms_about, sheets_of
from tsunagu.school.models import Pupil
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import open_pupil

PER_PAGE = 40
ABOUT = ("pupil", "school", "board")
"""What forms are about."""


@guarded(Deed.SEE_SHEET)
@require_GET
def of_pupil(request: Request, pupil: UUID) -> HttpResponse:
    """A child's sheets, the newest first, and the forms that can be begun."""
    opened = open_pupil(request.actor, pupil, Deed.SEE_SHEET)
    page = Paginator(sheets_of(opened.pupil, request.actor), PER_PAGE)
    context = {
        "opened": opened,
        "page": page.get_page(request.GET.get("page")),
        "forms": forms_about(request.actor.municipality, "pupil"),
    }
    return render(request, "sheets/pupil.html", context)


@guarded(Deed.SEE_SHEET)
@require_GET
def everywhere(request: Request) -> HttpResponse:
    """The sheets that one may see, those still open first; by form and state."""
    rows = Sheet.objects.visible_to(request.actor, Deed.SEE_SHEET)
    state = request.GET.get("state", SheetState.DRAFT)
    state = state if state in SheetState.values else SheetState.DRAFT
    known = (forms_about(request.actor.municipality, about) for about in ABOUT)
    names = {form.id: form.title for some in known for form in some}
    form = request.GET.get("form", "")
    rows = rows.filter(state=state, **({"form": form} if form in names else {}))
    rows = rows.select_related("pupil", "school", "version", "begun_by").with_elsewhere()
    rows = rows.order_by("-begun_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = {one.pupil_id for one in page.object_list if one.pupil_id}
    opens = Pupil.objects.visible_to(request.actor, Deed.SEE_SHEET, on=today()).filter(pk__in=shown)
    note_look(request.actor, Deed.SEE_SHEET, kind="sheet_list", key="", pupils=shown)
    context = {
        "page": page,
        "opens": set(opens.values_list("pk", flat=True)),
        "states": SheetState.choices,
        "state": state,
        "forms": names,
        "form": form,
        "bundles": may_somewhere(request.actor, Deed.PRINT_SHEETS),
    }
    return render(request, "sheets/list.html", context)
