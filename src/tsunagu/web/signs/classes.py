"""Writing down what was noticed, in two touches from the list of a class."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.school.models import Classroom, ClassroomQuerySet, Enrolment
from tsunagu.signs.actions import notice
from tsunagu.signs.words import POINTS, SEEN, listed
from tsunagu.web.components.forms import date_field, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, reach_pupil

TITLES = {
    "sign.school": "学校でのようす",
    "sign.around": "家庭・きょうだい・友だち",
    "sign.other": "ほかのこと",
}


class SignForm(forms.Form):
    """What was noticed; the rest may stay as it is."""

    kind = forms.CharField(widget=forms.HiddenInput(), required=False)
    point = forms.ChoiceField(label="場面", required=False)
    day = date_field("気づいた日")
    note = forms.CharField(
        label="見たこと",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="見たまま、聞いたままを短く。判断や評価は書きません",
    )

    def __init__(self, *args: Any, city: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = listed(city, POINTS, today())
        field = self.fields["point"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "決めない"), *((one.id, one.label) for one in points)]


def _classes(actor: Actor) -> ClassroomQuerySet:
    """The classes of today in which one may write."""
    enrolled = Enrolment.objects.on(today()).home().visible_to(actor, Deed.RECORD_SIGN)
    classes = Classroom.objects.visible_to(actor, Deed.RECORD_SIGN)
    return classes.filter(pk__in=enrolled.values("classroom")).select_related("school")


@guarded(Deed.RECORD_SIGN)
@require_GET
def classes(request: Request) -> HttpResponse:
    """The classes of one's school, one's own first."""
    own = {held.classroom for held in request.actor.held}
    rows = list(_classes(request.actor).order_by("school__name", "grades", "name"))
    context = {
        "own": [one for one in rows if one.pk in own],
        "others": [one for one in rows if one.pk not in own],
        "several": len({one.school_id for one in rows}) > 1,
    }
    return render(request, "signs/classes.html", context)


@guarded(Deed.RECORD_SIGN)
@require_GET
def one(request: Request, classroom: UUID) -> HttpResponse:
    """The names of a class, and nothing more: pupils may stand beside."""
    found = _classes(request.actor).filter(pk=classroom).first()
    if found is None:
        raise Http404
    enrolled = Enrolment.objects.on(today()).home().visible_to(request.actor, Deed.RECORD_SIGN)
    rows = sorted(
        enrolled.filter(classroom=found).select_related("pupil"),
        key=lambda e: (*e.in_class, e.pk),
    )
    seen = {row.pupil_id for row in rows}
    note_look(request.actor, Deed.RECORD_SIGN, kind="sign_class", key=found.pk, pupils=seen)
    return render(request, "signs/class.html", {"classroom": found, "rows": rows})


@guarded(Deed.RECORD_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """The checklists as buttons: one touch writes; nothing of the child's record stands here."""
    opened = reach_pupil(request.actor, pupil, Deed.RECORD_SIGN)
    given = request.POST if request.method == "POST" else None
    form = SignForm(given, city=request.actor.municipality, initial={"day": today()})
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            notice(pupil=opened.pupil, by=request.actor, **form.cleaned_data)
            messages.success(request, "書きました。受け持つ先生の「気づき」に出ます")
            return _back(opened)
    groups = [(TITLES[g], listed(request.actor.municipality, g, today())) for g in SEEN]
    context = {
        "opened": opened,
        "form": form,
        "groups": [(title, found) for title, found in groups if found],
        "points": listed(request.actor.municipality, POINTS, today()),
    }
    note_look(request.actor, Deed.RECORD_SIGN, kind="sign_class", key=pupil, pupil=opened.pupil.pk)
    return render(request, "signs/new.html", context, status=422 if form.errors else 200)


def _back(opened: Opened) -> HttpResponse:
    """To the class, for the next child."""
    if opened.classroom:
        return redirect("signs:class", opened.classroom.pk)
    return redirect("signs:classes")
