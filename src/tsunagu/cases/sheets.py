"""The consultation sheet as a form: which it is, its signature, the advisers wished for."""

from django.db.models import Sum

from tsunagu.access.enums import RoleKind
from tsunagu.forms.answers import NOTHING, Answers, chosen_of
from tsunagu.forms.models import Answer, Sheet
from tsunagu.packs.forms import Form, FormField

FORM = "consultation-sheet"
WISH = "adviser"
"""The field of the advisers wished for; its options are called as the roles are."""
ADVISERS = (RoleKind.LEAD_COUNSELLOR, RoleKind.LEAD_SOCIAL_WORKER, RoleKind.SUPERVISOR)


def signature(form: Form) -> FormField:
    """Where a manager signs."""
    return next(field for field in form.fields if field.signed_by == "manager")


def as_written(sheet: Sheet) -> int:
    """How often answers were written: a sheet that was written on since it was read counts more."""
    return int(Answer.objects.filter(sheet=sheet).aggregate(times=Sum("number"))["times"] or 0)


def wished(answers: Answers) -> list[RoleKind]:
    """Whom the school wishes to speak with, in the form's order."""
    chosen = chosen_of(answers.get(WISH, NOTHING).value)
    return [kind for kind in ADVISERS if kind.value.replace("_", "-") in chosen]
