"""Children who are to come: the list, writing one down ahead of any roster, putting it right."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.school.expecting import Told, change_expected, expect_pupil, stop_expecting
from tsunagu.school.models import Expected, School
from tsunagu.web.components.acts import Way, done, offered, wrong
from tsunagu.web.components.forms import date_field, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named
from tsunagu.web.pupil.door import open_pupil

PER_PAGE = 30


class ToldForm(forms.Form):
    """What is known of a child ahead of any roster."""

    family_name = forms.CharField(label="姓", max_length=100)
    given_name = forms.CharField(label="名", max_length=100)
    family_kana = forms.CharField(label="姓（かな）", max_length=100)
    given_kana = forms.CharField(label="名（かな）", max_length=100)
    birth_date = date_field("生年月日")
    day = date_field("来る予定の日", help_text="わからないときは、入る年度の4月1日にしておきます")
    guardian = forms.CharField(label="保護者の氏名", max_length=255, required=False)
    relation = forms.CharField(label="続柄", max_length=50, required=False)
    phone = forms.CharField(label="電話", max_length=50, required=False)

    def told(self) -> dict[str, Any]:
        """The day, and what is known, as the actions take them."""
        said = dict(self.cleaned_data)
        said.pop("school", None)
        return {"day": said.pop("day"), "told": Told(**said)}


class NewForm(ToldForm):
    """The same of a child not yet written down, with the school where there are several."""

    school = forms.ModelChoiceField(
        label="来る学校・園", queryset=School.objects.none(), empty_label="選んでください"
    )
    field_order = ("school",)

    def offering(self, schools: list[School]) -> None:
        """The schools for which one may write children down; of a single one nothing is asked."""
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = School.objects.filter(pk__in=[one.pk for one in schools])
        if len(schools) == 1:
            field.initial, field.widget = schools[0], forms.HiddenInput()


class NotComingForm(forms.Form):
    """Why a child does not come."""

    why = forms.CharField(label="わけ", max_length=500)


def _schools(actor: Actor) -> list[School]:
    keys = allowed(actor, Deed.EXPECT_PUPIL).schools
    return list(School.objects.filter(pk__in=map(str, keys)).order_by("stage", "name", "pk"))


@guarded(Deed.EXPECT_PUPIL)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request) -> HttpResponse:
    """Who is to come and is in no class yet, the next first; a name posted stands in no address."""
    rows = Expected.objects.visible_to(request.actor, Deed.EXPECT_PUPIL).without_home()
    text = request.POST.get("q", "").strip()[:100]
    found = named(rows, text, at="pupil__").select_related("pupil", "school")
    page = Paginator(found.order_by("ended_on", "day", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    seen = {one.pupil_id for one in page}
    note_look(request.actor, Deed.EXPECT_PUPIL, kind="expected_list", key="", pupils=seen)
    return render(request, "pupil/expected.html", {"page": page, "q": text})


@guarded(Deed.EXPECT_PUPIL)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a child down, and go on with a case."""
    form = NewForm(request.POST if request.method == "POST" else None)
    form.offering(_schools(request.actor))
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            school = form.cleaned_data["school"]
            made = expect_pupil(school=school, by=request.actor, **form.told())
            messages.success(request, "書きとめました。続けて、ケースを始められます")
            cases = reverse("support:pupil", args=[made.pupil_id])
            return redirect(f"{cases}?origin={CaseOrigin.GUARDIAN}")
    status = 422 if form.errors else 200
    return render(request, "pupil/expected_new.html", {"form": form}, status=status)


@guarded(Deed.EXPECT_PUPIL)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, expected: UUID) -> HttpResponse:
    """Put right what was written, or say that the child does not come."""
    rows = Expected.objects.visible_to(request.actor, Deed.EXPECT_PUPIL).without_home()
    one = rows.filter(pk=expected).select_related("pupil", "school", "by", "ended_by").first()
    if one is None:
        raise Http404
    opened = open_pupil(request.actor, one.pupil_id, Deed.EXPECT_PUPIL)
    ways = {
        "change": (
            Way("書いたことを直す", "直す", "直しました", ToldForm),
            partial(_change, expected=one),
        ),
        "withdraw": (
            Way("来ないことになった", "記録する", "記録しました", NotComingForm),
            partial(stop_expecting, expected=one),
        ),
    }
    if one.ended_on:
        del ways["withdraw"]
    acts = offered(request, ways, _as_written(one))
    if done(request, acts):
        return redirect("pupil:expected-change", expected)
    failed = wrong(acts)
    context = {"opened": opened, "expected": one, "acts": acts, "form": failed}
    status = 422 if failed else 200
    return render(request, "pupil/expected_change.html", context, status=status)


def _change(*, expected: Expected, by: Actor, day: Any, **said: Any) -> Expected:
    return change_expected(expected=expected, day=day, told=Told(**said), by=by)


def _as_written(one: Expected) -> dict[str, Any]:
    """What stands on record, to begin from."""
    names = ("family_name", "given_name", "family_kana", "given_kana", "birth_date")
    found = {name: getattr(one.pupil, name) for name in names} | {"day": one.day}
    adult = one.pupil.guardians.order_by("order", "pk").first()
    if adult:
        found |= {"guardian": adult.name, "relation": adult.relation, "phone": adult.phone}
    return found
