"""Partner agencies: made here, with the people who work there."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.agencies import AT_AN_AGENCY, add_agency_person, end_agency_role, make_agency
from tsunagu.access.enums import AGENCY_ROLES, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import AGENCIES, Organisation, OrganisationKind
from tsunagu.web.components.forms import FromToForm, date_field, say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.fact_forms import LastDayForm

PER_PAGE = 30


class AgencyForm(forms.Form):
    """An agency's name and what it is."""

    name = forms.CharField(label="名称", max_length=255)
    kind = forms.ChoiceField(
        label="種類", choices=[one for one in OrganisationKind.choices if one[0] in AGENCIES]
    )


class AgencyPersonForm(FromToForm):
    """Someone who works at an agency."""

    family_name = forms.CharField(label="姓", max_length=255)
    given_name = forms.CharField(label="名", max_length=255, required=False)
    kana = forms.CharField(label="かな", max_length=255, required=False)
    kind = forms.ChoiceField(
        label="役割", choices=[(kind.value, kind.label) for kind in AT_AN_AGENCY]
    )
    first = date_field("始まりの日", initial=today)
    last = date_field("終わりの日", required=False, help_text="わからないときは空のままにします")


def _agencies(actor: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(municipality=actor.municipality, kind__in=AGENCIES)


@guarded(Deed.SET_AGENCY)
@require_http_methods(["GET", "POST"])
def agencies(request: Request) -> HttpResponse:
    """The agencies with their people, and a form for one more."""
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with show_refusals(form):
            kind = OrganisationKind(given["kind"])
            agency = make_agency(name=given["name"], kind=kind, by=request.actor)
            messages.success(request, f"{agency.name}を登録しました。つづけて、人を加えてください")
            return redirect("staff:agency", agency.pk)
    held = Role.objects.filter(Q(last__isnull=True) | Q(last__gte=today()), kind__in=AGENCY_ROLES)
    people = Prefetch("roles", held.select_related("person").order_by("first"), to_attr="held")
    found = _agencies(request.actor).prefetch_related(people).order_by("kind", "name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "staff/agencies.html", context, status=422 if form.errors else 200)


@guarded(Deed.SET_AGENCY)
@require_http_methods(["GET", "POST"])
def agency(request: Request, agency: UUID) -> HttpResponse:
    """One agency: who works there, and a form for one more."""
    held = get_object_or_404(_agencies(request.actor), pk=agency)
    form = AgencyPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "kind": RoleKind(form.cleaned_data["kind"])}
        with show_refusals(form):
            role = add_agency_person(agency=held, by=request.actor, **given)
            done = "別の人が確認し、「職員」で利用者IDを出すと、入れるようになります"
            messages.success(request, f"{role.person.name}さんを加えました。{done}")
            return redirect("staff:agency", held.pk)
    people = ("person", "decided_by")
    roles = Role.objects.filter(organisation=held, kind__in=AGENCY_ROLES).select_related(*people)
    context = {
        "agency": held,
        "form": form,
        "roles": roles.order_by("-first", "pk"),
        "ours": AT_AN_AGENCY,
    }
    return render(request, "staff/agency.html", context, status=422 if form.errors else 200)


@guarded(Deed.SET_AGENCY)
@require_POST
def end_role(request: Request, agency: UUID, role: UUID) -> HttpResponse:
    """Let somebody's role at an agency end with a day."""
    held = get_object_or_404(_agencies(request.actor), pk=agency)
    one = get_object_or_404(Role.objects.select_related("person"), pk=role, organisation=held)
    form = LastDayForm(request.POST)
    if form.is_valid():
        with say_refusals(request):
            end_agency_role(role=one, last=form.cleaned_data["last"], by=request.actor)
            messages.success(request, f"{one.person.name}さんの役割の終わりの日を入れました")
    else:
        messages.error(request, str(form.errors["last"][0]))
    return redirect("staff:agency", held.pk)
