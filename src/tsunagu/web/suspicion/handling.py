"""One suspicion: what was written, whom to call, what was done, and what can be done next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.suspicions import (
    answer,
    answers,
    end_suspicion,
    follow_up,
    hold,
    notify,
)
from tsunagu.cases.enums import SuspicionMove, SuspicionState
from tsunagu.cases.knowing import asked_of, seconds
from tsunagu.cases.models import Suspicion, SuspicionQuerySet
from tsunagu.cases.suspicion_rules import TRANSITIONS
from tsunagu.clock import JST, now
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.web.components.forms import date_field, show_refusals, time_field
from tsunagu.web.http import Request, guarded
from tsunagu.web.suspicion.record import call_now, text_field


class NotifyForm(forms.Form):
    """Who was notified, and when."""

    to = forms.CharField(label="通告した先", max_length=200, help_text="機関と、話した相手の名前")
    on = date_field("通告した日")
    time = time_field("時刻", required=False)
    text = text_field("話したこと・言われたこと", "次に何をすることになったか")


class PersonField(forms.ModelChoiceField[Person]):
    """Somebody by name."""

    def label_from_instance(self, obj: Person) -> str:
        """How the person reads."""
        return obj.name


class HoldForm(forms.Form):
    """Why nobody is notified, and who confirms it."""

    why = text_field(
        "通告しない理由", "だれが何を確かめたか。迷うときは、通告します", required=True
    )
    second = PersonField(
        label="確認するもう一人",
        queryset=Person.objects.none(),
        help_text="この人は、この記録を読めるようになります",
    )

    def asking(self, people: Any) -> "HoldForm":
        """With these people to choose from."""
        field = self.fields["second"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        return self


class AnswerForm(forms.Form):
    """Does the second person agree that nobody is notified?"""

    agrees = forms.TypedChoiceField(
        label="通告しないことに",
        choices=[("yes", "同意する"), ("no", "同意しない（管理職がもう一度考える）")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = text_field("わけ", "同意しないときは、かならず書きます")


class FollowForm(forms.Form):
    """What became of it."""

    text = text_field("その後のこと", "いつ、だれから、何を聞いたか", required=True)


class EndForm(forms.Form):
    """How it ended."""

    how = text_field("どのように終わったか", "だれと確かめたか", required=True)


@dataclass(frozen=True)
class Way:
    """Something that can be done: its words, its form and its verb."""

    title: str
    button: str
    said: str
    form: type[forms.Form]
    verb: Callable[..., object]


WAYS = {
    "notify": Way("通告した", "通告を記録する", "通告を記録しました", NotifyForm, notify),
    "answer": Way("通告しないことを確かめる", "記録する", "記録しました", AnswerForm, answer),
    "hold": Way("通告しないと決めた", "もう一人に確認を頼む", "確認を頼みました", HoldForm, hold),
    "follow": Way("その後のこと", "書き加える", "書き加えました", FollowForm, follow_up),
    "end": Way("終える", "終える", "終えました", EndForm, end_suspicion),
}
"""What can be done, in the order of the page."""
OF_MANAGERS = frozenset({"hold", "end"})


@dataclass(frozen=True)
class Act:
    """A way as the page offers it."""

    move: str
    way: Way
    form: forms.Form


def _acts(request: Request, one: Suspicion, deed: Deed) -> list[Act]:
    """What the actor can do as it stands; the form that was posted holds what was typed."""
    state, here = SuspicionState(one.state), now().astimezone(JST)
    moves = {move.value for move in SuspicionMove if (state, move) in TRANSITIONS}
    if deed != Deed.SEE_SUSPICION:
        moves -= OF_MANAGERS
    if answers(one, request.actor):
        moves.add("answer")
    posted = request.POST.get("move", "") if request.method == "POST" else ""
    acts = []
    for move, way in WAYS.items():
        if move in moves:
            start = {"on": here.date(), "time": here.time()}
            form = way.form(request.POST if move == posted else None, initial=start, prefix=move)
            if isinstance(form, HoldForm):
                form.asking(seconds(one, request.actor))
            acts.append(Act(move, way, form))
    return acts


@guarded(Deed.SEE_SUSPICION)
@require_http_methods(["GET", "POST"])
def page(request: Request, suspicion: UUID) -> HttpResponse:
    """A suspicion for the managers of its school."""
    known = Suspicion.objects.visible_to(request.actor)
    return _handled(request, known, suspicion, Deed.SEE_SUSPICION)


@guarded(Deed.CONFIRM_SUSPICION)
@require_http_methods(["GET", "POST"])
def asked(request: Request, suspicion: UUID) -> HttpResponse:
    """The one that a lead was asked about, or that no manager is there to read."""
    return _handled(request, asked_of(request.actor), suspicion, Deed.CONFIRM_SUSPICION)


def _handled(request: Request, known: SuspicionQuerySet, key: UUID, deed: Deed) -> HttpResponse:
    """The page with its forms; what was posted is done, or stays in its form with what is wrong."""
    one = known.select_related("pupil", "school", "by", "second").filter(pk=key).first()
    if one is None:
        raise Http404
    acts = _acts(request, one, deed)
    for act in acts:
        if act.form.is_bound and act.form.is_valid():
            with show_refusals(act.form):
                act.way.verb(suspicion=one, by=request.actor, **act.form.cleaned_data)
                messages.success(request, act.way.said)
                still = known.filter(pk=key).exists()
                return redirect(request.path if still else "today")
    note_look(
        request.actor,
        deed,
        kind="suspicion",
        key=key,
        pupil=one.pupil_id,
        scope=one.scope,
        managers_only=True,
    )
    wrong = next((act.form for act in acts if act.form.is_bound), None)
    context = {
        "one": one,
        "steps": one.steps.select_related("by", "second"),
        "acts": acts,
        "form": wrong,
        "sheet": _sheet(one, request.actor),
        "manages": deed == Deed.SEE_SUSPICION,
        **call_now(request.actor),
    }
    return render(request, "suspicion/page.html", context, status=422 if wrong else 200)


def _sheet(one: Suspicion, actor: Actor) -> Sheet | None:
    """The sheet whose answer told of it, where there is one that the actor may see."""
    if one.sheet_id is None:
        return None
    return Sheet.objects.visible_to(actor, Deed.SEE_SHEET).filter(pk=one.sheet_id).first()
