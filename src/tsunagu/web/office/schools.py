"""The office's pages of one school: calendar, leaves, epidemics, settings."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actions import end_leave, set_leave
from tsunagu.access.actor import Scope
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import set_epidemic, withdraw_epidemic
from tsunagu.attendance.models import Epidemic
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Leave
from tsunagu.response.models import Stale
from tsunagu.school.actions import add_calendar_entry, end_calendar_entry, set_school
from tsunagu.school.enums import TakenBack
from tsunagu.school.models import CalendarEntry, School
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.office.forms import CalendarForm, EpidemicForm, LeaveForm, SchoolForm
from tsunagu.web.office.places import school_for, schools_for, tabs

PER_PAGE = 40
ONE_DAY = timedelta(days=1)


def _page(
    request: Request, name: str, school: School | None, form: forms.Form, **more: object
) -> HttpResponse:
    """A page of the office with its form; what was typed wrongly answers 422."""
    context = {
        "school": school,
        "form": form,
        "tabs": tabs(request, school) if school else [],
        **more,
    }
    return render(request, f"office/{name}.html", context, status=422 if form.errors else 200)


@guarded(Deed.SEE_TODAY)
@require_GET
def schools(request: Request) -> HttpResponse:
    """The schools of which one may open some page of the office; with one alone, its first."""
    found = schools_for(request)
    if len(found) == 1:
        return redirect(tabs(request, found[0])[0].url)
    lines = [(school, tabs(request, school)) for school in found]
    return render(request, "office/schools.html", {"lines": lines})


@guarded(Deed.SET_CALENDAR)
@require_http_methods(["GET", "POST"])
def calendar(request: Request, school: UUID | None = None) -> HttpResponse:
    """The calendar's entries of a school, or those for everyone, and a form for a new one."""
    place = school_for(request, school, Deed.SET_CALENDAR) if school else None
    if "end" in request.POST:
        return _end_entry(request, place)
    form = CalendarForm(
        request.POST if request.method == "POST" else None,
        school=place,
        municipality=request.actor.municipality,
    )
    if request.method == "POST" and form.is_valid() and _added(request, place, form):
        messages.success(request, "校暦に入れました。対応は自動で数え直しています")
        return redirect(request.path)
    return _page(request, "calendar", place, form, **_shown(request, place))


def _added(request: Request, place: School | None, form: CalendarForm) -> bool:
    """Enter what the valid form says; what is refused stands on it."""
    given = form.cleaned_data
    with show_refusals(form):
        add_calendar_entry(
            first=given["first"],
            last=given["last"],
            kind=given["kind"],
            school=place,
            grade=given["grade"],
            classroom=given.get("classroom"),
            note=given["note"],
            by=request.actor,
        )
    return form.is_valid()


def _shown(request: Request, place: School | None) -> dict[str, object]:
    """This school year's entries by page, and for who may, the reasons to take one back."""
    city, year = request.actor.municipality, school_year_of(today())
    entries = CalendarEntry.objects.between(year.first, year.last).filter(
        municipality=city, school=place
    )
    listed = entries.select_related("classroom").order_by("first", "last", "pk")
    waiting = Stale.objects.filter(municipality=city)
    scope = place.scope if place else Scope(municipality=city.pk)
    changes = may(request.actor, Deed.SET_CALENDAR, scope)
    return {
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "year": year,
        "stale": (waiting.filter(school=place) if place else waiting).told(),
        "whys": TakenBack.choices if changes else (),
    }


def _end_entry(request: Request, place: School | None) -> HttpResponse:
    """Take the entry away that the posted form names, with its reason."""
    entries = CalendarEntry.objects.filter(municipality=request.actor.municipality, school=place)
    entry = get_object_or_404(entries, pk=key_of(request.POST["end"]))
    why, before = request.POST.get("why", ""), entry.first - ONE_DAY
    with say_refusals(request):
        end_calendar_entry(entry=entry, last=before, why=why, by=request.actor)
        messages.success(request, "校暦から取り消しました。対応は自動で数え直しています")
    return redirect(request.path)


@guarded(Deed.SET_LEAVE)
@require_http_methods(["GET", "POST"])
def leaves(request: Request, school: UUID) -> HttpResponse:
    """Who is away, so that a stand-in answers."""
    place = school_for(request, school, Deed.SET_LEAVE)
    if "end" in request.POST:
        return _end_leave(request, place)
    form = LeaveForm(request.POST if request.method == "POST" else None, school=place)
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            set_leave(school=place.pk, by=request.actor, **form.cleaned_data)
            messages.success(request, "記録しました。期間のあいだは代わりの人に届きます")
            return redirect(request.path)
    roles = Role.objects.on(today()).filter(organisation=place.pk)
    coming = Leave.objects.filter(person__in=roles.values("person"), last__gte=today())
    listed = coming.select_related("person").order_by("first", "pk")
    return _page(request, "leaves", place, form, leaves=list(listed))


def _end_leave(request: Request, place: School) -> HttpResponse:
    """Take the leave back that the posted button names."""
    known = Leave.objects.filter(municipality=request.actor.municipality)
    leave = get_object_or_404(known, pk=key_of(request.POST["end"]))
    try:
        end_leave(leave=leave, school=place.pk, by=request.actor)
    except Refused as refused:
        raise Http404 from refused
    messages.success(request, "取り消しました")
    return redirect(request.path)


@guarded(Deed.SET_EPIDEMIC)
@require_http_methods(["GET", "POST"])
def epidemics(request: Request, school: UUID) -> HttpResponse:
    """Classes set to epidemic from–to."""
    place = school_for(request, school, Deed.SET_EPIDEMIC)
    if "withdraw" in request.POST:
        return _withdraw_epidemic(request, place)
    form = EpidemicForm(request.POST if request.method == "POST" else None, school=place)
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            set_epidemic(by=request.actor, **form.cleaned_data)
            messages.success(request, "記録しました")
            return redirect(request.path)
    known = Epidemic.objects.filter(classroom__school=place)
    known = known.select_related("classroom", "withdrawn_by")
    return _page(
        request, "epidemics", place, form, epidemics=list(known.order_by("-first", "pk")[:PER_PAGE])
    )


def _withdraw_epidemic(request: Request, place: School) -> HttpResponse:
    """Take the epidemic back that the posted form names, with its reason."""
    known = Epidemic.objects.filter(classroom__school=place).select_related("classroom__school")
    epidemic = get_object_or_404(known, pk=key_of(request.POST["withdraw"]))
    with say_refusals(request):
        withdraw_epidemic(epidemic=epidemic, why=request.POST.get("why", ""), by=request.actor)
        messages.success(request, "取り消しました。不要になっていた連絡が、また必要になります")
    return redirect(request.path)


@guarded(Deed.SET_SCHOOL)
@require_http_methods(["GET", "POST"])
def settings(request: Request, school: UUID) -> HttpResponse:
    """What a school chooses for itself."""
    place = school_for(request, school, Deed.SET_SCHOOL)
    known = {
        "register_mode": place.register_mode,
        "after_school_is_attendance": place.after_school_is_attendance,
    }
    form = SchoolForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        set_school(school=place, by=request.actor, **form.cleaned_data)
        messages.success(request, "設定を変えました")
        return redirect(request.path)
    return _page(request, "settings", place, form)
