"""Where a pupil was through a day that had several places."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tsunagu.access.policy import Deed, may
from tsunagu.attendance.actions import Refused, StayInput, set_stays
from tsunagu.attendance.enums import Place
from tsunagu.attendance.models import Stay
from tsunagu.clock import today
from tsunagu.school.models import Pupil
from tsunagu.web.http import Request, guarded
from tsunagu.web.roll.sheet import Sheet, class_for

ROWS = 4
"""Lines of the form; more are offered once these are full."""


class StayForm(forms.Form):
    """One place, from when to when, and who watched over the pupil there."""

    place = forms.ChoiceField(
        label="場所", choices=[("", "選んでください"), *Place.choices], required=False
    )
    begin = forms.TimeField(
        label="から", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(
        label="まで", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    watched_by = forms.CharField(label="見守った人", required=False, max_length=255)

    def clean(self) -> dict[str, object]:
        """A line says both place and beginning, or nothing at all."""
        said = super().clean() or {}
        if any(said.values()) and not (said.get("place") and said.get("begin")):
            raise forms.ValidationError("場所と「から」の時刻を書いてください。")
        return said

    @property
    def stay(self) -> StayInput | None:
        """The line as the action takes it."""
        said = self.cleaned_data
        begin: time | None = said.get("begin")
        if not said.get("place") or begin is None:
            return None
        return StayInput(said["place"], begin, said["end"], said["watched_by"].strip())


@guarded(Deed.TAKE_ROLL)
def stays(request: Request, classroom: UUID, day: date, pupil: UUID) -> HttpResponse:
    """One pupil's places of a day, one after another; emptied, the day has one place again."""
    deed = Deed.TAKE_ROLL if day >= today() else Deed.CORRECT_ROLL
    sheet = Sheet(class_for(request.actor, classroom, deed), day, request.actor)
    child = next((line.pupil for line in sheet.record.lines if line.pupil.pk == pupil), None)
    if child is None or not may(request.actor, deed, sheet.classroom.scope):
        raise Http404
    known = list(Stay.objects.filter(mark__pupil=child, mark__day=day))
    lines = [
        StayForm(
            request.POST or None,
            prefix=f"stay-{number}",
            initial=_initial(known[number]) if number < len(known) else None,
        )
        for number in range(max(ROWS, len(known) + 1))
    ]
    why, faults = request.POST.get("why", ""), [*sheet.closed]
    if request.method == "POST" and not [line for line in lines if not line.is_valid()]:
        faults = _save(request, sheet, child, [line.stay for line in lines if line.stay], why)
        if not faults:
            return redirect("roll", classroom, day)
    failed = request.method == "POST"
    context = {
        "sheet": sheet,
        "pupil": child,
        "reads": _reads(sheet, child),
        "lines": lines,
        "why": why,
        "faults": faults,
    }
    return render(request, "roll/stays.html", context, status=422 if failed else 200)


def _initial(stay: Stay) -> dict[str, object]:
    return {name: getattr(stay, name) for name in ("place", "begin", "end", "watched_by")}


def _reads(sheet: Sheet, pupil: Pupil) -> str:
    """How the pupil's day reads in the roll."""
    return next(line.words for line in sheet.lines if line.pupil == pupil.pk)


def _save(
    request: Request, sheet: Sheet, pupil: Pupil, given: Sequence[StayInput], why: str
) -> list[str]:
    """Hands the lines to the action and says what the day is now; else what stands in the way."""
    before = _reads(sheet, pupil)
    try:
        set_stays(pupil=pupil, day=sheet.day, stays=given, why=why, by=request.actor)
    except Refused as refused:
        return refused.reasons
    now = _reads(Sheet(sheet.classroom, sheet.day, sheet.actor), pupil)
    said = (
        f"「{before}」のままです" if now == before else f"「{before}」から「{now}」に変わりました"
    )
    messages.success(request, f"居場所を保存しました。{pupil.name}さんの出欠は{said}")
    return []
