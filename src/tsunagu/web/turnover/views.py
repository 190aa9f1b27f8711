"""The change of staff on one page: who leaves, who comes, and nothing left without an owner."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed, may, may_somewhere
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.response.actions import complete_turnover, hand_on
from tsunagu.response.enums import HandOnKind
from tsunagu.response.turnover import Turnover, last_day, turnover
from tsunagu.school.models import School
from tsunagu.web.components.forms import date_field, say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.office.places import school_for
from tsunagu.web.turnover.cards import cards_of
from tsunagu.web.turnover.forms import EndRoleForm, RoleForm

FAR = timedelta(days=2 * 366)
"""A change of staff further away than that is none that anybody looks at."""


class DayForm(forms.Form):
    """After which day staff change."""

    last = date_field("この日まで")

    def clean_last(self) -> date:
        """The day, if it is not years away."""
        last: date = self.cleaned_data["last"]
        if abs(last - today()) > FAR:
            raise forms.ValidationError("今日から前後2年のあいだの日を入れてください")
        return last


def _schools(actor: Actor) -> QuerySet[School]:
    """The schools whose change of staff one may see."""
    reach = allowed(actor, Deed.SEE_TURNOVER)
    schools = School.objects.filter(municipality=actor.municipality)
    return schools if reach.everywhere else schools.filter(pk__in=map(str, reach.schools))


@guarded(Deed.SEE_TURNOVER)
@require_GET
def schools(request: Request) -> HttpResponse:
    """The schools, and the board, whose change of staff one may see; of one alone, its page."""
    found = list(_schools(request.actor).order_by("stage", "name", "pk"))
    board = may_somewhere(request.actor, Deed.SEE_BOARD_TURNOVER)
    if len(found) == 1 and not board:
        return redirect("turnover:school", found[0].pk)
    return render(request, "turnover/schools.html", {"schools": found, "board": board})


@guarded(Deed.SEE_TURNOVER)
@require_GET
def choose_day(request: Request, school: UUID) -> HttpResponse:
    """Leads to the page of a day: the one asked for, or 31 March."""
    place = school_for(request, school, Deed.SEE_TURNOVER)
    form = DayForm(request.GET or {"last": last_day(today())})
    if not form.is_valid():
        for error in form.errors["last"]:
            messages.error(request, str(error))
    return redirect("turnover:page", place.pk, form.cleaned_data.get("last") or last_day(today()))


def place_of(request: Request, school: UUID, day: date, deed: Deed) -> School:
    """The school at which the actor may do the deed; raises `Http404`, for a day far off too."""
    if abs(day - today()) > FAR:
        raise Http404
    return school_for(request, school, deed)


@guarded(Deed.SEE_TURNOVER)
@require_GET
def page(request: Request, school: UUID, day: date) -> HttpResponse:
    """Who leaves after a day, who comes, what is handed on, and what is left."""
    place = place_of(request, school, day, Deed.SEE_TURNOVER)
    change = turnover(request.actor, place, day)
    decides = may(request.actor, Deed.HAND_ON, place.scope)
    if decides:
        _note(request.actor, change)
    context = {
        "change": change,
        "cards": cards_of(change),
        "day_form": DayForm(initial={"last": day}),
        "decides": decides,
        "role_form": RoleForm(change=change),
        "end_form": EndRoleForm(change=change),
    }
    return render(request, "turnover/page.html", context)


def _note(actor: Actor, change: Turnover) -> None:
    """Whose work and drafts were shown."""
    shown = {one.pupil.pk for some in change.things.values() for one in some if one.pupil}
    note_look(
        actor,
        Deed.HAND_ON,
        kind="turnover",
        key=change.school.pk,
        pupils=shown,
        day=str(change.last),
    )


@guarded(Deed.HAND_ON)
@require_POST
def decide(request: Request, school: UUID, day: date) -> HttpResponse:
    """Who gets each thing of a person's, as the form says."""
    place = place_of(request, school, day, Deed.HAND_ON)
    given = dict(_given(request))
    with say_refusals(request):
        hand_on(school=place, last=day, given=given, by=request.actor)
        messages.success(request, "引き継ぐ人を記録しました")
    return redirect("turnover:page", place.pk, day)


def _given(request: Request) -> Iterator[tuple[tuple[HandOnKind, UUID], Person | None]]:
    """What the form says of each thing: `to-task-KEY` names a person, or nobody."""
    people = Person.objects.filter(municipality=request.actor.municipality)
    for kind in HandOnKind:
        start = f"to-{kind}-"
        for name in (one for one in request.POST if one.startswith(start)):
            chosen = request.POST.get(name, "")
            to = get_object_or_404(people, pk=key_of(chosen)) if chosen else None
            yield (kind, key_of(name.removeprefix(start))), to


@guarded(Deed.HAND_ON)
@require_POST
def complete(request: Request, school: UUID, day: date) -> HttpResponse:
    """The change is complete: nothing is left without an owner."""
    place = place_of(request, school, day, Deed.HAND_ON)
    with say_refusals(request):
        complete_turnover(school=place, last=day, by=request.actor)
        messages.success(request, "完了として記録しました")
    return redirect("turnover:page", place.pk, day)
