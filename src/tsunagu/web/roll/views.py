"""Taking the roll: which classes, one class's day, one pupil's day put right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import Overtaken, Refused, correct_day, take_roll
from tsunagu.attendance.actions.checks import pupils_on
from tsunagu.attendance.enums import Kind, Place, Reason, SuspensionGround
from tsunagu.attendance.inputs import MarkInput, Shown
from tsunagu.attendance.models import RollCall
from tsunagu.attendance.queries import guests_known
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars
from tsunagu.web.http import Request, guarded
from tsunagu.web.roll.lines import (
    PRESENT,
    SEEN_PLACES,
    Line,
    counts,
    remarks,
    with_faults,
    with_marks,
)
from tsunagu.web.roll.merging import merge, settled_by
from tsunagu.web.roll.reading import guests_of, mark_of, marks_of, shown_by
from tsunagu.web.roll.sheet import Sheet, class_for
from tsunagu.web.templatetags.tsunagu import jp_time

CHOICES = {
    "kinds": [Kind.PRESENT, Kind.ABSENT, Kind.MISSING],
    "other_kinds": [Kind.BEREAVEMENT, Kind.EXCUSED, Kind.SUSPENDED],
    "places": [Place.CLASSROOM, *SEEN_PLACES],
    "other_places": [place for place in Place if place not in {Place.CLASSROOM, *SEEN_PLACES}],
    "reasons": list(Reason),
    "grounds": list(SuspensionGround),
}


@guarded(Deed.SEE_ROLL)
def classes(request: Request) -> HttpResponse:
    """The person's classes today; who has one only is led straight to it."""
    visible = Classroom.objects.visible_to(request.actor, Deed.SEE_ROLL)
    rooms = list(visible.filter(school_year=school_year_of(today()).year).select_related("school"))
    if len(rooms) == 1:
        return redirect("roll", rooms[0].pk, today())
    rolls = RollCall.objects.filter(classroom__in=rooms, day=today()).select_related("taken_by")
    taken = {roll.classroom_id: roll for roll in rolls}
    calendars = class_calendars(rooms, today(), today())
    rows = [(room, taken.get(room.pk), today() in calendars[room.pk].counted) for room in rooms]
    return render(request, "roll/classes.html", {"rows": rows})


@guarded(Deed.SEE_ROLL)
def other_day(request: Request, classroom: UUID) -> HttpResponse:
    """Leads from a date chosen to the class's page of that day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today()
    return redirect("roll", classroom, day)


@guarded(Deed.SEE_ROLL)
def roll(request: Request, classroom: UUID, day: date) -> HttpResponse:
    """A class's day: to take, to take again, or to look at."""
    deed = Deed.TAKE_ROLL if request.method == "POST" else Deed.SEE_ROLL
    sheet = Sheet(class_for(request.actor, classroom, deed), day, request.actor)
    if request.method == "POST":
        return _take(request, sheet)
    if "saved" in request.GET and sheet.roll:
        messages.success(request, _saved(sheet.roll, sheet.counts))
    return _page(request, sheet, sheet.lines)


def _page(
    request: Request,
    sheet: Sheet,
    lines: list[Line],
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page with the class as given, which need not be what is on record."""
    context = {
        "sheet": sheet,
        "classroom": sheet.classroom,
        "day": sheet.day,
        "lines": lines,
        "faults": [],
        "clashes": [],
        "unsaved": status != 200,
        "overtaken": status == 409,
        "seen": sheet.record.version,
        "shown": sheet.record.shown,
        "why": "",
        **CHOICES,
        **more,
    }
    return render(request, "roll/roll.html", context, status=status)


def _refused(
    request: Request, sheet: Sheet, lines: list[Line], refused: Refused, **still: object
) -> HttpResponse:
    """The page with what stood in the way: beside each pupil whose it is, the rest above."""
    told = with_faults(lines, refused.reasons, sheet.faults_of)
    theirs = {fault for line in told for fault in line.faults}
    general = [fault for fault in refused.reasons if fault not in theirs]
    return _page(request, sheet, told, status=422, faults=general, **still)


def _take(request: Request, sheet: Sheet) -> HttpResponse:
    """Saves what was posted, or shows it again with what stands in the way."""
    pupils, guests = pupils_on(sheet.classroom, sheet.day)
    shown = shown_by(request.POST, pupils | guests)
    # A past day's form does not ask for guests.
    known = guests_known(guests, sheet.day) if sheet.day >= today() else {}
    marks = marks_of(request.POST, pupils) | guests_of(request.POST, known, shown)
    theirs = settled_by(request.POST, pupils | guests)
    if theirs:
        marks = {pupil: mark for pupil, mark in marks.items() if pupil not in theirs}
        own = (line for line in sheet.lines if not line.guest)
        marks |= {line.pupil: line.mark for line in own if line.pupil in theirs}
    why, seen = request.POST.get("why", ""), request.POST.get("seen", "")
    version = int(seen) if seen.isdecimal() else None
    try:
        taken = _save(request, sheet, marks, version, shown)
    except Refused as refused:
        still = {"seen": seen, "shown": shown.own if shown else "", "why": why}
        lines = with_marks(sheet.lines, marks, shown.lines if shown else {})
        return _refused(request, sheet, lines, refused, **still)
    except Overtaken:
        said = {pupil: mark_of(request.POST, pupil) for pupil in pupils | known.keys()}
        return _together(request, sheet, said, shown)
    page = reverse("roll", args=[sheet.classroom.pk, sheet.day])
    if remark := remarks(marks.values()):
        messages.success(
            request, _saved(taken, counts(marks.get(pupil, PRESENT) for pupil in pupils)) + remark
        )
        return redirect(page)
    # The page says it by itself: a message kept in the session would be a second write.
    return redirect(f"{page}?saved")


def _save(
    request: Request,
    sheet: Sheet,
    marks: Mapping[UUID, MarkInput],
    seen: int | None,
    shown: Shown | None,
) -> RollCall:
    """Takes the roll as the person has it."""
    return take_roll(
        classroom=sheet.classroom,
        day=sheet.day,
        marks=marks,
        by=request.actor,
        seen=seen,
        shown=shown,
        why=request.POST.get("why", ""),
    )


def _together(
    request: Request, overtaken: Sheet, said: Mapping[UUID, MarkInput], shown: Shown | None
) -> HttpResponse:
    """Saves both persons' entries together, or asks about each pupil whom both changed."""
    sheet = Sheet(overtaken.classroom, overtaken.day, request.actor)
    why = request.POST.get("why", "")
    merged = merge(sheet.lines, said, shown.lines if shown else {})
    stands = Shown(sheet.record.shown, {line.pupil: line.shown for line in sheet.lines})
    if not merged.clashes:
        try:
            taken = _save(request, sheet, merged.marks, sheet.record.version, stands)
        except Refused as refused:
            return _refused(request, sheet, merged.lines, refused, why=why)
        except Overtaken:
            sheet = Sheet(sheet.classroom, sheet.day, request.actor)
            merged = merge(sheet.lines, said, shown.lines if shown else {})
        else:
            counted = counts(line.mark for line in merged.lines if not line.guest)
            also = f"　ほかの人が入れた{merged.kept}人は、そのまま残しました" if merged.kept else ""
            said_so = _saved(taken, counted) + also + remarks(merged.marks.values())
            messages.success(request, said_so)
            return redirect("roll", sheet.classroom.pk, sheet.day)
    return _page(request, sheet, merged.lines, status=409, clashes=merged.clashes, why=why)


def _saved(roll: RollCall, counted: str) -> str:
    return f"保存しました {jp_time(roll.taken_at)}　{counted}"


@guarded(Deed.CORRECT_ROLL)
def correct(request: Request, classroom: UUID, day: date, pupil: UUID) -> HttpResponse:
    """One pupil's day put right, with a reason."""
    sheet = Sheet(class_for(request.actor, classroom, Deed.CORRECT_ROLL), day, request.actor)
    line = next((line for line in sheet.lines if line.pupil == pupil), None)
    child = next((line.pupil for line in sheet.record.lines if line.pupil.pk == pupil), None)
    if line is None or child is None or not sheet.correctable:
        return redirect("roll", classroom, day)
    faults: list[str] = []
    why = request.POST.get("why", "")
    if request.method == "POST":
        mark = mark_of(request.POST, pupil)
        try:
            correct_day(pupil=child, day=day, mark=mark, why=why, by=request.actor)
        except Refused as refused:
            faults = refused.reasons
            line = replace(line, mark=mark)
        else:
            messages.success(request, f"{line.name}さんの出欠を訂正しました{remarks([mark])}")
            return redirect("roll", classroom, day)
    note_look(
        request.actor,
        Deed.CORRECT_ROLL,
        kind="roll",
        key=classroom,
        pupil=pupil,
        scope=sheet.classroom.scope,
        day=str(day),
    )
    context = {
        "sheet": sheet,
        "classroom": sheet.classroom,
        "day": day,
        "line": line,
        "faults": faults,
        "why": why,
        **CHOICES,
    }
    return render(request, "roll/correct.html", context, status=422 if faults else 200)
