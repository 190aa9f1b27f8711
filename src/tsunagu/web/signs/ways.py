"""The ways of noticing at the board: each in words, whether it is used, switching it on or off."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.signs.ways import Way, choose_way, ways_of
from tsunagu.signs.words import COUNTS, in_words
from tsunagu.web.components import acts
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request, guarded


class ChoiceForm(forms.Form):
    """Whether a way is used, from when on, and why."""

    on = forms.TypedChoiceField(
        label="使うかどうか",
        choices=(("yes", "使う"), ("no", "使わない")),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    valid_from = date_field("いつから")
    why = forms.CharField(
        label="わけ",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="あとから来る人が読んでわかるように。子どもや家庭のことは書きません",
    )


SWITCH = acts.Way("使うかどうかを変える", "決める", "決めました", ChoiceForm)


@dataclass(frozen=True)
class Line:
    """A way as the page shows it."""

    way: Way
    acts: list[acts.Act]

    @property
    def counts(self) -> str:
        """What it counts."""
        return COUNTS[self.way.noticing.counts]

    @property
    def when(self) -> str:
        """From how many on it tells."""
        return in_words(self.way.noticing)


@guarded(Deed.SET_NOTICING)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """Every way that the packs offer, what was decided of it, and deciding anew."""
    lines = [Line(way, _acts(request, way)) for way in ways_of(request.actor.municipality, today())]
    for line in lines:
        if acts.done(request, line.acts):
            return redirect(f"{reverse('signs:ways')}#{line.way.noticing.id}")
    failed = acts.wrong([one for line in lines for one in line.acts])
    context = {"lines": lines, "form": failed}
    return render(request, "signs/ways.html", context, status=422 if failed else 200)


def _acts(request: Request, way: Way) -> list[acts.Act]:
    """What can be done with a way; a form begins with what would change it today."""
    key = way.noticing.id
    ways = {f"switch-{key}": (SWITCH, partial(choose_way, noticing=key))}
    return acts.offered(request, ways, {"on": "no" if way.used else "yes", "valid_from": today()})
