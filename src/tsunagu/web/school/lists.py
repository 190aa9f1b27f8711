"""A school's own sheets, such as its list of long absence: what was written, and a new one."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Sheet
from tsunagu.forms.queries import forms_about
from tsunagu.school.models import School
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded

PER_PAGE = 40


@guarded(Deed.SEE_LISTS)
@require_http_methods(["GET", "POST"])
def lists(request: Request, school: UUID) -> HttpResponse:
    """The school's sheets, the newest first; a form that is posted is begun."""
    place = School.objects.filter(municipality=request.actor.municipality, pk=school).first()
    if place is None or not may(request.actor, Deed.SEE_LISTS, place.scope):
        raise Http404
    if request.method == "POST":
        with say_refusals(request):
            form = request.POST.get("form", "")
            sheet = begin_sheet(form=form, school=place, pupil=None, by=request.actor)
            return redirect("sheets:sheet", sheet.pk)
        return redirect("school:lists", place.pk)
    rows = Sheet.objects.visible_to(request.actor, Deed.SEE_SHEET)
    rows = rows.filter(school=place, pupil__isnull=True)
    rows = rows.select_related("version", "begun_by", "ended_by").order_by("-begun_at", "-pk")
    context = {
        "school": place,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "forms": forms_about(request.actor.municipality, "school"),
    }
    return render(request, "school/lists.html", context)
