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
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.imports.alone import alone
from tsunagu.attendance.imports.bulk import delete
from tsunagu.attendance.imports.checking import Checked, Roster, check
from tsunagu.attendance.imports.plan import Difference, Facts, Plan, plan_school
from tsunagu.attendance.imports.reading import read_attendance
from tsunagu.attendance.imports.swapping import (
    derive_again,
    schools_of,
    speech_of,
    store_rows,
    swap_school,
)
from tsunagu.attendance.models import FileMark
from tsunagu.audit.actions import event, record
from tsunagu.clock import in_words, today
from tsunagu.intake.faults import Fault, Faults, InputFault
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import finish_run, same_run, start_run
from tsunagu.org.models import Municipality
from tsunagu.school.models import PupilIdentity, School

LARGE = 20_000
"""Rows from which on a file is staged, and swapped in school by school."""

Taken = Literal["all", "listed"]


def import_attendance(
    *,
    path: Path,
    first: date,
    last: date,
    schools: Sequence[str] = (),
    taken: Taken = "all",
    dry_run: bool = False,
    by: Actor,
) -> Result:
    """Take in what the file says of the days from `first` to `last` (contract.md, Attendance).

    `schools` are codes or the roster's ids; none means every school of the municipality.
    Raises `Denied`, and `InputFault` with everything that is wrong, when nothing was written.
    """
    municipality = by.municipality
    spoken_for = _schools(municipality, schools, first, last)
    for school in spoken_for:
        require(by, Deed.IMPORT, school.scope)
    resume_swaps()
    faults = Faults()
    table, said = read_attendance(path, municipality.packs, faults)
    checked = check(said, Roster(municipality, spoken_for, first, last)) if said else Checked()
    faults.check()
    options: dict[str, Any] = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "until": min(last, today()).isoformat(),
        "taken": taken,
        "schools": sorted(str(school.pk) for school in spoken_for),
    }
    work = _Work(table.file, table.digest, spoken_for, checked, options, by)
    del table, said
    if dry_run:
        return work.tried()
    with alone(wait=True):
        known = same_run(municipality, RunKind.ATTENDANCE, work.digest, options["schools"])
        if known is not None and known.options == options:
            return _result(known.counts, known.warnings, known)
        return work.done()


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

    def tried(self) -> Result:
        """What would be done, with nothing written."""
        speeches = speech_of(UUID(int=0), self.options)
        schools = counted(self.schools, Phase.WRITE)
        plans = [plan_school(s, speeches, self.checked.rows.get(s.pk, ())) for s in schools]
        return _result(_counts(self.checked.count, plans), self._warnings(plans), None)

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
        counts, warnings = _counts(self.checked.count, plans), self._warnings(plans)
        finish_run(run, counts=counts, warnings=warnings)
        _record(run, self.by)
        return _result(counts, warnings, run)

    def _warnings(self, plans: Iterable[Plan]) -> list[str]:
        return [*self.checked.warnings, *differences_in_words(plans, self.file)]


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


def differences_in_words(plans: Iterable[Plan], file: str) -> list[str]:
    """What people entered otherwise than the file, one sentence each, with where the file says it.

    A pupil is named by the roster's id, as in the file.
    """
    found: list[Difference] = [one for plan in plans for one in plan.differences]
    keys = {one.pupil for one in found}
    known = PupilIdentity.objects.filter(pupil__in=keys).order_by("first", "pk") if keys else ()
    names = {identity.pupil_id: identity.sourced_id for identity in known}
    return [
        str(
            Fault(
                file,
                one.line,
                0,
                f"{in_words(one.day, year=True)} {names.get(one.pupil, '')}: "
                f"画面の記録「{_said(one.stands)}」を残しました"
                f"（ファイルは「{_said(one.said)}」）",
            )
        )
        for one in sorted(found, key=lambda d: (d.line, d.day, str(d.pupil)))
    ]


def _said(facts: Facts) -> str:
    kind, late, left_early, *_ = facts
    words = [Kind(kind).label, *(["遅刻"] if late else []), *(["早退"] if left_early else [])]
    return "・".join(str(word) for word in words)


def _record(run: ImportRun, by: Actor) -> None:
    record(
        [
            event(
                municipality=by.municipality.code,
                actor=by.audit_key,
                deed=Deed.IMPORT,
                kind="import_run",
                key=run.pk,
                details={"kind": run.kind, "counts": run.counts},
            )
        ]
    )


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
                warnings=differences_in_words(plans, run.file_name),
            )
        return len(left)
