"""What was noticed of one child at its school, and saying what was done about it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.signs.actions import answer
from tsunagu.signs.actions import take_back as end
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.models import Sign, SignQuerySet
from tsunagu.signs.queries import (
    Waiting,
    alerts_of,
    answers_of,
    read,
    signs_of,
    visits_of,
    waiting_of,
)
from tsunagu.signs.words import labels
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil, reach_pupil


class WordsForm(forms.Form):
    """Some words that need not be."""

    words = forms.CharField(
        label="ことば", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SpokenForm(WordsForm):
    """What came of the talk, the child's words first."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["words"].label = "本人が言ったこと・話したこと（書かなくてもよい）"


class WhyForm(WordsForm):
    """Why nothing is needed."""

    words = forms.CharField(label="わけ", max_length=500)


class DecidedForm(WordsForm):
    """What the meeting decided."""

    words = forms.CharField(
        label="決めたこと（だれが・いつまでに・何を）",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeBackForm(forms.Form):
    """Why it is taken back."""

    why = forms.CharField(label="わけ", max_length=500)


WAYS = {
    AnswerKind.SPOKEN: Way("本人と話した", "記録する", "話したことを記録しました", SpokenForm),
    AnswerKind.MEETING: Way(
        "学年会にかける", "学年会にかける", "学年会の一覧に入れました", WordsForm
    ),
    AnswerKind.DISCUSSED: Way(
        "学年会で話し合った", "記録する", "話し合ったことを記録しました", DecidedForm
    ),
    AnswerKind.NOT_NEEDED: Way("声をかけなくてよい", "記録する", "わけを記録しました", WhyForm),
}


@guarded(Deed.SEE_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, pupil: UUID) -> HttpResponse:
    """What was noticed, what was done, and what can be done now."""
    opened = open_pupil(request.actor, pupil, Deed.SEE_SIGN)
    waits = waiting_of(request.actor, opened.pupil, opened.school)
    acts = _acts(request, opened, waits)
    if done(request, acts):
        return redirect("signs:pupil", pupil)
    failed = wrong(acts)
    context = {
        "opened": opened,
        "signs": signs_of(opened.pupil, opened.school),
        "alerts": alerts_of(opened.pupil, opened.school),
        "answers": answers_of(request.actor, opened.pupil, opened.school),
        "removable": set(_may_end(request.actor).filter(pupil=pupil).values_list("pk", flat=True)),
        "waits": waits,
        "visits": visits_of(request.actor, opened.pupil, opened.school),
        "acts": acts,
        "form": failed,
    }
    return render(request, "signs/pupil.html", context, status=422 if failed else 200)


def _acts(request: Request, opened: Opened, waits: Waiting | None) -> list[Act]:
    """The ways out of what waits; none where nothing does."""
    if waits is None or not opened.may(Deed.ANSWER_SIGN):
        return []
    left_out = AnswerKind.MEETING if waits.brought else AnswerKind.DISCUSSED
    say = partial(answer, pupil=opened.pupil)
    ways: dict[str, tuple[Way, Callable[..., object]]] = {
        kind: (way, partial(say, kind=kind)) for kind, way in WAYS.items() if kind != left_out
    }
    return offered(request, ways)


def _may_end(actor: Actor) -> SignQuerySet:
    """What somebody may take back: of a child who is at the school today."""
    return Sign.objects.visible_to(actor, Deed.ANSWER_SIGN).filter(ended_at__isnull=True)


@guarded(Deed.ANSWER_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: Request, sign: UUID) -> HttpResponse:
    """Take back what was written by mistake, with why."""
    found = _may_end(request.actor).select_related("by", "pupil").filter(pk=sign).first()
    if found is None:
        raise Http404
    opened = reach_pupil(request.actor, found.pupil_id, Deed.ANSWER_SIGN)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            end(sign=found, by=request.actor, **form.cleaned_data)
            messages.success(request, "取り消しました。前の内容は残ります")
            return redirect("signs:pupil", found.pupil_id)
    note_look(request.actor, Deed.ANSWER_SIGN, kind="sign", key=sign, pupil=found.pupil_id)
    seen = read(found, labels(request.actor.municipality, today()))
    context = {"opened": opened, "seen": seen, "form": form}
    return render(request, "signs/sign.html", context, status=422 if form.errors else 200)
