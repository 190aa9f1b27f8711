"""Carrying an import out: all or nothing, in one short transaction, with run and audit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, allowed
from tsunagu.intake.faults import Fault, InputFault
from tsunagu.intake.journal import Journal
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.result import Result
from tsunagu.intake.runs import finish_run, hold_numbers, last_number, same_run, start_run
from tsunagu.org.models import Municipality
from tsunagu.school.signals import calendar_changed


@dataclass
class Work:
    """What an import is about to write. `seen` is the run number when planning began."""

    kind: RunKind
    file: str
    digest: str
    journal: Journal
    seen: int
    counts: dict[str, int] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    owned: Sequence[Any] = ()
    """New rows that name the `run` they came with."""
    deed: Deed = Deed.IMPORT
    """The row of the policy table by which it is done."""


class Overtaken(InputFault):
    """Another import was written while this one was read; sent again, it may go through."""


def schools_within_reach(by: Actor, deed: Deed = Deed.IMPORT) -> frozenset[object] | None:
    """Schools for which the actor may import; None = the whole municipality.

    Raises `Denied` where there are none.
    """
    places = allowed(by, deed)
    if places.everywhere:
        return None
    if not places.schools:
        raise Denied(deed)
    return places.schools


def carry_out(
    work: Work, *, by: Actor, dry_run: bool, then: Callable[[ImportRun], None] | None = None
) -> Result:
    """Write everything, tell `then` within the transaction, and answer what was done.

    A file that changes nothing and came before makes no second run. The first roster's
    municipality is not stored yet and comes with it.
    """
    counts = {**work.counts, **work.journal.counts()}
    if dry_run:
        return Result(work.kind, counts, tuple(work.warnings), dry_run=True)
    work.journal.prepare(without={type(row) for row in work.owned})
    with transaction.atomic():
        founded = by.municipality._state.adding
        if founded:
            by.municipality.save(force_insert=True)
        else:
            hold_numbers(by.municipality)
        if last_number(by.municipality) != work.seen:
            why = "読んでいる間に、ほかの取り込みがありました。もう一度取り込んでください"
            raise Overtaken([Fault(work.file, 0, 0, why)])
        run = None if work.journal else same_run(by.municipality, work.kind, work.digest)
        if run is None:
            run = start_run(
                municipality=by.municipality,
                kind=work.kind,
                file_name=work.file,
                digest=work.digest,
                by=by.person,
                by_label=by.label,
                options={**work.options, **({"founded": True} if founded else {})},
            )
            for row in work.owned:
                row.run = run
            work.journal.write(run)
            finish_run(run, counts=counts, warnings=work.warnings)
            if then is not None:
                then(run)
        note_deed(by, work.deed, f"import.{run.kind}", run.pk, counts=dict(counts))
    return Result(work.kind, counts, tuple(work.warnings), run=run.pk)


def tell_of_days(municipality: Municipality, touched: Mapping[int, Collection[UUID]]) -> None:
    """Tell rooms above of the schools, by school year, whose class days or pupils changed."""
    for year, schools in sorted(touched.items()):
        calendar_changed.send(
            ImportRun, municipality=municipality, schools=frozenset(schools), school_year=year
        )
