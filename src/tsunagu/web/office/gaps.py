"""What the roster leaves open at a school: nobody to call, no homeroom teacher."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed, may, may_somewhere
from tsunagu.school.gaps import without_number, without_teacher
from tsunagu.school.models import Classroom
from tsunagu.web.http import Request, guarded
from tsunagu.web.office.places import school_for, tabs

PER_PAGE = 50


@guarded(Deed.SEE_GUARDIAN)
@require_GET
def gaps(request: Request, school: UUID) -> HttpResponse:
    """Pupils without a number and classes without a teacher, as far as one may see the school."""
    place = school_for(request, school, Deed.SEE_GUARDIAN)
    rooms = Classroom.objects.visible_to(request.actor, Deed.SEE_GUARDIAN).filter(school=place)
    context = {
        "school": place,
        "tabs": tabs(request, place),
        "page": Paginator(without_number(rooms), PER_PAGE).get_page(request.GET.get("page")),
        "classrooms": list(without_teacher(rooms)),
        "opens": may_somewhere(request.actor, Deed.SEE_PUPIL),
        "imports": may(request.actor, Deed.IMPORT, place.scope),
    }
    return render(request, "office/gaps.html", context)
