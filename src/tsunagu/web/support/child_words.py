"""What children wrote in their plans that waits to be read or answered, for Today."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.queries.plans import owed_words
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded

PER_PAGE = 20
TITLE = "子どもがプランに伝えたこと"


def section(request: Request) -> Section:
    """The first of them, for Today."""
    rows = owed_words(request.actor)
    shown = rows[:ON_TODAY]
    pupils = {one.case.pupil_id for one in shown}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=pupils)
    more = "support:words-owed" if len(rows) > ON_TODAY else ""
    return Section(TITLE, "support/_words_owed.html", shown, more)


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, “this is not right” first."""
    page = Paginator(owed_words(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    pupils = {one.case.pupil_id for one in page}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=pupils)
    return render(request, "support/words_owed.html", {"page": page, "title": TITLE})
