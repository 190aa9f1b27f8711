"""Who has seen a child's record: for the privacy officer, and the managers of the school."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed
from tsunagu.clock import today
from tsunagu.oversight.queries import about_pupil
from tsunagu.school.models import Enrolment, Pupil, PupilQuerySet
from tsunagu.web.audit.lists import PER_PAGE, file_of, page_of
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named
from tsunagu.web.pupil.door import Opened, reach_pupil

SESSION_KEY = "audit-search"


@guarded(Deed.SEE_WHO_LOOKED)
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Children by name, to ask who has seen the record; nobody is listed before a name is typed."""
    if request.method == "POST":
        request.session[SESSION_KEY] = request.POST.get("q", "").strip()[:100]
        return redirect("audit:pupils")
    words = str(request.session.get(SESSION_KEY, ""))
    found = named(_pupils(request.actor), words) if words else Pupil.objects.none()
    homes = Enrolment.objects.home().order_by("-begin").select_related("classroom__school")
    listed = found.prefetch_related(Prefetch("enrolments", homes, to_attr="homes"))
    ordered = listed.order_by("family_kana", "given_kana", "family_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    shown = (pupil.pk for pupil in page)
    note_look(request.actor, Deed.SEE_WHO_LOOKED, kind="audit_find", key="", pupils=shown)
    return render(request, "audit/pupils.html", {"page": page, "q": words})


def _pupils(actor: Actor) -> PupilQuerySet:
    """The children asked about: those of one's school, or whoever was ever here."""
    if allowed(actor, Deed.SEE_WHO_LOOKED).everywhere:
        return Pupil.objects.filter(municipality=actor.municipality)
    return Pupil.objects.visible_to(actor, Deed.SEE_WHO_LOOKED, on=today())


@guarded(Deed.SEE_WHO_LOOKED)
@require_GET
def looked(request: Request, pupil: UUID) -> HttpResponse:
    """Who has seen and written what of one child."""
    opened = reach_pupil(request.actor, pupil, Deed.SEE_WHO_LOOKED)
    shown = page_of(request, about_pupil(request.actor, pupil, opened.scope), whose=True)
    _note(opened)
    return render(request, "audit/pupil.html", {"opened": opened, **shown})


@guarded(Deed.SEE_WHO_LOOKED)
@require_GET
def looked_file(request: Request, pupil: UUID) -> HttpResponse:
    """The same as CSV; its name tells no more than the day."""
    opened = reach_pupil(request.actor, pupil, Deed.SEE_WHO_LOOKED)
    events = about_pupil(request.actor, pupil, opened.scope)
    content = file_of(request, events, whose=True, name="記録を見た人")
    _note(opened, form="csv")
    return content


def _note(opened: Opened, **codes: Any) -> None:
    key = opened.pupil.pk
    note_look(
        opened.actor,
        Deed.SEE_WHO_LOOKED,
        kind="audit_pupil",
        key=key,
        pupil=key,
        scope=opened.scope,
        **codes,
    )
