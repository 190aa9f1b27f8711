"""Telling the school from the phone: absent, late, or leaving early; and what it has received."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import TOLD, NoticeKind
from tsunagu.cases.queries.school_days import days_of
from tsunagu.clock import new_id, today
from tsunagu.families.children import child_of
from tsunagu.families.entering import Wrong
from tsunagu.families.enums import Doctor, Homework, How, Span
from tsunagu.families.telling import (
    REASONS,
    Received,
    Said,
    child_to_tell_of,
    comes_again,
    received,
    retract,
    tell,
    told_by_oneself,
)
from tsunagu.school.guardian_rules import Topic
from tsunagu.web.guardians.pages import for_guardian
from tsunagu.web.http import Request

KINDS = (NoticeKind.ANNOUNCED, NoticeKind.LATE, NoticeKind.LEAVES_EARLY)


def _choice(*values: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(one, one) for one in values], required=False)


class TellForm(forms.Form):
    """What a guardian tells; a message of the form is the key of a text."""

    once = forms.UUIDField()
    kind = forms.CharField(max_length=12, required=False)
    first = forms.DateField(required=False)
    span = _choice(*Span.values)
    last = forms.DateField(required=False)
    time = forms.TimeField(required=False)
    reason = _choice(*REASONS)
    how = _choice(*How.values)
    doctor = _choice(*Doctor.values)
    homework = _choice(*Homework.values)
    words = forms.CharField(max_length=500, required=False)

    def said(self) -> Said:
        """What was told. Raises `Wrong`, with all of the form that is not right."""
        given = self.cleaned_data
        absent = given.get("kind") == NoticeKind.ANNOUNCED
        span = given.get("span") or Span.DAY
        until = absent and span == Span.UNTIL
        faults = [
            key
            for key, wrong in (
                ("tell.kind-wrong", given.get("kind") not in TOLD),
                ("tell.first-wrong", given.get("first") is None),
                ("tell.last-wrong", "last" in self.errors or (until and not given.get("last"))),
                ("tell.time-wrong", "time" in self.errors),
                ("tell.words-long", "words" in self.errors),
            )
            if wrong
        ]
        if faults:
            raise Wrong(*faults)
        last = given["last"] if until else given["first"]
        answers = ("how", "doctor", "homework", "words")
        return Said(
            kind=given["kind"],
            first=given["first"],
            last=None if absent and span == Span.OPEN else last,
            at=None if absent else given["time"],
            reason=given.get("reason", ""),
            **{name: given.get(name, "") for name in answers},
        )


@for_guardian(Deed.SEE_OWN_CHILD)
@require_GET
def child(request: Request, familyletter: UUID) -> HttpResponse:
    """One child: what can be told, what the school has received, and how school days are agreed."""
    found = child_of(request.actor, Deed.SEE_OWN_CHILD, familyletter)
    tells = found.tells(Topic.TIMES)
    knows = all(found.tells(one) for one in (Topic.TIMES, Topic.PLACE, Topic.APPOINTMENTS))
    pupil = found.pupil.pk
    note_look(request.actor, Deed.SEE_OWN_CHILD, kind="own_child", key=pupil, pupil=pupil)
    context = {
        "child": found,
        "tells": tells,
        "received": received(found) if tells else [],
        "agreed": days_of(found.pupil, today()) if knows else [],
    }
    return render(request, "guardians/child.html", context)


@for_guardian(Deed.TELL_SCHOOL)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, familyletter: UUID) -> HttpResponse:
    """Tell of a day or days."""
    return _tell(request, familyletter, None)


@for_guardian(Deed.TELL_SCHOOL)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, familyletter: UUID, notice: UUID) -> HttpResponse:
    """Tell it otherwise, until the roll is taken."""
    return _tell(request, familyletter, notice)


def _tell(request: Request, key: UUID, notice: UUID | None) -> HttpResponse:
    found = child_to_tell_of(key, request.actor)
    form = TellForm(request.POST)
    faults: tuple[str, ...] = ()
    if request.method == "POST":
        form.is_valid()
        try:
            once = form.cleaned_data.get("once") or new_id()
            told = tell(child=key, said=form.said(), key=once, instead_of=notice, by=request.actor)
            messages.success(request, _sent(told))
            return redirect("family:child", key)
        except Wrong as wrong:
            faults = wrong.keys
    given = request.POST.dict() if request.method == "POST" else _first_values(request, key, notice)
    given = {**dict.fromkeys(TellForm.base_fields, ""), "once": str(new_id()), **given}
    context: dict[str, Any] = {
        "child": found,
        "given": given,
        "faults": [(one, {}) for one in faults],
        "choices": {
            "kind": KINDS,
            "span": Span.values,
            "reason": REASONS,
            "how": How.values,
            "doctor": Doctor.values,
            "homework": Homework.values,
        },
        "more": any(given[name] for name in ("how", "doctor", "homework", "words")),
    }
    return render(request, "guardians/tell.html", context, status=422 if faults else 200)


def _sent(told: Received) -> str:
    """Did the school receive it before the roll of its first day?"""
    return "tell.sent-late" if told.notice.first in told.taken else "tell.sent"


def _first_values(request: Request, key: UUID, notice: UUID | None) -> dict[str, Any]:
    if notice is None:
        first = today().isoformat()
        return {"kind": NoticeKind.ANNOUNCED, "span": Span.DAY, "first": first}
    held = told_by_oneself(child=key, notice=notice, by=request.actor).notice
    span = Span.OPEN if held.last is None else Span.DAY if held.last == held.first else Span.UNTIL
    return {
        "kind": held.kind,
        "first": held.first.isoformat(),
        "span": span,
        "last": held.last.isoformat() if span == Span.UNTIL and held.last else "",
        "time": f"{held.time:%H:%M}" if held.time else "",
        "reason": held.reason,
        **held.answers,
    }


@for_guardian(Deed.TELL_SCHOOL)
@require_POST
def back(request: Request, familyletter: UUID, notice: UUID) -> HttpResponse:
    """Take back what was told."""
    try:
        retract(child=familyletter, notice=notice, by=request.actor)
        messages.success(request, "told.back-done")
    except Wrong as wrong:
        messages.error(request, wrong.keys[0])
    return redirect("family:child", familyletter)


@for_guardian(Deed.TELL_SCHOOL)
@require_POST
def again(request: Request, familyletter: UUID, notice: UUID) -> HttpResponse:
    """Say from when on the child comes."""
    try:
        on = datetime.strptime(request.POST.get("on", ""), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        on = None
    try:
        comes_again(child=familyletter, notice=notice, on=on, by=request.actor)
        messages.success(request, "told.again-done")
    except Wrong as wrong:
        messages.error(request, wrong.keys[0])
    return redirect("family:child", familyletter)
