"""The child's plan: what was agreed in its words, its own part, and “this is not right”."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.cases.actions.plans import say_not_right, write_part
from tsunagu.cases.models.plans import PART_LENGTH, WORDS_LENGTH
from tsunagu.cases.queries.plans import plans_of
from tsunagu.web.http import Request
from tsunagu.web.portal.me import for_child
from tsunagu.web.portal.sessions import grade_of


class PartForm(forms.Form):
    """The child's own part."""

    plan = forms.UUIDField()
    text = forms.CharField(required=False, max_length=PART_LENGTH)


class NotRightForm(forms.Form):
    """That the plan is not right, and perhaps what of it."""

    plan = forms.UUIDField()
    words = forms.CharField(required=False, max_length=WORDS_LENGTH)


FORMS: dict[str, tuple[type[forms.Form], Callable[..., object], str]] = {
    "part": (PartForm, write_part, "plan.saved"),
    "not-right": (NotRightForm, say_not_right, "plan.sent"),
}


@for_child(Deed.OWN_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """What was agreed and who does it; beside it stands what the child writes."""
    what = request.POST.get("what", "")
    kind, verb, said = FORMS.get(what, FORMS["part"])
    form = kind(request.POST if what in FORMS else None)
    if form.is_bound and form.is_valid():
        verb(by=request.actor, **form.cleaned_data)
        messages.success(request, said)
        return redirect("portal:plan")
    context = {
        "plans": plans_of(request.actor, grade_of(request)),
        "form": form,
        "what": what,
        "part_length": PART_LENGTH,
        "words_length": WORDS_LENGTH,
    }
    return render(request, "portal/plan.html", context, status=422 if form.errors else 200)
