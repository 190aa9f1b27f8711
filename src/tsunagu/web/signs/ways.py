"""The ways of noticing at the board: each in words, its past with any numbers, switching it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.signs.enums import TrialState
from tsunagu.signs.models import NoticingTrial
from tsunagu.signs.rules import LONG, unit_of
from tsunagu.signs.trials import MOST_DAYS, MOST_TIMES, begin_trial
from tsunagu.signs.ways import Way, choose_way, ways_of
from tsunagu.signs.words import COUNTS, in_words
from tsunagu.web.components import acts
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request, guarded

LATEST = 200
"""How many trials of a city are looked through for those of each way."""
OF_A_WAY = 10


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


class TrialForm(forms.Form):
    """The numbers with which a way is tried on the past; they change nothing."""

    days = forms.IntegerField(label="何日のあいだに", min_value=1, max_value=MOST_DAYS)
    at_least = forms.IntegerField(
        label="いくつ以上",
        min_value=1,
        max_value=MOST_TIMES,
        help_text="数を変えて試しても、いま使っている数は変わりません",
    )


SWITCH = acts.Way("使うかどうかを変える", "決める", "決めました", ChoiceForm)
TRY = acts.Way("過去の記録で試す", "試す", "数え始めました", TrialForm)


@dataclass(frozen=True)
class Line:
    """A way as the page shows it."""

    way: Way
    acts: list[acts.Act]
    trials: list[NoticingTrial]

    @property
    def counts(self) -> str:
        """What it counts."""
        return COUNTS[self.way.noticing.counts]

    @property
    def when(self) -> str:
        """From how many on it tells."""
        return in_words(self.way.noticing)

    @property
    def unit(self) -> str:
        """What it counts by."""
        return unit_of(self.way.noticing)


@guarded(Deed.SET_NOTICING)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """Every way that the packs offer, what was decided of it and what it would have told."""
    city = request.actor.municipality
    trials = _trials(city)
    lines = [
        Line(way, _acts(request, way), trials[way.noticing.id]) for way in ways_of(city, today())
    ]
    for line in lines:
        if acts.done(request, line.acts):
            return redirect(f"{reverse('signs:ways')}#{line.way.noticing.id}")
    failed = acts.wrong([one for line in lines for one in line.acts])
    context = {"lines": lines, "form": failed, "long": LONG}
    return render(request, "signs/ways.html", context, status=422 if failed else 200)


@guarded(Deed.SET_NOTICING)
@require_safe
def work(request: Request) -> HttpResponse:
    """How far the counting is; the whole page anew once it has come to its end."""
    own = NoticingTrial.objects.filter(municipality=request.actor.municipality)
    trial = own.filter(state=TrialState.AT_WORK).first()
    if not request.htmx:
        return redirect("signs:ways")
    if trial is None:
        return HttpResponseClientRefresh()
    return render(request, "signs/_trial_work.html", {"trial": trial})


def _acts(request: Request, way: Way) -> list[acts.Act]:
    """What can be done with a way; a form begins with what would change it today."""
    key, numbers = way.noticing.id, way.noticing
    switch = {f"switch-{key}": (SWITCH, partial(choose_way, noticing=key))}
    try_it = {f"try-{key}": (TRY, partial(begin_trial, noticing=key))}
    start = {"on": "no" if way.used else "yes", "valid_from": today()}
    return [
        *acts.offered(request, try_it, {"days": numbers.days, "at_least": numbers.at_least}),
        *acts.offered(request, switch, start),
    ]


def _trials(city: Municipality) -> dict[str, list[NoticingTrial]]:
    """What was tried last of each way, newest first."""
    found: dict[str, list[NoticingTrial]] = defaultdict(list)
    rows = NoticingTrial.objects.filter(municipality=city).select_related("by")
    for trial in rows.order_by("-at", "-pk")[:LATEST]:
        if len(found[trial.noticing]) < OF_A_WAY:
            found[trial.noticing].append(trial)
    return found
