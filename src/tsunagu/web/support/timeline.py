"""Everything about the child of a case in one place, over the school years that it ran."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.cases.models import Case
from tsunagu.clock import JST, SchoolYear, school_year_of, today
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.reasons import years_of
from tsunagu.web.pupil.strip import DATES, LEGEND, month_rows
from tsunagu.web.pupil.timeline import KINDS, Entry, Reader, Timeline, readers_of
from tsunagu.web.support.door import opened, record_of
from tsunagu.web.support.sources import OF_THE_RECORD, SOURCES, About, Said, read_by

PER_PAGE = 30


@dataclass(frozen=True)
class Days:
    """From a day to a day."""

    first: date
    last: date


def years_run(case: Case) -> list[SchoolYear]:
    """The school years over which a case ran, the newest first."""
    first = school_year_of(case.begun_at.astimezone(JST).date()).year
    closed = None if case.open else case.steps.last()
    last = closed.at.astimezone(JST).date() if closed else today()
    return [SchoolYear(year) for year in range(school_year_of(last).year, first - 1, -1)]


@guarded(Deed.SEE_CASE)
@require_GET
def page(request: Request, case: UUID) -> HttpResponse:
    """The timeline of a case: of one school year or all, of one kind or all."""
    one = opened(request.actor, case)
    record, years = record_of(request.actor, one), years_run(one)
    about = About(request.actor, one, record, years_of(one.pupil))
    asked = request.GET.get("year", "")
    year = next((known for known in years if str(known.year) == asked), None)
    span = year or Days(years[-1].first, years[0].last)
    kinds, readers = _readers(about)
    kind = request.GET.get("kind", "")
    page = Paginator(Timeline(span, kind, readers), PER_PAGE).get_page(request.GET.get("page"))
    shown = year or years[0]
    context = {
        "case": one,
        "opened": record,
        "months": list(month_rows(about.years(shown.year).days, shown)) if record else [],
        "dates": DATES,
        "legend": LEGEND,
        "year": shown,
        "chosen": year.year if year else "",
        "years": years,
        "kind": kind,
        "kinds": kinds,
        "page": page,
        "lines": [(line, _record(line, one)) for line in page],
    }
    return render(request, "support/timeline.html", context)


def _readers(about: About) -> tuple[dict[str, str], dict[str, Reader]]:
    """What can be chosen, in words, and what reads it: the child's record where it may be seen."""
    sources = {**(OF_THE_RECORD if about.opened else {}), **SOURCES}
    own = readers_of(about.opened, about.years) if about.opened else {}
    kinds = {"": KINDS[""], **{key: KINDS[key] for key in own}}
    kinds |= {key: label for key, (label, _) in sources.items()}
    return kinds, own | {key: read_by(source, about) for key, (_, source) in sources.items()}


def _record(line: Entry, case: Case) -> str:
    """Where the record that an entry tells of stands."""
    if isinstance(line, Said):
        return line.url
    page = reverse("pupil:page", args=[case.pupil_id])
    return f"{page}?year={line.year}&kind={line.kind}&entry={line.key}#e-{line.key}"
