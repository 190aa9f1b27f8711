"""What the children of a class told today, and saying that one has read it."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.clock import today
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.signs.checkins import read
from tsunagu.signs.models import CheckIn
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request, guarded

PER_PAGE = 40


class DayForm(forms.Form):
    """Which class and day."""

    classroom = forms.ModelChoiceField(
        label="学級",
        queryset=Classroom.objects.none(),
        required=False,
        empty_label="受け持つ子どもみんな",
    )
    day = date_field("日")


@guarded(Deed.SEE_CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request) -> HttpResponse:
    """Those told on a day, not yet read ones first; what is posted was on the page."""
    form = DayForm({"day": today().isoformat()} | request.GET.dict())
    inside = Enrolment.objects.on(today()).home().visible_to(request.actor, Deed.SEE_CHECK_IN)
    classes = Classroom.objects.filter(pk__in=inside.values("classroom"))
    field = form.fields["classroom"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = classes.select_related("school")
    if request.method == "POST":
        return _read(request)
    if not form.is_valid():
        return render(request, "signs/weather.html", {"form": form}, status=422)
    room, day = form.cleaned_data["classroom"], form.cleaned_data["day"]
    rows = _told(request, inside.filter(classroom=room) if room else inside, day)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    seen = {row.pupil_id for row in page}
    note_look(
        request.actor, Deed.SEE_CHECK_IN, kind="check_in_list", key="", pupils=seen, day=str(day)
    )
    context = {
        "form": form,
        "day": day,
        "page": page,
        "unread": [row.pk for row in page if row.read_at is None],
        "sets": may_somewhere(request.actor, Deed.SET_DOOR),
    }
    return render(request, "signs/weather.html", context)


def _told(request: Request, inside: QuerySet[Enrolment], day: date) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.visible_to(request.actor, Deed.SEE_CHECK_IN)
    rows = rows.filter(day=day, pupil__in=inside.values("pupil"))
    return rows.select_related("pupil", "read_by").order_by("read_at", "at", "pk")


def _read(request: Request) -> HttpResponse:
    try:
        told = [UUID(key) for key in request.POST.getlist("told")[:PER_PAGE]]
    except ValueError as error:
        raise Http404 from error
    count = read(check_ins=told, by=request.actor)
    messages.success(request, f"{count}人に、読んだことが伝わります")
    return redirect(request.get_full_path())
