"""What of conferences is somebody's turn: invitations, records to write, steps to take."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.queries.meetings import turns
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded

PER_PAGE = 20


def section(request: Request) -> Section:
    """The first of them, for Today."""
    rows = turns(request.actor)
    shown = rows[:ON_TODAY]
    pupils = {one.case.pupil_id for one in shown}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=pupils)
    more = "support:meetings-owed" if len(rows) > ON_TODAY else ""
    return Section("あなたの番のケース会議", "support/_meetings_owed.html", shown, more)


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, the first due first."""
    page = Paginator(turns(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    pupils = {one.case.pupil_id for one in page}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=pupils)
    return render(request, "support/meetings_owed.html", {"page": page, "lines": page})
