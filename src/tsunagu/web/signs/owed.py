"""Children with whom nobody has spoken since something was noticed; the grade meeting's list."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.signs.queries import pupils_of, told, waiting_signs
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named

PER_PAGE = 30


@guarded(Deed.SEE_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: Request) -> HttpResponse:
    """Who waits, the longest first, by page; a name posted stands in no address."""
    text = request.POST.get("q", "").strip()[:100]
    pupils = named(pupils_of(waiting_signs(request.actor)), text)
    page = Paginator(pupils, PER_PAGE).get_page(request.GET.get("page"))
    rows = told(request.actor, page)
    seen = {row.pupil.pk for row in rows}
    note_look(request.actor, Deed.SEE_SIGN, kind="sign_list", key="", pupils=seen)
    return render(request, "signs/list.html", {"page": page, "rows": rows, "q": text})


@guarded(Deed.SEE_SIGN)
@require_GET
def meeting(request: Request) -> HttpResponse:
    """Whom the grade's meeting speaks about, by class, to be printed."""
    rows = told(request.actor, pupils_of(waiting_signs(request.actor).at_meeting()))
    rows.sort(key=lambda row: row.home.classroom.label if row.home else "")
    seen = {row.pupil.pk for row in rows}
    note_look(request.actor, Deed.SEE_SIGN, kind="sign_meeting", key="", pupils=seen)
    return render(request, "signs/meeting.html", {"rows": rows, "day": today()})
