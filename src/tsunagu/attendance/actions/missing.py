"""Ending a pupil's being missing, by arrival or by word."""

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.actions.checks import is_ahead, locked, month_faults, refuse, rewritten
from tsunagu.attendance.actions.writing import tell, write_marks
from tsunagu.attendance.enums import Kind, Origin
from tsunagu.attendance.inputs import MarkInput
from tsunagu.attendance.models import Mark, MissingEnd
from tsunagu.clock import JST, now


def find_missing(
    *,
    mark: Mark,
    arrived: bool,
    at: time | None = None,
    reached: str = "",
    reason: str = "",
    note: str = "",
    by: Actor,
) -> None:
    """End a pupil's being missing: arrived, so present and late; or absent, with who was reached.

    `at` is the time of arrival, none before the pupil went missing. Raises `Denied`, and `Refused`
    also where the month is closed.
    """
    require(by, Deed.TAKE_ROLL, mark.classroom.scope)
    with transaction.atomic():
        classroom = locked(mark.classroom_id)
        standing = Mark.objects.filter(pk=mark.pk).first()
        refuse(
            _faults(standing, arrived, at, reached) or month_faults(classroom.school_id, mark.day)
        )
        mark = standing or mark
        found = (
            MarkInput(late=True, late_at=at, note=note.strip())
            if arrived
            else MarkInput(kind=Kind.ABSENT, reason=reason, note=note.strip())
        )
        end = _end_of(mark, arrived=arrived, reached=reached.strip(), by=by)
        end.save(force_insert=True)
        before, after = {mark.pupil_id: mark}, {mark.pupil_id: found}
        write_marks(classroom=classroom, day=mark.day, before=before, after=after, by=by)
        rewritten(classroom, [mark.day])
        _record(end, by)
        tell(by.municipality, {mark.pupil_id}, mark.day)


def _faults(mark: Mark | None, arrived: bool, at: time | None, reached: str) -> list[str]:
    if mark is None or mark.kind != Kind.MISSING:
        return ["この子の所在は、すでに確認されています"]
    if not arrived and not reached.strip():
        return ["だれと確認したかを書いてください"]
    if not arrived or at is None:
        return []
    if is_ahead(mark.day, at):
        return ["登校した時刻がまだ来ていません。今までの時刻を入れてください"]
    since = mark.entered_at.astimezone(JST)
    # A file says later what was seen before: when it came in says nothing of the arrival.
    known = mark.origin == Origin.SCREEN and since.date() == mark.day
    if known and at < since.time().replace(second=0, microsecond=0):
        return [
            f"所在未確認になった{since:%-H:%M}より前の時刻です。{since:%-H:%M}からあとの時刻を入れてください。"
            "そのときもう来ていたのなら、学級の出欠で「出席」に直します"
        ]
    return []


def _end_of(mark: Mark, *, arrived: bool, reached: str, by: Actor) -> MissingEnd:
    """The end, as of now, of a pupil's being missing; not yet stored."""
    return MissingEnd(
        municipality=by.municipality,
        pupil_id=mark.pupil_id,
        day=mark.day,
        since=mark.entered_at,
        arrived=arrived,
        reached=reached,
        by=by.person,
        at=now(),
    )


def keep_ends(
    before: Mapping[UUID, Mark], after: Mapping[UUID, MarkInput | None], *, by: Actor
) -> None:
    """Keep that pupils stopped being missing because their class's roll now says otherwise."""
    settled = {
        pupil: given.settled_kind if given else Kind.PRESENT for pupil, given in after.items()
    }
    ends = [
        _end_of(before[pupil], arrived=kind == Kind.PRESENT, reached="", by=by)
        for pupil, kind in settled.items()
        if pupil in before and before[pupil].kind == Kind.MISSING != kind
    ]
    if ends:
        MissingEnd.objects.bulk_create(ends)


def _record(end: MissingEnd, by: Actor) -> None:
    note_deed(
        by,
        Deed.TAKE_ROLL,
        "missing_end",
        end.pk,
        pupil=end.pupil_id,
        day=end.day.isoformat(),
        arrived=end.arrived,
    )
