"""What an action refuses is shown on the form it came from."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from tsunagu.access.refusal import Refused


@contextmanager
def show_refusals(form: forms.Form) -> Iterator[None]:
    """Turn an action's refusal into errors of the form; what was typed stays."""
    try:
        yield
    except Refused as refused:
        for sentence in refused.reasons:
            form.add_error(None, sentence)
