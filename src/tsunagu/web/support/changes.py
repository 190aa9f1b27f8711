"""What changed since a case began: counts before and after each step, and what each counts."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cases.change_rules import (
    AWAY,
    Happening,
    Stretch,
    around,
    columns,
    counted,
    label_of,
)
from tsunagu.cases.models import Case
from tsunagu.cases.queries.changes import Changes, day_of
from tsunagu.clock import in_words, school_year_of, today
from tsunagu.school.homes import scope_of
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.chart import drawn, figure_of
from tsunagu.web.support.door import opened, record_of, the_case

PER_PAGE = 100


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is about, and each count with the address of what it counts."""

    label: str
    cells: list[tuple[int, str]]


@guarded(Deed.SEE_CASE)
@require_GET
def page(request: Request, case: UUID) -> HttpResponse:
    """The picture and its numbers, for who may see the child's record too."""
    one = opened(request.actor, case)
    if record_of(request.actor, one) is None:
        return render(request, "support/changes.html", {"case": one, "changes": None})
    changes = Changes(one)
    asked = columns(changes.happened)
    context = {
        "case": one,
        "changes": changes,
        "columns": [label_of(what) for what in asked],
        "steps": _steps(changes, asked),
        "parts": [_row(changes, asked, part, _in_words(part)) for part in changes.parts],
        "weekly": _weekly(changes),
    }
    return render(request, "support/changes.html", context)


def _weekly(changes: Changes) -> bool:
    """Is the time told in weeks, and not in months?"""
    return (changes.parts[0].last - changes.parts[0].first).days == 6


def _in_words(part: Stretch) -> str:
    return f"{in_words(part.first, year=True)}〜{in_words(part.last)}"


def _steps(changes: Changes, asked: list[str]) -> list[tuple[int, str, str, list[Row]]]:
    """Each step with its number, day and words, and the counts before it and after."""
    found = []
    for number, step in enumerate(changes.steps, 1):
        before, after = around(day_of(step), changes.weeks, today())
        whole = after.last == after.first + timedelta(weeks=changes.weeks, days=-1)
        note = "" if whole else "（まだ途中）"
        rows = [
            _row(changes, asked, before, f"前の{changes.weeks}週間"),
            _row(changes, asked, after, f"あとの{changes.weeks}週間{note}"),
        ]
        words = step.get_move_display()
        found.append((number, in_words(day_of(step), year=True), words, rows))
    return found


def _row(changes: Changes, asked: list[str], part: Stretch, label: str) -> Row:
    counts = counted(changes.happened, part)
    return Row(label, [(counts[what], _of(changes.case, what, part)) for what in asked])


def _of(case: Case, what: str, part: Stretch) -> str:
    """The address of what is counted."""
    query = urlencode({"what": what, "from": str(part.first), "to": str(part.last)})
    return f"{reverse('support:changes-counted', args=[case.pk])}?{query}"


@guarded(Deed.SEE_CASE)
@require_GET
def chart(request: Request, case: UUID) -> HttpResponse:
    """The picture as SVG, which is a look of its own; its numbers stand on the page too."""
    one = the_case(request.actor, case, Deed.SEE_CASE)
    if not _reads_the_record(request, one):
        return redirect("support:changes", one.pk)
    note_look(
        request.actor,
        Deed.SEE_PUPIL,
        kind="case_chart",
        key=one.pk,
        pupil=one.pupil_id,
        scope=scope_of(one.pupil, today()),
    )
    return HttpResponse(drawn(figure_of(Changes(one))), content_type="image/svg+xml")


def _reads_the_record(request: Request, case: Case) -> bool:
    """May the reader see the child's own record too?"""
    return may(request.actor, Deed.SEE_PUPIL, scope_of(case.pupil, today()))


@guarded(Deed.SEE_CASE)
@require_GET
def what_is_counted(request: Request, case: UUID) -> HttpResponse:
    """The days or contacts behind one number, each leading to its record."""
    one = opened(request.actor, case)
    if record_of(request.actor, one) is None:
        return redirect("support:changes", one.pk)
    changes, what = Changes(one), request.GET.get("what", AWAY)
    part = _asked(request, changes)
    try:
        label = label_of(what)
    except KeyError as error:
        raise Http404 from error
    found = [h for h in changes.happened if h.what == what and part.holds(h.day)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": one,
        "label": label,
        "part": part,
        "page": page,
        "lines": [(h.day, _record(one, h)) for h in page],
    }
    return render(request, "support/counted.html", context)


def _asked(request: Request, changes: Changes) -> Stretch:
    """The days that are asked for, else all. Raises `Http404` for what is no day."""
    whole = {"from": changes.parts[0].first, "to": changes.parts[-1].last}
    try:
        first, last = (
            date.fromisoformat(request.GET.get(name, str(day))) for name, day in whole.items()
        )
    except ValueError as error:
        raise Http404 from error
    return Stretch(first, last)


def _record(case: Case, one: Happening) -> str:
    """Where the record stands: the contact, or the year's strip with the day."""
    page = reverse("pupil:page", args=[case.pupil_id])
    page += f"?year={school_year_of(one.day).year}"
    return f"{page}&kind=contact&entry={one.key}#e-{one.key}" if one.key else f"{page}#h-year"
