"""Imports as runs: starting and ending one, and asking which is the newest."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max

from tsunagu.clock import now
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.org.models import Municipality, Person

IN_EFFECT = (RunState.ACTIVE, RunState.SWAPPING)
"""What such a run brought is seen, all of it or the first of it."""


def hold_numbers(municipality: Municipality) -> None:
    """Let no other import of the municipality be given a number until the transaction ends."""
    held = Municipality.objects.select_for_update(no_key=True)
    held.filter(pk=municipality.pk).values_list("pk").get()


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
    by: Person | None,
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
        by=by,
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


def newest_run(
    municipality: Municipality, kind: str, schools: Collection[str] = ()
) -> ImportRun | None:
    """The newest run of a kind that is in effect; of these schools, where runs name theirs."""
    runs = ImportRun.objects.filter(municipality=municipality, kind=kind, state__in=IN_EFFECT)
    wanted = frozenset(schools)
    for run in runs.order_by("-number").iterator(chunk_size=100):
        if _speaks_over(_schools(run.options.get("schools")), wanted):
            return run
    return None


def _schools(named: Sequence[str] | None) -> frozenset[str]:
    return frozenset(named or ())


def _speaks_over(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do two runs of a kind meet? A run that names no schools meets every other."""
    return not one or not other or bool(one & other)


def undoable(runs: Collection[ImportRun]) -> frozenset[UUID]:
    """Of these runs of one municipality, those that no later one of their kind speaks over."""
    active = [run for run in runs if run.state == RunState.ACTIVE]
    if not active:
        return frozenset()
    later = ImportRun.objects.filter(
        municipality=active[0].municipality_id,
        state__in=IN_EFFECT,
        number__gte=min(run.number for run in active),
    )
    spoken: dict[str, list[frozenset[str]]] = {}
    found = set()
    for key, kind, named in later.order_by("-number").values_list("pk", "kind", "options__schools"):
        schools, before = _schools(named), spoken.setdefault(kind, [])
        if not any(_speaks_over(schools, one) for one in before):
            found.add(key)
        before.append(schools)
    return frozenset(found) & {run.pk for run in active}


def same_run(
    municipality: Municipality, kind: RunKind, digest: str, schools: Collection[str] = ()
) -> ImportRun | None:
    """The newest run of a kind, of these schools, if it brought this very file."""
    run = newest_run(municipality, kind, schools)
    return run if run and run.digest == digest else None
