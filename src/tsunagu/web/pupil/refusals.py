"""What an action refuses is shown on the form it came from."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from tsunagu.attendance import actions as attendance
from tsunagu.response import actions as response


@contextmanager
def show_refusals(form: forms.Form) -> Iterator[None]:
    """Turn an action's refusal into errors of the form; what was typed stays."""
    try:
        yield
    except attendance.Refused as refused:
        for sentence in refused.reasons:
            form.add_error(None, sentence)
    except response.Refused as refused:
        for sentence in refused.faults:
            form.add_error(None, sentence)
