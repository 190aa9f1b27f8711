"""A child's brothers and sisters: recorded by a person, shown to who may see both."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.school.models import Enrolment, Pupil, PupilQuerySet, Sibling
from tsunagu.school.siblings import (
    link_siblings,
    perhaps_siblings,
    siblings_of,
    unlink_siblings,
)
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.naming import named
from tsunagu.web.pupil.door import open_pupil, reach_pupil

MOST = 20
"""Children offered at once."""


@guarded(Deed.LINK_SIBLING)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, pupil: UUID) -> HttpResponse:
    """Who is recorded, who might be, and a search among the children one may see."""
    opened = open_pupil(request.actor, pupil, Deed.LINK_SIBLING)
    links = siblings_of(opened.pupil, request.actor)
    known = {link.beside(opened.pupil.pk).pk for link in links} | {opened.pupil.pk}
    words = request.POST.get("q", "").strip()[:100]
    visible = Pupil.objects.visible_to(request.actor, Deed.LINK_SIBLING, on=today())
    found = named(visible.exclude(pk__in=known), words) if words else visible.none()
    perhaps = _homes(perhaps_siblings(opened.pupil, request.actor))
    others = _homes(found.order_by("family_kana", "given_kana", "pk"))
    shown = {one.pupil_id for one in (*perhaps, *others)} | known
    note_look(request.actor, Deed.LINK_SIBLING, kind="pupil_list", key="", pupils=shown)
    context = {
        "opened": opened,
        "links": [(link, link.beside(opened.pupil.pk)) for link in links],
        "perhaps": perhaps,
        "found": others,
        "q": words,
    }
    return render(request, "pupil/siblings.html", context)


def _homes(pupils: PupilQuerySet) -> list[Enrolment]:
    """Children with the class in which they are today."""
    keys = list(pupils.values_list("pk", flat=True)[:MOST])
    homes = Enrolment.objects.home().on(today()).filter(pupil__in=keys)
    return list(
        homes.select_related("pupil", "classroom__school").order_by("pupil__family_kana", "pk")
    )


@guarded(Deed.LINK_SIBLING)
@require_POST
def link(request: Request, pupil: UUID) -> HttpResponse:
    """Record one, as somebody has made sure."""
    opened = reach_pupil(request.actor, pupil, Deed.LINK_SIBLING)
    chosen = request.POST.get("other", "")
    with say_refusals(request):
        if not chosen:
            raise Refused(["きょうだいとして記録する子どもを選んでください"])
        other = reach_pupil(request.actor, key_of(chosen), Deed.LINK_SIBLING)
        link_siblings(pupil=opened.pupil, other=other.pupil, by=request.actor)
        messages.success(request, "きょうだいとして記録しました")
    return redirect("pupil:siblings", pupil)


@guarded(Deed.LINK_SIBLING)
@require_POST
def unlink(request: Request, pupil: UUID, sibling: UUID) -> HttpResponse:
    """Take one back."""
    opened = reach_pupil(request.actor, pupil, Deed.LINK_SIBLING)
    links = Sibling.objects.of(opened.pupil.pk)
    links = links.visible_to(request.actor, Deed.LINK_SIBLING, on=today())
    held = links.filter(pk=sibling).select_related("pupil", "other").first()
    if held is None:
        raise Http404
    unlink_siblings(link=held, by=request.actor)
    messages.success(request, "きょうだいの記録を取り消しました")
    return redirect("pupil:siblings", pupil)
