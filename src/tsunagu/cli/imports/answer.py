"""What an import answers on the command line."""

from datetime import date

from tsunagu.cli.common import warn_of_terms
from tsunagu.clock import school_year_of
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.result import Result

OF_DAYS = (RunKind.ROSTER, RunKind.CALENDAR, RunKind.ATTENDANCE)
"""Kinds after which days may count otherwise."""


def tell(result: Result) -> None:
    """Print the JSON line, and on standard error which school years lack terms.

    A dry run warns of no terms, for its own file may bring them.
    """
    print(result.line(), flush=True)
    if result.run is None:
        return
    run = ImportRun.objects.select_related("municipality").get(pk=result.run)
    if run.kind in OF_DAYS:
        for year in _years(run):
            warn_of_terms(run.municipality, year)


def _years(run: ImportRun) -> list[int]:
    """The school years whose days a run may have changed."""
    if "touched" in run.options:
        return sorted(map(int, run.options["touched"]))
    first, last = (date.fromisoformat(run.options[name]) for name in ("from", "to"))
    return list(range(school_year_of(first).year, school_year_of(last).year + 1))
