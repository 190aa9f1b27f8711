"""Children's SOS for whom they have come to: a list of the open ones, and one with its answers."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.clock import JST
from tsunagu.org.models import Person
from tsunagu.sos.answering import arrange, close, grade_of, hand_on, read, reply
from tsunagu.sos.desk import Case, Desk
from tsunagu.sos.duty import owes_duty
from tsunagu.sos.enums import About, Move, Phrase, Place
from tsunagu.sos.models import WORDS
from tsunagu.sos.queries import ended, of_actor, one_of
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request, guarded
from tsunagu.web.sos.grouping import groups_of, place_of

FOR_CHILD = "子どもが読むことば（書かなくてもよい。習っていない漢字は、ひらがなで）"


def whose(case: Case) -> str:
    """Who sent it, in words."""
    if case.sos.pupil:
        return case.sos.pupil.name
    return f"名前のないSOS（{case.sos.called}）" if case.sos.called else "名前のないSOS"


@guarded(Deed.SEE_SOS)
@require_GET
def listed(request: Request) -> HttpResponse:
    """Those that have come to the reader: unread ones first, then those still open, then ended."""
    cases, over = of_actor(request.actor), ended(request.actor)
    seen = {case.sos.pupil_id for case in [*cases, *over] if case.sos.pupil_id}
    note_look(request.actor, Deed.SEE_SOS, kind="sos_list", key="", pupils=seen)
    context = {
        "waiting": groups_of(request.actor, [case for case in cases if case.waits]),
        "going": [case for case in cases if not case.waits],
        "ended": over,
        "sets": may_somewhere(request.actor, Deed.SET_DUTY),
        "owes_duty": owes_duty(request.actor),
    }
    return render(request, "sos/list.html", context)


class ReadForm(forms.Form):
    """Nothing to fill in: it is the touch that counts."""


class WordsForm(forms.Form):
    """Some words."""

    words = forms.CharField(
        label="ことば", max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )


class MeetForm(forms.Form):
    """When, where and with whom."""

    day = date_field("話す日")
    time = forms.TimeField(
        label="時刻", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.ChoiceField(label="場所", choices=Place.choices)
    to = forms.ModelChoiceField(
        Person.objects.none(), label="話す人", required=False, empty_label="わたし"
    )
    words = forms.CharField(
        label=FOR_CHILD,
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Day and time as one instant."""
        said: dict[str, Any] = super().clean() or {}
        day, at = said.pop("day", None), said.pop("time", None)
        if day and at:
            said["meet_at"] = datetime.combine(day, at, JST)
        return said


class ReplyForm(forms.Form):
    """Sentences with readings, own words, or both."""

    phrases = forms.MultipleChoiceField(
        label="えらぶ文（読みがながつきます）",
        choices=Phrase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=FOR_CHILD,
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PassForm(WordsForm):
    """To whom, with why."""

    to = forms.ModelChoiceField(Person.objects.none(), label="渡す人")
    field_order = ("to", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "わけ（子どもには出ません）"


class CloseForm(WordsForm):
    """What was done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "したこと・これからのこと（子どもには出ません）"


READ = Way("読みました", "読みました", "読んだことが、子どもに伝わります", ReadForm)
WAYS: dict[str, tuple[Way, Callable[..., object]]] = {
    Move.MEET: (Way("話す約束をする", "子どもに伝える", "話す約束を伝えました", MeetForm), arrange),
    Move.REPLY: (Way("書いて答える", "子どもに伝える", "答えを伝えました", ReplyForm), reply),
    Move.PASS: (Way("ほかの人に渡す", "渡す", "渡しました", PassForm), hand_on),
    Move.CLOSE: (Way("終わりにする", "終わりにする", "終わりにしました", CloseForm), close),
}


@guarded(Deed.SEE_SOS)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, sos: UUID) -> HttpResponse:
    """What the child chose, what was done, and what can be done now."""
    found = one_of(request.actor, sos)
    if found is None:
        raise Http404
    desk, case = found
    acts = _acts(request, desk, case)
    if done(request, acts):
        return redirect("sos:one", sos) if one_of(request.actor, sos) else redirect("sos:list")
    note_look(request.actor, Deed.SEE_SOS, kind="sos", key=sos, pupil=case.sos.pupil_id or "")
    failed = wrong(acts)
    context = {
        "case": case,
        "whose": whose(case),
        "place": place_of(case),
        "about": [About(one).label for one in case.sos.about],
        "steps": [(step, [Phrase(one).label for one in step.phrases]) for step in case.steps],
        "grade": grade_of(case.sos),
        "acts": acts,
        "form": failed,
    }
    return render(request, "sos/one.html", context, status=422 if failed else 200)


def _acts(request: Request, desk: Desk, case: Case) -> list[Act]:
    """What can be done; of one at its end nothing, of one unread to say first that it was read."""
    if not case.open:
        return []
    mine = case.standing.holder == getattr(request.actor.person, "pk", None)
    ways = dict(WAYS) if not case.waits and mine else {Move.READ: (READ, read), **WAYS}
    acts = offered(
        request, {name: (way, partial(verb, sos=case.sos)) for name, (way, verb) in ways.items()}
    )
    people = [one.pk for one in desk.may_be_handed(case.sos) if one != request.actor.person]
    for act in acts:
        if "to" in act.form.fields:
            field = act.form.fields["to"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Person.objects.filter(pk__in=people).order_by("kana", "pk")
    return acts
