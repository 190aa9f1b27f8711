"""What the forms of several audiences share: dates, periods, and what an action refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages

from tsunagu.access.refusal import Refused
from tsunagu.web.http import Request


def date_field(label: str, **options: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def time_field(label: str, **options: Any) -> forms.TimeField:
    """A time of the day with the browser's own picker."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


class FromToForm(forms.Form):
    """A form that may have a `first` and a `last` day, both included."""

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "始まりの日より前です。始まりの日かそれより後を入れてください")
        return given


@contextmanager
def show_refusals(form: forms.Form) -> Iterator[None]:
    """Turn an action's refusal into errors of the form it came from; what was typed stays."""
    try:
        yield
    except Refused as refused:
        for sentence in refused.reasons:
            form.add_error(None, sentence)


@contextmanager
def say_refusals(request: Request) -> Iterator[None]:
    """Say an action's refusal on the next page, where no form is shown again."""
    try:
        yield
    except Refused as refused:
        for sentence in refused.reasons:
            messages.error(request, sentence)
