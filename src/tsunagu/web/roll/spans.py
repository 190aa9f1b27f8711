"""Suspension, bereavement and days excused: from–to in one deed."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import suspend
from tsunagu.attendance.enums import NOT_TO_ATTEND, Kind, SuspensionGround
from tsunagu.attendance.queries import SheetLine, roll_sheet
from tsunagu.clock import today
from tsunagu.web.components.forms import date_field, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.roll.sheet import class_for
from tsunagu.web.templatetags.tsunagu import jp_date

KINDS = [(kind.value, kind.label) for kind in Kind if kind in NOT_TO_ATTEND]


class GroundField(forms.ChoiceField):
    """The ground, which only a suspension needs."""

    needed_when = "出席停止のとき"


class SpanForm(forms.Form):
    """Who, what, from and to."""

    pupil = forms.ChoiceField(label="児童生徒")
    kind = forms.ChoiceField(label="区分", choices=KINDS, widget=forms.RadioSelect)
    ground = GroundField(
        label="出席停止の根拠",
        choices=[("", "選んでください"), *SuspensionGround.choices],
        required=False,
    )
    first = date_field("はじめの日")
    last = date_field("終わりの日")
    note = forms.CharField(label="備考", required=False, max_length=200)

    def offer(self, lines: Iterable[SheetLine]) -> None:
        """Lets one choose among the pupils of a class."""
        field = self.fields["pupil"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(str(line.pupil.pk), f"{line.number} {line.pupil.name}") for line in lines]
        field.choices = [("", "選んでください"), *choices]


@guarded(Deed.SUSPEND)
def span(request: Request, classroom: UUID) -> HttpResponse:
    """Enters the days of one pupil; those already taken are corrected, with what stood kept."""
    room = class_for(request.actor, classroom, Deed.SUSPEND)
    lines = [line for line in roll_sheet(room, today()).lines if not line.guest]
    form = SpanForm(request.POST or None, initial={"first": today(), "last": today()})
    form.offer(lines)
    if form.is_valid() and _saved(request, form, lines):
        return redirect("roll", room.pk, today())
    shown = (line.pupil.pk for line in lines)
    note_look(request.actor, Deed.SUSPEND, kind="class_list", key=room.pk, pupils=shown)
    context = {"form": form, "classroom": room}
    return render(request, "roll/span.html", context, status=422 if form.errors else 200)


def _saved(request: Request, form: SpanForm, lines: Iterable[SheetLine]) -> bool:
    """Hands the form to the action; what is refused stands on the form."""
    said = form.cleaned_data
    pupil = next(line.pupil for line in lines if str(line.pupil.pk) == said["pupil"])
    with show_refusals(form):
        days = suspend(by=request.actor, **{**said, "pupil": pupil})
        period = f"{jp_date(said['first'])}から{jp_date(said['last'])}"
        messages.success(request, f"{period}までの{days}日を記録しました")
    return form.is_valid()
