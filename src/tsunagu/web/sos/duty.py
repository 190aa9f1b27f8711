"""Who at the board is told of SOS while nobody of a school is there, from a day on."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipality, Person
from tsunagu.sos.duty import people_of, set_duty
from tsunagu.sos.enums import ON_DUTY
from tsunagu.sos.models import Duty
from tsunagu.web.components.forms import date_field, show_refusals
from tsunagu.web.http import Request, guarded


class DutyForm(forms.Form):
    """From when on, which role or person, and the telephone that children see."""

    valid_from = date_field("いつから")
    role = forms.ChoiceField(label="当番の役割", choices=ON_DUTY)
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="当番の人（決めないときは、その役割のみんな）",
        required=False,
        empty_label="決めない",
    )
    phone = forms.RegexField(
        r"^[0-9]+(-[0-9]+)*$",
        label="電話（子どもの画面に出ます）",
        max_length=30,
        error_messages={"invalid": "電話番号は、数字とハイフンで入れてください"},
    )

    def __init__(self, *args: object, city: Municipality, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people_of(city)


@guarded(Deed.SET_DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """What holds, what is to come, and setting it anew."""
    city = request.actor.municipality
    initial = {"valid_from": today()}
    form = DutyForm(request.POST if request.method == "POST" else None, initial=initial, city=city)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            set_duty(by=request.actor, **form.cleaned_data)
            messages.success(request, "当番を決めました")
            return redirect("sos:duty")
    rows = Duty.objects.filter(municipality=city)
    all_of_them = rows.select_related("person", "by").order_by("-valid_from", "-at")
    context = {"form": form, "duty": rows.on(today()), "rows": all_of_them}
    return render(request, "sos/duty.html", context, status=422 if form.errors else 200)
