"""The board's own sheets, and which schools have handed in the lists that they are made from."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.handed_in import handed_in
from tsunagu.forms.models import Sheet
from tsunagu.forms.queries import forms_about
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded

PER_PAGE = 40


@guarded(Deed.SEE_BOARD_LISTS)
@require_http_methods(["GET", "POST"])
def lists(request: Request) -> HttpResponse:
    """The board's sheets, the newest first, and each school's last list; a posted form is begun."""
    if request.method == "POST":
        with say_refusals(request):
            form = request.POST.get("form", "")
            sheet = begin_sheet(form=form, school=None, pupil=None, by=request.actor)
            return redirect("sheets:sheet", sheet.pk)
        return redirect("board-lists")
    rows = Sheet.objects.visible_to(request.actor, Deed.SEE_SHEET)
    rows = rows.filter(school__isnull=True)
    rows = rows.select_related("version", "begun_by", "ended_by").order_by("-begun_at", "-pk")
    schools = handed_in(request.actor.municipality, today())
    month = today().replace(day=1)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "forms": forms_about(request.actor.municipality, "board"),
        "schools": schools,
        "missing": [one.school for one in schools if one.on is None or one.on < month],
    }
    return render(request, "board/lists.html", context)
