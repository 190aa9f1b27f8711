"""The cases whose next step somebody owes, with the reason in words."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.models import CaseQuerySet
from tsunagu.cases.queries.cases import OwedCase, owed_cases
from tsunagu.cases.queries.procedures import OwedStep
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.lists import READ_WITH

PER_PAGE = 20


CASES, STEPS = "あなたの番のケース", "手順でつぎにすること"


def section(request: Request) -> Section:
    """The first of them, for Today."""
    return _section(request, CASES, _cases(request), OwedCase, "support:owed")


def steps_section(request: Request) -> Section:
    """The first cases of whose procedure a step is owed, for Today."""
    return _section(request, STEPS, _steps(request), OwedStep, "support:owed-steps")


def _cases(request: Request) -> CaseQuerySet:
    return owed_cases(request.actor).select_related(*READ_WITH)


def _steps(request: Request) -> CaseQuerySet:
    owed = owed_cases(request.actor, by="procedure_due").select_related(*READ_WITH)
    return owed.prefetch_related("procedure__by")


def _section(
    request: Request, title: str, rows: CaseQuerySet, line: type[OwedCase], more: str
) -> Section:
    found = list(rows[: ON_TODAY + 1])
    shown = found[:ON_TODAY]
    pupils = {one.pupil_id for one in shown}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=pupils)
    lines = [line(one, request.actor) for one in shown]
    return Section(title, "support/_owed.html", lines, more if len(found) > ON_TODAY else "")


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, the first due first."""
    return _page(request, CASES, _cases(request), OwedCase)


@guarded(Deed.SEE_TODAY)
@require_GET
def steps(request: Request) -> HttpResponse:
    """All cases of whose procedure a step is owed."""
    return _page(request, STEPS, _steps(request), OwedStep)


def _page(request: Request, title: str, rows: CaseQuerySet, line: type[OwedCase]) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    seen = {one.pupil_id for one in page}
    note_look(request.actor, Deed.SEE_TODAY, kind="case_list", key="", pupils=seen)
    lines = [line(one, request.actor) for one in page]
    context = {"title": title, "page": page, "lines": lines}
    return render(request, "support/owed.html", context)
