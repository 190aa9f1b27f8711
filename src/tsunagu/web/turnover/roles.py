"""Roles from a day to a day, given and ended beside the change of staff."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tsunagu.access.actions import end_role, give_role
from tsunagu.access.policy import Deed
from tsunagu.response.turnover import Turnover, turnover
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.turnover.forms import EndRoleForm, RoleForm
from tsunagu.web.turnover.views import place_of


def _change(request: Request, school: UUID, day: date) -> Turnover:
    return turnover(request.actor, place_of(request, school, day, Deed.SET_ROLE), day)


@guarded(Deed.SET_ROLE)
@require_POST
def give(request: Request, school: UUID, day: date) -> HttpResponse:
    """Somebody has a role from a day, to a day or until further notice."""
    change = _change(request, school, day)
    form = RoleForm(request.POST, change=change)
    if not form.is_valid():
        return _back(request, change, form)
    given = form.cleaned_data
    with say_refusals(request):
        give_role(
            person=given["person"],
            school=change.school.pk,
            kind=given["kind"],
            grade=given["grade"],
            classroom=given["classroom"].pk if given["classroom"] else None,
            first=given["first"],
            last=given["last"],
            by=request.actor,
        )
        messages.success(request, f"{given['person'].name}さんの役割を入れました")
    return redirect("turnover:page", change.school.pk, day)


@guarded(Deed.SET_ROLE)
@require_POST
def end(request: Request, school: UUID, day: date) -> HttpResponse:
    """A role ends with a day."""
    change = _change(request, school, day)
    form = EndRoleForm(request.POST, change=change)
    if not form.is_valid():
        return _back(request, change, form)
    role = form.cleaned_data["role"]
    with say_refusals(request):
        end_role(role=role, last=form.cleaned_data["last"], by=request.actor)
        messages.success(request, f"{role.person.name}さんの役割の終わりの日を入れました")
    return redirect("turnover:page", change.school.pk, day)


def _back(request: Request, change: Turnover, form: Form) -> HttpResponse:
    """What is wrong is said on the page, above its lists."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}：{'。'.join(map(str, errors))}".lstrip("："))
    return redirect("turnover:page", change.school.pk, change.last)
