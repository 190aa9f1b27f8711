"""What was done about something, step by step, as it is read out."""

from django.db.models import Model

from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown


def what_was_done(
    model: type[Model], label: str, *, pupil: str, beside: Shown | None = None
) -> Holding:
    """The steps of something: when, what, in which words and by whom, with one thing beside."""
    more = (beside,) if beside else ()
    return Holding(
        model,
        label,
        pupil=pupil,
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("at", "記録した時刻"),
            Shown("move", "したこと"),
            *more,
            Shown("text", "内容"),
            Shown("by", "書いた人"),
        ),
    )
