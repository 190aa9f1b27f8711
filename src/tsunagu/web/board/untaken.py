"""The class days of a month on which nobody took the roll, school by school."""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.attendance.queries import untaken_days
from tsunagu.clock import school_year_of
from tsunagu.school.models import Classroom, School
from tsunagu.web.components.overview import day_asked, one_school
from tsunagu.web.http import Request, guarded

PER_PAGE = 100


@guarded(Deed.SEE_BOARD)
@require_GET
def untaken(request: Request) -> HttpResponse:
    """Every class and day from the month's first until the day before the one asked for.

    With `only` the classes whose roll of that day itself is not taken.
    """
    on = day_asked(request)
    school = _school(request)
    rooms = Classroom.objects.visible_to(request.actor, Deed.SEE_UNTAKEN).filter(
        school_year=school_year_of(on).year
    )
    if school:
        rooms = rooms.filter(school=school)
    ordered = rooms.order_by("school__stage", "school__name", "grades", "name", "pk")
    only = "only" in request.GET
    first, last = (on, on) if only else (on.replace(day=1), on - timedelta(days=1))
    found = untaken_days(ordered, first, last)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = Classroom.objects.select_related("school").in_bulk({room for room, _ in page})
    rows = [(shown[room], day) for room, day in page if room in shown]
    context = {"on": on, "school": school, "page": page, "rows": rows, "only": only}
    return render(request, "board/untaken.html", context)


def _school(request: Request) -> School | None:
    """The one school asked for; raises `Http404` where the actor may not oversee it."""
    asked = request.GET.get("school", "")
    if not asked:
        return None
    try:
        return one_school(request, UUID(asked))
    except ValueError:
        raise Http404 from None
