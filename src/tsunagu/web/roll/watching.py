"""What the office and the managers watch in the morning: rolls not taken."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from tsunagu.access.policy import Deed
from tsunagu.attendance.queries import behind, untaken, untaken_from
from tsunagu.clock import now, today
from tsunagu.school.models import Classroom
from tsunagu.web.http import Request, guarded

PER_PAGE = 50


@guarded(Deed.SEE_UNTAKEN)
def not_taken(request: Request) -> HttpResponse:
    """Classes whose roll of today nobody has taken yet, and the days still open before."""
    found = untaken(request.actor, today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = Classroom.objects.select_related("school").in_bulk(list(page))
    rooms = [shown[room] for room in page if room in shown]
    late = behind(request.actor)
    ours = [one.classroom for one in late if not one.elsewhere]
    context = {
        "page": page,
        "rooms": rooms,
        "owed": bool(found) and now() >= untaken_from(request.actor, today()),
        "opens": _where(request, Deed.SEE_ROLL, rooms),
        "late": late,
        "corrects": _where(request, Deed.CORRECT_ROLL, ours),
    }
    return render(request, "roll/untaken.html", context)


def _where(request: Request, deed: Deed, rooms: list[Classroom]) -> set[UUID]:
    """Those of some classes in which the person may do the deed."""
    visible = Classroom.objects.visible_to(request.actor, deed)
    return set(visible.filter(pk__in=[room.pk for room in rooms]).values_list("pk", flat=True))
