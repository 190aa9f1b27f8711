"""The procedure of a case's kind: each step with its owner and day, and what became of it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.procedures import record_step
from tsunagu.cases.case_enums import StepOutcome
from tsunagu.cases.models import Case
from tsunagu.cases.queries.procedures import StepStanding, procedure_of
from tsunagu.clock import today
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.door import opened
from tsunagu.web.support.forms import text_field


class RecordForm(forms.Form):
    """What became of a step."""

    outcome = forms.TypedChoiceField(
        label="どうなりましたか",
        choices=[(one, one.label) for one in (StepOutcome.DONE, StepOutcome.NOT_NEEDED)],
        coerce=StepOutcome,
        widget=forms.RadioSelect,
    )
    on = date_field("した日", required=False)
    text = text_field("したこと・しなくてよいわけ")


class BackForm(forms.Form):
    """Why a step is to be done again."""

    text = text_field("まだに戻すわけ")


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID) -> HttpResponse:
    """The steps in order; each is recorded in its place."""
    one = opened(request.actor, case)
    steps = procedure_of(one)
    writes = one.open and may(request.actor, Deed.WRITE_CASE, one.scope)
    acts = _acts(request, one, steps) if writes else []
    if done(request, acts):
        return redirect("support:procedure", one.pk)
    failed = wrong(acts)
    by_step = {act.name: [act] for act in acts}
    context = {
        "case": one,
        "steps": [(step, by_step.get(step.step.id, [])) for step in steps],
        "form": failed,
    }
    return render(request, "support/procedure.html", context, status=422 if failed else 200)


def _acts(request: Request, case: Case, steps: list[StepStanding]) -> list[Act]:
    """For each step what can be recorded of it."""
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}
    for one in steps:
        record = partial(record_step, case=case, step=one.step.id)
        if one.held:
            way = Way(f"まだに戻す：{one.step.label}", "戻す", "まだに戻しました", BackForm)
            record = partial(record, outcome=StepOutcome.TAKEN_BACK, on=None)
        else:
            way = Way(f"記録する：{one.step.label}", "記録する", "記録しました", RecordForm)
        ways[one.step.id] = way, record
    return offered(request, ways, {"on": today()})
