"""The handovers whose next step somebody owes, and those that are still to be prepared."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.handover_enums import HandoverState
from tsunagu.cases.handover_rules import NEXT
from tsunagu.cases.models import Case, Handover
from tsunagu.cases.queries.handovers import owed_handovers, to_prepare, without_handover
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import Pupil
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.lists import READ_WITH

PER_PAGE = 30
S = HandoverState
WITH = ("pupil", "school", "to_school", "to")


@dataclass(frozen=True)
class OwedHandover:
    """A handover, or a case for which there is none yet, as a line of work."""

    pupil: Pupil
    url: str
    next: str
    due: date
    overdue: bool = False
    why: str = ""


def _line(one: Handover, actor: Actor) -> OwedHandover:
    received = one.state == S.SENT
    url = reverse("support:received" if received else "support:handover", args=[one.pk])
    why = ""
    if one.overdue:
        why = "期限を過ぎています"
    elif received and one.to_id and one.to != actor.person:
        why = "宛先の人がいまいないので、あなたに届いています"
    elif one.state == S.DRAFT and one.prepared_by != actor.person:
        why = "書いていた人がいまいないので、あなたに届いています"
    return OwedHandover(one.pupil, url, NEXT[S(one.state)], one.due, one.overdue, why)


def _to_prepare(case: Case) -> OwedHandover:
    url = reverse("support:case-handovers", args=[case.pk])
    return OwedHandover(
        case.pupil, url, "次の担任・学校への引き継ぎを用意する", school_year_of(today()).last
    )


def _lines(actor: Actor) -> list[OwedHandover]:
    """All of them, the first due first."""
    found = [_line(one, actor) for one in owed_handovers(actor).select_related(*WITH)]
    found += [_to_prepare(case) for case in to_prepare(actor).select_related("pupil")]
    return sorted(found, key=lambda line: line.due)


def section(request: Request) -> Section:
    """The first of them, for Today."""
    lines = _lines(request.actor)
    shown = lines[:ON_TODAY]
    _note(request.actor, shown)
    more = "support:handovers-owed" if len(lines) > ON_TODAY else ""
    return Section("あなたの番の引き継ぎ", "support/_handovers_owed.html", shown, more)


def _note(actor: Actor, lines: list[OwedHandover]) -> None:
    pupils = {line.pupil.pk for line in lines}
    note_look(actor, Deed.SEE_TODAY, kind="handover_list", key="", pupils=pupils)


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, the first due first."""
    page = Paginator(_lines(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page)
    _note(request.actor, lines)
    return render(request, "support/handovers_owed.html", {"page": page, "lines": lines})


@guarded(Deed.WRITE_HANDOVER)
@require_GET
def missing(request: Request) -> HttpResponse:
    """The open cases for which no handover for the next school year is prepared."""
    year = school_year_of(today())
    rows = without_handover(request.actor, year).select_related(*READ_WITH)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    seen = {one.pupil_id for one in page}
    note_look(request.actor, Deed.WRITE_HANDOVER, kind="handover_list", key="", pupils=seen)
    context = {"page": page, "year": year}
    return render(request, "support/handovers_missing.html", context)
