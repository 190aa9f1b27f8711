"""What a person did and saw: for oneself, and for the privacy officer of anybody."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.org.models import Person
from tsunagu.oversight.queries import of_person
from tsunagu.web.audit.lists import PER_PAGE, file_of, page_of
from tsunagu.web.http import Request, guarded

SESSION_KEY = "audit-people"


@guarded(Deed.SEE_WHAT_DONE)
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Everybody who works or worked here, or those whom a name fits."""
    if request.method == "POST":
        request.session[SESSION_KEY] = request.POST.get("q", "").strip()[:100]
        return redirect("audit:people")
    words = str(request.session.get(SESSION_KEY, ""))
    people = Person.objects.filter(municipality=request.actor.municipality)
    for word in words.split():
        names = Q(family_name__contains=word) | Q(given_name__contains=word)
        people = people.filter(names | Q(kana__contains=word))
    ordered = people.order_by("kana", "family_name", "given_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/people.html", {"page": page, "q": words})


def _person(request: Request, key: UUID) -> Person:
    """Somebody of the municipality, active or not; raises `Http404` for others."""
    return get_object_or_404(Person, municipality=request.actor.municipality, pk=key)


def _self(request: Request) -> Person:
    if request.actor.person is None:
        raise Http404
    return request.actor.person


@guarded(Deed.SEE_WHAT_DONE)
@require_GET
def done(request: Request, person: UUID) -> HttpResponse:
    """What a person did and saw, for the privacy officer."""
    return _page(request, _person(request, person), Deed.SEE_WHAT_DONE)


@guarded(Deed.SEE_WHAT_DONE)
@require_GET
def done_file(request: Request, person: UUID) -> HttpResponse:
    """The same as CSV."""
    return _file(request, _person(request, person), Deed.SEE_WHAT_DONE)


@guarded(Deed.SEE_OWN_DEEDS)
@require_GET
def own(request: Request) -> HttpResponse:
    """What one did and saw oneself."""
    return _page(request, _self(request), Deed.SEE_OWN_DEEDS)


@guarded(Deed.SEE_OWN_DEEDS)
@require_GET
def own_file(request: Request) -> HttpResponse:
    """The same as CSV."""
    return _file(request, _self(request), Deed.SEE_OWN_DEEDS)


def _page(request: Request, person: Person, deed: Deed) -> HttpResponse:
    """A page of the list; that it was seen is one event, lest every look made fifty more."""
    shown = page_of(request, of_person(request.actor, person.pk), whose=False)
    note_look(request.actor, deed, kind="audit_person", key=person.pk)
    mine = deed == Deed.SEE_OWN_DEEDS
    file = reverse("audit:own-csv") if mine else reverse("audit:person-csv", args=[person.pk])
    context = {"person": person, "own": mine, "file": file, **shown}
    return render(request, "audit/person.html", context)


def _file(request: Request, person: Person, deed: Deed) -> HttpResponse:
    """The list as CSV; each child whose name may stand in it is on record."""
    events = of_person(request.actor, person.pk)
    pupils = events.exclude(pupil="").order_by().values_list("pupil", flat=True).distinct()
    content = file_of(request, events, whose=False, name="見たもの・したこと")
    note_look(
        request.actor,
        deed,
        kind="audit_person",
        key=person.pk,
        pupils=list(pupils),
        form="csv",
        taken_out=True,
    )
    return content
