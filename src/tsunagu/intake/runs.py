"""Imports as runs: starting and ending one, and asking which is the newest."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from tsunagu.clock import now
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.org.models import Municipality


def last_number(municipality: Municipality) -> int:
    """The number of the municipality's last run, 0 before the first."""
    runs = ImportRun.objects.filter(municipality=municipality)
    last: int | None = runs.aggregate(last=Max("number"))["last"]
    return last or 0


def start_run(
    *,
    municipality: Municipality,
    kind: RunKind,
    file_name: str,
    digest: str,
    by_label: str,
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """A new run, staged: nothing that it brings is to be seen before `finish_run`."""
    return ImportRun.objects.create(
        municipality=municipality,
        number=last_number(municipality) + 1,
        kind=kind,
        file_name=file_name[:255],
        digest=digest,
        at=now(),
        by_label=by_label,
        options=dict(options or {}),
    )


def finish_run(
    run: ImportRun, *, counts: Mapping[str, int], warnings: Sequence[str] = ()
) -> ImportRun:
    """Make a run active, with what it counted and what it wants people to know."""
    run.state = RunState.ACTIVE
    run.counts = dict(counts)
    run.warnings = list(warnings)
    run.save(update_fields=["state", "counts", "warnings", "options"])
    return run


def newest_run(municipality: Municipality, kind: str) -> ImportRun | None:
    """The newest active run of a kind."""
    runs = ImportRun.objects.filter(municipality=municipality, kind=kind, state=RunState.ACTIVE)
    return runs.order_by("-number").first()


def same_run(municipality: Municipality, kind: RunKind, digest: str) -> ImportRun | None:
    """The newest active run of a kind, if it brought this very file."""
    run = newest_run(municipality, kind)
    return run if run and run.digest == digest else None
