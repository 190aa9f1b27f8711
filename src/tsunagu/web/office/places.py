"""The school that an office page is about, and the pages that belong to it."""

from uuid import UUID

from django.http import Http404
from django.urls import reverse

from tsunagu.access.actor import Scope
from tsunagu.access.policy import Deed, may
from tsunagu.school.models import Classroom, School
from tsunagu.web.components.tabs import Tab
from tsunagu.web.http import Request

PAGES = (
    ("出席簿・月の締め", "office:months", Deed.SEE_REGISTER),
    ("名簿の抜け", "office:gaps", Deed.SEE_GUARDIAN),
    ("登校・給食の約束", "office:school-days", Deed.SEE_SCHOOL_DAYS),
    ("校暦", "office:calendar", Deed.SET_CALENDAR),
    ("職員の不在", "office:leaves", Deed.SET_LEAVE),
    ("学級の感染症", "office:epidemics", Deed.SET_EPIDEMIC),
    ("設定", "office:settings", Deed.SET_SCHOOL),
)
"""The office's pages of one school, each with the deed that opens it."""

BY_CLASS = frozenset({Deed.SEE_REGISTER, Deed.SEE_GUARDIAN})
"""The deeds of pages that show who reaches a class no more than that class."""


def school_for(request: Request, key: UUID, deed: Deed) -> School:
    """A school at which the actor may do the deed; raises `Http404` where not, or where is none."""
    school = School.objects.filter(municipality=request.actor.municipality, pk=key).first()
    if not opens(request, key, deed) or school is None:
        raise Http404
    return school


def opens(request: Request, school: UUID, deed: Deed) -> bool:
    """May the actor do the deed at the school of that key, or in some class of it?"""
    if may(request.actor, deed, Scope(request.actor.municipality.pk, school=school)):
        return True
    classes = Classroom.objects.visible_to(request.actor, deed)
    return deed in BY_CLASS and classes.filter(school=school).exists()


def schools_for(request: Request) -> list[School]:
    """The schools of which the actor may open some page of the office, by name."""
    schools = School.objects.filter(municipality=request.actor.municipality)
    return [
        school
        for school in schools.order_by("stage", "name", "pk")
        if any(opens(request, school.pk, deed) for _, _, deed in PAGES)
    ]


def tabs(request: Request, school: School) -> list[Tab]:
    """The pages of a school that the actor may open."""
    return [
        Tab(label, url, url == request.path)
        for label, name, deed in PAGES
        if opens(request, school.pk, deed)
        for url in [reverse(name, args=[school.pk])]
    ]
