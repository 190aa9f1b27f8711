"""Was the child heard, was the child seen? One question with four answers, on several forms."""

from typing import Any, TypedDict

from django import forms

NEITHER = "neither"
ANSWERS = (
    ("both", "会って、声も聞いた", True, True),
    ("seen", "会った（声は聞いていない）", False, True),
    ("heard", "声を聞いた（会ってはいない）", True, False),
    (NEITHER, "どちらもまだ", False, False),
)
"""Each answer, its label, heard, seen: so that no answer is not taken for “neither”."""


class Met(TypedDict):
    """Was the child heard, was the child seen?"""

    child_heard: bool
    child_seen: bool


def child_field(**options: Any) -> forms.ChoiceField:
    """The question."""
    choices = [(key, label) for key, label, _, _ in ANSWERS]
    label = "子どもの声を聞きましたか、会いましたか"
    return forms.ChoiceField(label=label, choices=choices, **options)


def met(answer: str) -> Met:
    """What an answer says, as a contact holds it."""
    heard, seen = {key: said for key, _, *said in ANSWERS}[answer]
    return Met(child_heard=heard, child_seen=seen)


def answer_of(*, child_heard: bool, child_seen: bool) -> str:
    """The answer that says what a contact holds."""
    said = (child_heard, child_seen)
    return next(key for key, _, heard, seen in ANSWERS if (heard, seen) == said)
