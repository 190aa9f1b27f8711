"""What the office and the managers watch in the morning: missing pupils and rolls not taken."""

from datetime import time
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import Refused, find_missing
from tsunagu.attendance.enums import Reason
from tsunagu.attendance.models import Mark, MissingEnd
from tsunagu.attendance.queries import MissingPupil, behind, missing_now, untaken
from tsunagu.clock import today
from tsunagu.school.models import Classroom
from tsunagu.web.http import Request, guarded
from tsunagu.web.templatetags.tsunagu import jp_date, jp_time

PER_PAGE = 50


@guarded(Deed.TAKE_ROLL)
def missing(request: Request) -> HttpResponse:
    """Pupils whose whereabouts nobody knows; asks again by itself every half minute."""
    template = "missing/_list.html" if request.htmx else "missing/missing.html"
    return render(request, template, {"missing": missing_now(request.actor)})


@guarded(Deed.TAKE_ROLL)
def missing_notice(request: Request) -> HttpResponse:
    """How many are missing, for a page that keeps asking beside other work."""
    return render(request, "missing/_notice.html", {"count": len(missing_now(request.actor))})


def _settled(request: Request, mark: UUID) -> HttpResponse:
    """Tells who found a pupil meanwhile, and leads back to the list; 404 where nobody did."""
    rooms = Classroom.objects.visible_to(request.actor, Deed.TAKE_ROLL)
    known = get_object_or_404(Mark.objects.select_related("pupil"), pk=mark, classroom__in=rooms)
    ends = MissingEnd.objects.filter(pupil=known.pupil, day=known.day).select_related("by")
    end = ends.order_by("at").last()
    if end is None:
        raise Http404
    who = f"{end.by.name}さんが" if end.by else ""
    when = f"{jp_date(end.at)}{jp_time(end.at)}に"
    messages.info(request, f"{known.pupil.name}さんの所在は、{when}{who}確認しています")
    return redirect("missing")


@guarded(Deed.TAKE_ROLL)
def found(request: Request, mark: UUID) -> HttpResponse:
    """Ends a pupil's being missing, by arrival or by word."""
    one = next((one for one in missing_now(request.actor) if one.mark.pk == mark), None)
    if one is None:
        return _settled(request, mark)
    faults: list[str] = []
    if request.method == "POST":
        try:
            _find(request, one)
        except Refused as refused:
            faults = refused.reasons
        else:
            messages.success(request, f"{one.mark.pupil.name}さんの所在を確認しました")
            return redirect("missing")
    context = {
        "one": one,
        "faults": faults,
        "reached": request.POST.get("reached", ""),
        "reasons": list(Reason),
    }
    return render(request, "missing/found.html", context, status=422 if faults else 200)


def _find(request: Request, one: MissingPupil) -> None:
    """Hands what was posted to the action."""
    try:
        at = time.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        at = None
    reason = request.POST.get("reason", "")
    find_missing(
        mark=one.mark,
        arrived=request.POST.get("how") == "arrived",
        at=at,
        reached=request.POST.get("reached", ""),
        reason=reason if reason in Reason.values else "",
        by=request.actor,
    )


@guarded(Deed.SEE_UNTAKEN)
def not_taken(request: Request) -> HttpResponse:
    """Classes whose roll of today nobody has taken yet, and the days still open before."""
    rows = untaken(request.actor, today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    late = behind(request.actor)
    rooms = [row.classroom for row in page]
    ours = [one.classroom for one in late if not one.elsewhere]
    context = {
        "page": page,
        "owed": any(row.owed for row in rows),
        "opens": _where(request, Deed.SEE_ROLL, rooms),
        "late": late,
        "corrects": _where(request, Deed.CORRECT_ROLL, ours),
    }
    return render(request, "roll/untaken.html", context)


def _where(request: Request, deed: Deed, rooms: list[Classroom]) -> set[UUID]:
    """Those of some classes in which the person may do the deed."""
    visible = Classroom.objects.visible_to(request.actor, deed)
    return set(visible.filter(pk__in=[room.pk for room in rooms]).values_list("pk", flat=True))
