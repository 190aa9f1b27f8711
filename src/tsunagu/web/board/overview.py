"""The board's overview: counts by school on a day, with the untaken days beside them."""

from functools import lru_cache
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.response.models import Stale
from tsunagu.response.queries.overview import counts_by_school, total
from tsunagu.web.components.overview import COLUMNS, cells, day_asked
from tsunagu.web.http import Request, guarded


@guarded(Deed.SEE_BOARD)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Sums for every school. Names of pupils stay with the schools."""
    on = day_asked(request)
    tallies = counts_by_school(request.actor, on)
    sums = total(tallies)
    context = {
        "on": on,
        "columns": COLUMNS,
        "rows": [(one, _address(one.school.pk), cells(one.tally)) for one in tallies],
        "sums": cells(sums),
        "sum": sums,
        "stale": Stale.objects.filter(municipality=request.actor.municipality).count(),
    }
    return render(request, "board/overview.html", context)


@lru_cache(maxsize=1024)
def _address(school: UUID) -> str:
    """The page of a school; a city's are asked for again and again."""
    return reverse("school:overview", args=[school])
