"""The child's own page: today's weather, what was told before, and the name to be greeted by."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.doors.actions import MOST, name_oneself
from tsunagu.signs.checkins import check_in, of_oneself
from tsunagu.signs.enums import Body, Heart, Sleep
from tsunagu.web.http import Request, View, public
from tsunagu.web.own import own_page
from tsunagu.web.portal.sessions import end

QUESTIONS = {"heart": Heart, "body": Body, "sleep": Sleep}


@dataclass(frozen=True)
class Question:
    """One row of pictures, and the one touched already."""

    name: str
    choices: list[str]
    value: str


def for_child(deed: Deed) -> Callable[[View[...]], Callable[..., HttpResponseBase]]:
    """A child's own page; who is not in yet is led to the pupils' door."""
    return own_page(deed, of=attrgetter("pupil"), door="portal:door")


class TellForm(forms.Form):
    """What the child touched; all of it may be left out but one."""

    heart = forms.ChoiceField(choices=Heart.choices, required=False)
    body = forms.ChoiceField(choices=Body.choices, required=False)
    sleep = forms.ChoiceField(choices=Sleep.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one thing is told."""
        said: dict[str, Any] = super().clean() or {}
        if not any(said.values()):
            raise forms.ValidationError("check.nothing")
        return said


class NameForm(forms.Form):
    """How the child wants to be greeted."""

    nickname = forms.CharField(required=False, max_length=MOST)


@for_child(Deed.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """Today's weather, as it was told or to be told."""
    form = TellForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        check_in(by=request.actor, **form.cleaned_data)
        # The page itself says that it was told: a message would be a second row written.
        return redirect("portal:me")
    told = of_oneself(request.actor).filter(day=today()).first()
    anew = told is None or "again" in request.GET or form.is_bound
    questions = [
        Question(name, kind.values, form[name].value() or getattr(told, name, ""))
        for name, kind in QUESTIONS.items()
    ]
    context = {"told": told, "anew": anew, "questions": questions, "form": form}
    return render(request, "portal/me.html", context, status=422 if form.errors else 200)


@for_child(Deed.CHECK_IN)
@require_GET
def weeks(request: Request) -> HttpResponse:
    """The child's own days, newest first, and who read them."""
    return render(request, "portal/weeks.html", {"days": of_oneself(request.actor)})


@for_child(Deed.OWN_DOOR)
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: Request) -> HttpResponse:
    """The name by which the child is greeted."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name_oneself(by=request.actor, **form.cleaned_data)
        messages.success(request, "me.name-saved")
        return redirect("portal:me")
    context = {"form": form, "most": MOST}
    return render(request, "portal/name.html", context, status=422 if form.errors else 200)


@public
@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Leave; of the child nothing stays behind."""
    return end(request)
