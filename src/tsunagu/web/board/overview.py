"""The board's overview: counts by school on a day, with the untaken days beside them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.response.models import Stale
from tsunagu.response.queries.overview import counts_by_school, total
from tsunagu.web.http import Request, guarded
from tsunagu.web.school.columns import COLUMNS, numbers
from tsunagu.web.school.overview import day_asked


@guarded(Deed.SEE_BOARD)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Sums for every school. Names of pupils stay with the schools."""
    on = day_asked(request)
    tallies = counts_by_school(request.actor, on)
    context = {
        "on": on,
        "columns": COLUMNS,
        "rows": [(one, numbers(one.tally)) for one in tallies],
        "sums": numbers(total(tallies)),
        "sum": total(tallies),
        "stale": Stale.objects.filter(municipality=request.actor.municipality).count(),
    }
    return render(request, "board/overview.html", context)
