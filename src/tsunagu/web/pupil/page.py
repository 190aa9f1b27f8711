"""A pupil's page: who to call, the year at a glance, and what was done."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.cases.queries.school_days import days_of
from tsunagu.cases.queries.wishes import wishes_of
from tsunagu.clock import SchoolYear, school_year_of, today
from tsunagu.prepared import Prepared
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.queries.drafts import NOTHING_BEGUN, begun
from tsunagu.rights.queries import refusals
from tsunagu.school.models import Enrolment
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.around import around_of
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.facts import known_facts_of
from tsunagu.web.pupil.notices import told_of
from tsunagu.web.pupil.reasons import years_of
from tsunagu.web.pupil.strip import DATES, LEGEND, month_rows
from tsunagu.web.pupil.timeline import KINDS, Timeline, readers_of

PER_PAGE = 30
_YEARS = Prepared(
    lambda pupil: Enrolment.objects.filter(pupil=pupil).values_list("classroom__school_year"), UUID
)


def _years(opened: Opened) -> list[SchoolYear]:
    """School years in which the pupil was enrolled, newest first; this year always."""
    now = school_year_of(today()).year
    known = {year for (year,) in _YEARS(opened.pupil.pk) if year <= now}
    return [SchoolYear(year) for year in sorted(known | {now}, reverse=True)]


def _chosen(request: Request, years: list[SchoolYear]) -> SchoolYear:
    asked = request.GET.get("year", "")
    return next((year for year in years if str(year.year) == asked), years[0])


@guarded(Deed.SEE_PUPIL)
@require_GET
def page(request: Request, pupil: UUID) -> HttpResponse:
    """The page of one pupil in one school year."""
    opened = open_pupil(request.actor, pupil, Deed.SEE_PUPIL)
    years = _years(opened)
    year = _chosen(request, years)
    kind = request.GET.get("kind", "")
    read = years_of(opened.pupil)
    view = read(year.year)
    line = Timeline(year, kind, readers_of(opened, read))
    number = request.GET.get("page") or line.place(request.GET.get("entry", "")) // PER_PAGE + 1
    context = {
        "opened": opened,
        "view": view,
        "wishes": wishes_of(request.actor, pupil, opened.school.pk),
        "months": list(month_rows(view.days, year)),
        "dates": DATES,
        "legend": LEGEND,
        "guardians": opened.guardians(),
        "since": last_contact(opened.pupil.pk),
        "around": around_of(opened.pupil, request.actor),
        "begun": begun(request.actor, [pupil]).get(pupil, NOTHING_BEGUN),
        "told": told_of(opened),
        "known": known_facts_of(opened),
        "school_days": days_of(opened.pupil, today()),
        "sees_restricted": opened.may(Deed.SEE_RESTRICTED),
        "year": year,
        "years": years,
        "kind": kind,
        "kinds": KINDS,
        "refused": refusals(
            opened.pupil,
            with_guardians=opened.may(Deed.SEE_GUARDIAN),
            with_notes=opened.may(Deed.SEE_CASE_NOTE),
        ),
        "receives": opened.may(Deed.RECEIVE_CLAIM),
        "page": Paginator(line, PER_PAGE).get_page(number),
    }
    return render(request, "pupil/page.html", context)
