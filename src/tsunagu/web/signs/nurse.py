"""The nurse's log of a day: who came, for how long, where to, and why for those who are named."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.clock import JST, now, today
from tsunagu.org.models import Person
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.signs.enums import VisitOutcome
from tsunagu.signs.models import Visit, VisitQuerySet
from tsunagu.signs.visits import end_visit, log_visit, readers_for, take_visit_back, write_reason
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.forms import date_field, show_refusals, time_field
from tsunagu.web.http import Request, day_of, guarded
from tsunagu.web.pupil.door import reach_pupil
from tsunagu.web.suspicion.find import MOST, ChildForm

PER_PAGE = 50


class CameForm(forms.Form):
    """When a child came."""

    day = date_field("日")
    came = time_field("来た時刻")


class LeftForm(forms.Form):
    """When it left, and where to."""

    left = time_field("出た時刻")
    outcome = forms.ChoiceField(
        label="そのあと", choices=VisitOutcome.choices, widget=forms.RadioSelect
    )


class ReasonForm(forms.Form):
    """Why it came, and who may read that."""

    text = forms.CharField(
        label="わけ",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="養護教諭と、下で選んだ人、書いた人だけが読めます",
    )
    readers = forms.ModelMultipleChoiceField(
        label="読んでよい人",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BackForm(forms.Form):
    """Why it is taken back."""

    why = forms.CharField(label="わけ", max_length=500)


def _visits(actor: Actor) -> VisitQuerySet:
    """Those of the schools at which one keeps the log."""
    return Visit.objects.visible_to(actor, Deed.LOG_VISIT)


@guarded(Deed.LOG_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: Request) -> HttpResponse:
    """The visits of a day, and finding the child who comes now; a name stands in no address."""
    actor, deed, day = request.actor, Deed.LOG_VISIT, day_of(request)
    form = ChildForm(request.POST if request.method == "POST" else None, actor=actor, deed=deed)
    found = _found(actor, form) if form.is_valid() else []
    rows = _visits(actor).standing().filter(day=day).select_related("pupil", "school")
    page = Paginator(rows.order_by("-came", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    seen = {one.pupil_id for one in page} | {one.pk for one in found}
    note_look(actor, deed, kind="visit_list", key="", pupils=seen, day=str(day))
    context = {
        "form": form,
        "asked": form.is_bound and not form.errors,
        "found": found[:MOST],
        "day": day,
        "page": page,
    }
    return render(request, "signs/nurse.html", context, status=422 if form.errors else 200)


def _found(actor: Actor, form: ChildForm) -> list[Pupil]:
    homes = Enrolment.objects.on(today()).home().select_related("classroom__school")
    fitting = form.of(Pupil.objects.visible_to(actor, Deed.LOG_VISIT, on=today()))
    listed = fitting.prefetch_related(Prefetch("enrolments", homes, to_attr="homes"))
    return list(listed.order_by("family_kana", "given_kana", "family_name", "pk")[:MOST])


@guarded(Deed.LOG_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """A child comes: now, unless another time is said."""
    opened = reach_pupil(request.actor, pupil, Deed.LOG_VISIT)
    start = {"day": today(), "came": now().astimezone(JST).time()}
    form = CameForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            visit = log_visit(pupil=opened.pupil, by=request.actor, **form.cleaned_data)
            messages.success(request, "記録しました")
            return redirect("signs:visit", visit.pk)
    note_look(request.actor, Deed.LOG_VISIT, kind="visit_list", key=pupil, pupil=opened.pupil.pk)
    context = {"opened": opened, "form": form}
    return render(request, "signs/visit_new.html", context, status=422 if form.errors else 200)


WAYS = {
    "left": Way("保健室を出た", "記録する", "記録しました", LeftForm),
    "reason": Way("わけを書く・読んでよい人を選ぶ", "記録する", "わけを記録しました", ReasonForm),
    "withdraw": Way("まちがえて書いた", "取り消す", "取り消しました。前の内容は残ります", BackForm),
}


@guarded(Deed.LOG_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, visit: UUID) -> HttpResponse:
    """One visit: when the child left, why it came, and who may read that."""
    rows = _visits(request.actor).select_related("pupil", "by", "ended_by", "reason")
    one = rows.prefetch_related("readers__person").filter(pk=visit).first()
    if one is None:
        raise Http404
    opened = reach_pupil(request.actor, one.pupil_id, Deed.LOG_VISIT)
    reads = may(request.actor, Deed.SEE_VISIT_REASON, one.reason_scope)
    acts = _acts(request, one, reads=reads)
    if done(request, acts):
        return redirect("signs:visit", visit)
    failed = wrong(acts)
    note_look(request.actor, Deed.LOG_VISIT, kind="visit", key=visit, pupil=one.pupil_id)
    context = {
        "opened": opened,
        "visit": one,
        "reason": getattr(one, "reason", None),
        "readers": sorted(reader.person.name for reader in one.readers.all()),
        "reads": reads,
        "acts": acts,
        "form": failed,
    }
    return render(request, "signs/visit.html", context, status=422 if failed else 200)


def _acts(request: Request, one: Visit, *, reads: bool) -> list[Act]:
    """What can be done about a visit; the reason is changed by who may read it."""
    if one.ended_at:
        return []
    verbs: dict[str, Callable[..., object]] = {
        "left": end_visit,
        "reason": write_reason,
        "withdraw": take_visit_back,
    }
    reason = getattr(one, "reason", None)
    left_out = {"reason"} if reason and not reads else set()
    ways: dict[str, tuple[Way, Callable[..., object]]] = {
        name: (way, partial(verbs[name], visit=one))
        for name, way in WAYS.items()
        if name not in left_out
    }
    start = {
        "left": now().astimezone(JST).time(),
        "text": reason.text if reason and reads else "",
        "readers": [reader.person_id for reader in one.readers.all()],
    }
    acts = offered(request, ways, start)
    people = Person.objects.filter(pk__in=[person.pk for person in readers_for(one.pupil)])
    for act in acts:
        if act.name == "reason":
            field = act.form.fields["readers"]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = people.order_by("family_name", "given_name", "pk")
    return acts
