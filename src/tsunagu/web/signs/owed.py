"""Children with whom nobody has spoken since something was noticed; the grade meeting's list."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.clock import today
from tsunagu.signs.queries import how_many_told, told, waiting
from tsunagu.web.components.sections import Section
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named
from tsunagu.web.signs.narrowing import NarrowForm

PER_PAGE = 30


@guarded(Deed.SEE_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request) -> HttpResponse:
    """Who waits, the longest first, by page; a name posted stands in no address."""
    text = request.POST.get("q", "").strip()[:100]
    form = NarrowForm(request.GET, actor=request.actor)
    rows = waiting(
        request.actor,
        lambda pupils: named(form.narrowed(pupils), text),
        told_alone=form.told_alone,
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told(request.actor, list(page))
    seen = {row.pupil.pk for row in page}
    note_look(request.actor, Deed.SEE_SIGN, kind="sign_list", key="", pupils=seen)
    context = {"page": page, "rows": list(page), "q": text, "form": form}
    return render(request, "signs/list.html", context)


def section(request: Request) -> Section:
    """How many children wait of whom somebody told, for Today; nothing where none does."""
    sees = may_somewhere(request.actor, Deed.SEE_SIGN)
    count = how_many_told(request.actor) if sees else 0
    return Section("気づき", "signs/_today.html", [count] if count else [])


@guarded(Deed.SEE_SIGN)
@require_GET
def meeting(request: Request) -> HttpResponse:
    """Whom the grade's meeting speaks about, by class, to be printed."""
    waits = waiting(request.actor, lambda pupils: pupils, on_paper=True)
    rows = [row for row in waits if row.brought]
    told(request.actor, rows)
    rows.sort(key=lambda row: row.home.classroom.label if row.home else "")
    seen = {row.pupil.pk for row in rows}
    note_look(request.actor, Deed.SEE_SIGN, kind="sign_meeting", key="", pupils=seen)
    return render(request, "signs/meeting.html", {"rows": rows, "day": today()})
