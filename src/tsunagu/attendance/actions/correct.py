"""Changing a day afterwards, with a reason; what stood before is kept."""

from dataclasses import asdict
from datetime import date, time
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import (
    day_faults,
    home_class,
    locked,
    refuse,
    rewritten,
    time_faults,
)
from tsunagu.attendance.actions.open_stays import with_open_stays
from tsunagu.attendance.actions.writing import changed_pupils, settled, tell, write_marks
from tsunagu.attendance.inputs import MarkInput, input_of
from tsunagu.attendance.models import Correction, Mark, RollCall
from tsunagu.clock import dated, now
from tsunagu.school.models import Classroom, Pupil


def correct_day(*, pupil: Pupil, day: date, mark: MarkInput | None, why: str, by: Actor) -> None:
    """Put right a pupil's day in a roll already taken; `mark` None is simply present.

    Raises `Denied` and `Refused`. Correcting to what stands changes nothing.
    """
    home = home_class(pupil.pk, day)
    if home is None:
        raise Denied(Deed.CORRECT_ROLL)
    require(by, Deed.CORRECT_ROLL, home.scope)
    mark = mark and with_open_stays(mark, day, by)
    with transaction.atomic():
        classroom = locked(home.pk)
        refuse(day_faults(classroom, day) or _faults(classroom, day, mark, why))
        old = Mark.objects.filter(pupil=pupil, day=day).first()
        before = {pupil.pk: old} if old else {}
        after = {pupil.pk: mark}
        if not changed_pupils(before, after):
            return
        correction = Correction.objects.create(
            municipality=by.municipality,
            pupil=pupil,
            day=day,
            before=told(input_of(old) if old else None),
            after=told(settled(mark)),
            why=why.strip(),
            by=by.person,
            at=now(),
        )
        write_marks(classroom=classroom, day=day, before=before, after=after, by=by)
        rewritten(classroom, [day])
        _record(correction, by, old, mark)
        tell(by.municipality, {pupil.pk}, day)


def _faults(classroom: Classroom, day: date, mark: MarkInput | None, why: str) -> list[str]:
    found = []
    if not RollCall.objects.filter(classroom=classroom, day=day).exists():
        found.append(f"{dated(day)}の{classroom.label}の出欠は、まだとられていません")
    if not why.strip():
        found.append("訂正の理由を書いてください")
    if mark is not None:
        setting = classroom.school.after_school_is_attendance
        found += mark.faults(after_school_is_attendance=setting) + time_faults(mark, day)
    return found


def _record(correction: Correction, by: Actor, old: Mark | None, mark: MarkInput | None) -> None:
    note_deed(
        by,
        Deed.CORRECT_ROLL,
        "correction",
        correction.pk,
        pupil=correction.pupil_id,
        day=correction.day.isoformat(),
        before=old.kind if old else "present",
        after=mark.settled_kind if mark else "present",
    )


def told(mark: MarkInput | None) -> dict[str, Any]:
    """A mark's facts that say anything, fit for JSON; empty when simply present."""
    return _fit(asdict(mark)) if mark else {}


def _fit(facts: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in facts.items() if value}
    if "stays" in said:
        said["stays"] = [_fit(stay) for stay in said["stays"]]
    return {name: v.isoformat() if isinstance(v, time) else v for name, v in said.items()}
