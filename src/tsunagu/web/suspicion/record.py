"""Writing a suspicion down: the numbers to call at once stand above all else."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.suspicions import record_suspicion
from tsunagu.cases.knowing import managers_here
from tsunagu.clock import today
from tsunagu.packs.schema import Phrase
from tsunagu.web.components.forms import date_field, show_refusals, time_field
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import reach_pupil
from tsunagu.web.pupil.words import words


def text_field(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    """Some sentences."""
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=area
    )


class SuspicionForm(forms.Form):
    """What was seen and heard, the child's own words first."""

    child_words = text_field(
        "子どものことば", "言ったとおりに書きます。まとめたり、言いかえたりしません"
    )
    seen = text_field(
        "見たこと・聞いたこと", "けがの場所や大きさ、服装、ようす。見たまま、聞いたままを書きます"
    )
    witness = forms.CharField(label="見た人・聞いた人", max_length=100)
    on = date_field("見た日・聞いた日")
    time = time_field("時刻", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is said."""
        given = super().clean() or {}
        if not given.get("child_words") and not given.get("seen"):
            self.add_error(
                "child_words", "ここか「見たこと・聞いたこと」のどちらかを書いてください"
            )
        return given


def call_now(actor: Actor) -> dict[str, list[Phrase]]:
    """The numbers to call at once, and what the law and we ask, for the pages of a suspicion."""
    city = actor.municipality
    numbers = words(city, "suspicion.number")
    return {"numbers": numbers, "duties": words(city, "suspicion.duty")}


@guarded(Deed.RECORD_SUSPICION)
@require_http_methods(["GET", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """The form; nothing of the child's record stands on it, and nobody learns that it was open."""
    opened = reach_pupil(request.actor, pupil, Deed.RECORD_SUSPICION)
    posted = request.POST if request.method == "POST" else None
    form = SuspicionForm(posted, initial={"on": today(), "witness": request.actor.label})
    if posted is not None and form.is_valid():
        with show_refusals(form):
            made = record_suspicion(pupil=opened.pupil, by=request.actor, **form.cleaned_data)
            messages.success(request, f"記録しました。{told_of(made.school_id)}")
            return redirect("suspicion:numbers")
    context = {"opened": opened, "form": form, **call_now(request.actor)}
    return render(request, "suspicion/new.html", context, status=422 if form.errors else 200)


def told_of(school: UUID) -> str:
    """Who of a school learns of a suspicion today."""
    here = "、".join(f"{one.name}さん" for one in managers_here(school))
    if here:
        return f"管理職（{here}）の「今日」に出ています。声でも、すぐに伝えてください"
    return "管理職は今日、みな不在です。待たずに、下の番号に電話してください"


@guarded(Deed.RECORD_SUSPICION)
@require_GET
def numbers(request: Request) -> HttpResponse:
    """The numbers to call at once; who has written comes here, and not back to what was written."""
    return render(request, "suspicion/numbers.html", call_now(request.actor))
