"""An attendance file from path to effect: read, check, then write all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.imports.alone import Busy, alone
from tsunagu.attendance.imports.bulk import delete
from tsunagu.attendance.imports.checking import Checked, Roster, check
from tsunagu.attendance.imports.differences import Differences
from tsunagu.attendance.imports.plan import Plan, plan_school
from tsunagu.attendance.imports.reading import read_attendance
from tsunagu.attendance.imports.swapping import (
    derive_again,
    schools_of,
    speech_of,
    store_rows,
    swap_school,
)
from tsunagu.attendance.models import FileMark
from tsunagu.clock import today
from tsunagu.intake.faults import Fault, Faults, InputFault
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import finish_run, same_run, start_run
from tsunagu.intake.table import Table
from tsunagu.org.models import Municipality
from tsunagu.school.models import School

LARGE = 20_000
"""Rows from which on a file is staged, and swapped in school by school."""
NOTHING_DONE = {"rolls": 0, "rolls_gone": 0, "marks": 0, "marks_gone": 0}
"""What a file that came before counts for, when it comes again."""

Taken = Literal["all", "listed"]


def import_attendance(
    *,
    path: Path | Table,
    first: date,
    last: date,
    schools: Sequence[str] = (),
    taken: Taken = "all",
    dry_run: bool = False,
    by: Actor,
    deed: Deed = Deed.IMPORT,
    wait: bool = True,
) -> Result:
    """Take in what the file, or a table read elsewhere, says of the days from `first` to `last`.

    `schools` are codes or the roster's ids; none means every school of the municipality. `deed` is
    the row of the policy table by which it may be done.
    Raises `Denied`, `Busy` where another import runs and it shall not `wait`, and `InputFault` with
    everything that is wrong, when nothing was written.
    """
    municipality = by.municipality
    spoken_for = _schools(municipality, schools, first, last)
    for school in spoken_for:
        require(by, deed, school.scope)
    resume_swaps()
    faults = path.faults if isinstance(path, Table) else Faults()
    spoken = read_attendance(path, municipality.packs, faults)
    checked = Checked()
    if spoken.table.rows:
        checked = check(spoken, Roster(municipality, spoken_for, first, last))
    faults.check()
    options = _options(spoken_for, first, last, taken)
    work = _Work(spoken.table.file, spoken.table.digest, spoken_for, checked, options, by, deed)
    del spoken
    if dry_run:
        return work.tried()
    with alone(wait=wait) as mine:
        if not mine:
            raise Busy
        known = same_run(municipality, RunKind.ATTENDANCE, work.digest, options["schools"])
        if known is not None and known.options == options:
            return _result(known.counts | NOTHING_DONE, known.warnings, known)
        return work.done()


def _options(spoken_for: Iterable[School], first: date, last: date, taken: Taken) -> dict[str, Any]:
    """What a run keeps of what the file speaks for; days to come are no part of it."""
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "until": min(last, today()).isoformat(),
        "taken": taken,
        "schools": sorted(str(school.pk) for school in spoken_for),
    }


def _schools(
    municipality: Municipality, given: Sequence[str], first: date, last: date
) -> list[School]:
    """The schools that the file speaks for. Raises `InputFault` for one that is not known."""
    known = list(School.objects.filter(municipality=municipality).order_by("pk"))
    found, faults = [], []
    for code in given:
        named = [school for school in known if code in {school.code, school.sourced_id}]
        found += named
        if not named:
            faults.append(Fault("--school", 0, 0, f"「{code}」という学校はありません"))
    if last < first:
        faults.append(Fault("--to", 0, 0, "終わりの日が始まりの日より前です"))
    if faults:
        raise InputFault(faults)
    return found if given else known


@dataclass
class _Work:
    """A file read and found good, about to be written."""

    file: str
    digest: str
    schools: Sequence[School]
    checked: Checked
    options: dict[str, Any]
    by: Actor
    deed: Deed

    def tried(self) -> Result:
        """What would be done, with nothing written but that someone looked."""
        speeches = speech_of(UUID(int=0), self.options)
        schools = counted(self.schools, Phase.WRITE)
        plans = [plan_school(s, speeches, self.checked.rows.get(s.pk, ())) for s in schools]
        counts = _counts(self.checked.count, plans)
        told = self._told(plans)
        self._record("import.try", self.digest, counts, told)
        return _result(counts, self._warnings(told), None)

    def done(self) -> Result:
        """Write it: at once where it is small, else staged and then school by school."""
        if self.size() > LARGE:
            return self._swapped()
        with transaction.atomic():
            run = self._start()
            for school in self.schools:
                store_rows(run, school.pk, self.checked.rows.get(school.pk, ()))
            return self._finish(run, self._plans(run))

    def size(self) -> int:
        """About how many rows will be written."""
        days = len(speech_of(UUID(int=0), self.options))
        classes = sum(school.classrooms.count() for school in self.schools)
        rolls = classes * days if self.options["taken"] == "all" else self.checked.count
        return self.checked.count + rolls

    def _swapped(self) -> Result:
        """Stage in short transactions, invisibly; then swap school by school."""
        run = self._start()
        try:
            for school in self.schools:
                rows = iter(self.checked.rows.get(school.pk, ()))
                while chunk := list(islice(rows, LARGE)):
                    with transaction.atomic():
                        store_rows(run, school.pk, chunk)
            run.state = RunState.SWAPPING
            run.save(update_fields=["state"])
            plans = self._plans(run)
        except BaseException:
            give_up(run)
            raise
        with transaction.atomic():
            return self._finish(run, plans)

    def _start(self) -> ImportRun:
        return start_run(
            municipality=self.by.municipality,
            kind=RunKind.ATTENDANCE,
            file_name=self.file,
            digest=self.digest,
            by=self.by.person,
            by_label=self.by.label,
            options=self.options,
        )

    def _plans(self, run: ImportRun) -> list[Plan]:
        schools = counted(self.schools, Phase.WRITE)
        return [swap_school(run, s, self.checked.rows.get(s.pk, ())) for s in schools]

    def _finish(self, run: ImportRun, plans: Sequence[Plan]) -> Result:
        """Keep what all may read who see the runs; tell the importer as far as they may see."""
        counts = _counts(self.checked.count, plans)
        told = self._told(plans)
        finish_run(run, counts=counts, warnings=self._warnings(told.to_everyone()))
        self._record("import_run", run.pk, counts, told)
        return _result(counts, self._warnings(told), run)

    def _told(self, plans: Iterable[Plan]) -> Differences:
        return Differences.seen_by(self.by, plans, self.file)

    def _warnings(self, told: Differences) -> list[str]:
        return [*self.checked.warnings, *told.in_words()]

    def _record(self, kind: str, key: object, counts: Mapping[str, int], told: Differences) -> None:
        """Write that it was done or tried, and the classes whose records were read out."""
        days = {name: self.options[name] for name in ("from", "to", "schools")}
        rooms = sorted(str(room) for room in told.rooms_read)
        note_deed(
            self.by,
            self.deed,
            kind,
            key,
            kind=RunKind.ATTENDANCE,
            counts=counts,
            read=rooms,
            **days,
        )


def _result(counts: Mapping[str, int], warnings: Sequence[str], run: ImportRun | None) -> Result:
    """The answer; without a run it was a dry one."""
    key = run.pk if run else None
    return Result(RunKind.ATTENDANCE, counts, tuple(warnings), key, dry_run=run is None)


def _counts(rows: int, plans: Sequence[Plan]) -> dict[str, int]:
    return {
        "rows": rows,
        "schools": len(plans),
        "rolls": sum(len(plan.rolls) for plan in plans),
        "rolls_gone": sum(len(plan.rolls_gone) for plan in plans),
        "marks": sum(len(plan.marks) for plan in plans),
        "marks_gone": sum(len(plan.marks_gone) for plan in plans),
        "differences": sum(len(plan.differences) for plan in plans),
    }


def give_up(run: ImportRun) -> None:
    """Leave things as they were before a run that cannot be finished."""
    if run.state == RunState.SWAPPING:
        run.state = RunState.UNDONE
        run.save(update_fields=["state"])
        derive_again(run)
    discard(run)


def discard(run: ImportRun) -> None:
    """Take away a run that was never seen, in short transactions."""
    while keys := list(FileMark.objects.filter(run=run).values_list("pk", flat=True)[:LARGE]):
        with transaction.atomic():
            delete(FileMark, keys)
    run.delete()


def resume_swaps() -> int:
    """Finish swaps and discard stages that a kill left behind; how many. Never those under way."""
    with alone(wait=False) as mine:
        if not mine:
            return 0
        halves = ImportRun.objects.filter(
            kind=RunKind.ATTENDANCE, state__in=[RunState.STAGED, RunState.SWAPPING]
        ).select_related("municipality")
        left = list(halves.order_by("number"))
        for run in left:
            if run.state == RunState.STAGED:
                discard(run)
                continue
            plans = [swap_school(run, school) for school in schools_of(run)]
            rows = FileMark.objects.filter(run=run).count()
            finish_run(
                run,
                counts=_counts(rows, plans),
                warnings=Differences.told_to_everyone(plans, run.file_name).in_words(),
            )
        return len(left)
