"""The school's overview, and the pupils behind each of its numbers."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed, may
from tsunagu.response.models import Stale
from tsunagu.response.queries.beside import beside
from tsunagu.response.queries.overview import (
    RUNS,
    What,
    counts_by_class,
    pupils_counted,
    tasks_counted,
    total,
)
from tsunagu.school.models import Classroom, School
from tsunagu.web.components.overview import COLUMNS, day_asked, numbers, one_school
from tsunagu.web.http import Request, guarded

PER_PAGE = 50


def schools_of(request: Request, deed: Deed = Deed.SEE_SCHOOL) -> list[School]:
    """The schools where the actor may do the deed in some class, by name."""
    classes = Classroom.objects.visible_to(request.actor, deed)
    schools = School.objects.filter(
        municipality=request.actor.municipality, pk__in=classes.values("school")
    )
    return list(schools.order_by("stage", "name", "pk"))


@guarded(Deed.SEE_SCHOOL)
@require_GET
def schools(request: Request) -> HttpResponse:
    """The schools that one may oversee; with one alone, straight to it."""
    found = schools_of(request)
    if len(found) == 1:
        return redirect("school:overview", found[0].pk)
    return render(request, "school/schools.html", {"schools": found})


@guarded(Deed.SEE_SCHOOL)
@require_GET
def overview(request: Request, school: UUID) -> HttpResponse:
    """Counts by class on a day; each number opens to its pupils for those who may see them."""
    place = one_school(request, school)
    on = day_asked(request)
    tallies = counts_by_class(request.actor, place, on)
    context = {
        "school": place,
        "on": on,
        "columns": COLUMNS,
        "rows": [(one, numbers(one.tally)) for one in tallies],
        "sums": numbers(total(tallies)),
        "sum": total(tallies),
        "opens": _opens(request, place),
        "lists": may(request.actor, Deed.SEE_LISTS, place.scope),
        "stale": Stale.objects.filter(school=place).first(),
    }
    return render(request, "school/overview.html", context)


def _opens(request: Request, school: School) -> bool:
    """May the actor see pupils at this school at all? Board staff see numbers only."""
    places = allowed(request.actor, Deed.SEE_PUPIL)
    return bool(
        places.everywhere
        or school.pk in places.schools
        or any(key == school.pk for key, _ in places.grades)
    )


@guarded(Deed.SEE_PUPIL)
@require_GET
def counted(request: Request, school: UUID, what: str) -> HttpResponse:
    """The pupils behind a number, of the school or of one class of it."""
    place = one_school(request, school)
    if what not in set(What):
        raise Http404
    on = day_asked(request)
    rooms = Classroom.objects.visible_to(request.actor, Deed.SEE_SCHOOL).filter(school=place)
    chosen = request.GET.get("classroom", "")
    classes = [room for room in rooms if not chosen or str(room.pk) == chosen]
    pupils = pupils_counted(request.actor, What(what), [room.pk for room in classes], on)
    ordered = pupils.order_by("family_kana", "given_kana", "family_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    seen = (pupil.pk for pupil in page)
    note_look(
        request.actor,
        Deed.SEE_PUPIL,
        kind="school",
        key=place.pk,
        pupils=seen,
        what=what,
        day=str(on),
    )
    tasks = tasks_counted(What(what), [room.pk for room in classes], on, pupils)
    column = next((c for c in COLUMNS if c.what == what), None)
    context = {
        "school": place,
        "on": on,
        "title": column.label if column else "在籍",
        "help": column.help if column else "",
        "rows": beside(request.actor, list(page), tasks, on),
        "in_a_run": what in RUNS,
        "task_count": sum(map(len, tasks.values())),
        "classroom": classes[0] if chosen and classes else None,
        "page": page,
    }
    return render(request, "school/counted.html", context)
