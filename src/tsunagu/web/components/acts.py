"""What can be done on a page, each with its form: one address takes them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages

from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request


@dataclass(frozen=True)
class Way:
    """Something that can be done: its words and its form."""

    title: str
    button: str
    said: str
    form: type[forms.Form]


@dataclass(frozen=True)
class Act:
    """A way as a page offers it; `verb` takes what the form says."""

    name: str
    way: Way
    form: forms.Form
    verb: Callable[..., object]

    @property
    def folded(self) -> bool:
        """Is there something to write, so that it is folded away until it is asked for?"""
        return any(not field.is_hidden for field in self.form)


def offered(
    request: Request,
    ways: Mapping[str, tuple[Way, Callable[..., object]]],
    initial: Mapping[str, Any] | None = None,
) -> list[Act]:
    """The ways with their forms; the one that was posted holds what was typed."""
    posted = request.POST.get("act", "") if request.method == "POST" else ""
    return [
        Act(
            name,
            way,
            way.form(
                request.POST if name == posted else None, initial=dict(initial or {}), prefix=name
            ),
            verb,
        )
        for name, (way, verb) in ways.items()
    ]


def done(request: Request, acts: list[Act]) -> bool:
    """Do what was posted, if it can be done; otherwise its form says why not."""
    for act in acts:
        if act.form.is_bound and act.form.is_valid():
            with show_refusals(act.form):
                act.verb(by=request.actor, **act.form.cleaned_data)
                messages.success(request, act.way.said)
                return True
    return False


def wrong(acts: list[Act]) -> forms.Form | None:
    """The form that was posted and could not be done."""
    return next((act.form for act in acts if act.form.is_bound), None)
