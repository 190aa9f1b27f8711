"""Writing down a conference: kept as one types, saved for all, and held once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.recording import Overtaken, hold_conference, write_record
from tsunagu.cases.circle import partakers
from tsunagu.cases.models import Conference
from tsunagu.cases.next_review import proposed_review
from tsunagu.response.actions import discard_draft, keep_draft
from tsunagu.response.enums import DraftForm
from tsunagu.response.queries.drafts import draft_of
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.components.keeping import told_when_signed_out
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.door import opened, the_case
from tsunagu.web.support.meeting import the_conference
from tsunagu.web.support.meeting_forms import RecordForm, differing, stored, unplaced


@dataclass(frozen=True)
class Theirs:
    """What somebody else has saved since: who, when, and what is not as it is in one's own."""

    conference: Conference
    lines: list[tuple[str, str]]


def _form(held: Conference, data: Any = None, initial: dict[str, Any] | None = None) -> RecordForm:
    return RecordForm(
        data,
        staff=partakers(held.case),
        invited=held.invitations.select_related("person"),
        with_steps=not held.held,
        initial=initial,
    )


def _first_values(held: Conference) -> dict[str, Any]:
    """The record as it is; where nobody has written it yet, with a day on which to meet again."""
    values = stored(held)
    if held.planned and not held.number:
        values["next_on"] = proposed_review(held.case, held.day)
    return values


@guarded(Deed.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID, conference: UUID) -> HttpResponse:
    """The record to write: saved for all to go on with, or recorded as held."""
    held = the_conference(opened(request.actor, case, Deed.WRITE_CASE), conference)
    draft, theirs = None, None
    if request.method == "POST":
        form = _form(held, request.POST)
        if form.is_valid():
            with show_refusals(form):
                try:
                    return _saved(request, held, form)
                except Overtaken as overtaken:
                    form, theirs = _beside(request, overtaken.now)
    else:
        pupil = held.case.pupil
        draft = draft_of(request.actor, pupil, DraftForm.CONFERENCE, held.pk)
        if draft is None and not (held.planned or held.held):
            return redirect("support:meeting", held.case.pk, held.pk)
        form = _form(held, initial=dict(draft.typed) if draft else _first_values(held))
        if draft and str(draft.typed.get("number")) != str(held.number):
            theirs = Theirs(held, differing(form, held))
    context = {
        "case": held.case,
        "conference": held,
        "form": form,
        "draft": draft,
        "theirs": theirs,
        "unplaced": unplaced(request.POST or (draft.typed if draft else {}), form),
        "draft_url": reverse("support:record-draft", args=[held.case.pk, held.pk]),
    }
    status = 409 if theirs and form.is_bound else 422 if form.errors else 200
    return render(request, "support/record.html", context, status=status)


def _saved(request: Request, held: Conference, form: RecordForm) -> HttpResponse:
    """Save it, or record it as held; what follows. Raises `Refused` and `Overtaken`."""
    given, by = form.cleaned_data, request.actor
    if "hold" in request.POST and not held.held:
        hold_conference(conference=held, said=form.said(), number=given["number"], by=by)
        messages.success(request, "会議を記録しました。決めた一歩は、する人の「今日」に出ています")
        return redirect("support:meeting", held.case.pk, held.pk)
    write_record(conference=held, said=form.said(), number=given["number"], by=by)
    messages.success(request, "保存しました。ほかの人も続きを書けます")
    name = "support:record" if held.planned else "support:meeting"
    return redirect(name, held.case.pk, held.pk)


def _beside(request: Request, now: Conference) -> tuple[RecordForm, Theirs]:
    """What was typed, on the record as it is now, and what stands there that is not the same."""
    typed = request.POST.copy()
    typed["number"] = str(now.number)
    form = _form(now, typed)
    form.is_valid()
    return form, Theirs(now, differing(form, now))


@told_when_signed_out
@guarded(Deed.WRITE_CASE)
@require_POST
def keep(request: Request, case: UUID, conference: UUID) -> HttpResponse:
    """Keep what has been typed, or throw it away; says where somebody else has saved since."""
    held = the_conference(the_case(request.actor, case, Deed.WRITE_CASE), conference)
    pupil, form, by = held.case.pupil, DraftForm.CONFERENCE, request.actor
    back = redirect("support:record", held.case.pk, held.pk)
    if "discard" in request.POST:
        discard_draft(pupil=pupil, form=form, about=held.pk, by=by)
        messages.success(request, "下書きを捨てました")
        return back
    typed = {name: request.POST.get(name, "") for name in _form(held).fields}
    try:
        draft = keep_draft(pupil=pupil, form=form, about=held.pk, typed=typed, by=by)
    except Refused as refused:
        return HttpResponse("".join(refused.reasons), status=422, content_type="text/plain")
    if request.htmx:
        saved = held if typed["number"] != str(held.number) else None
        return render(request, "support/_record_kept.html", {"draft": draft, "saved": saved})
    messages.success(request, "下書きを残しました")
    return back
