"""Suspension, bereavement and days excused: from–to in one deed, also afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import is_closed, locked, refuse, rewritten
from tsunagu.attendance.actions.correct import told
from tsunagu.attendance.actions.writing import changed_pupils, settled, tell, write_marks
from tsunagu.attendance.enums import NOT_TO_ATTEND, Kind
from tsunagu.attendance.inputs import MarkInput, input_of
from tsunagu.attendance.models import Correction, Mark, RollCall
from tsunagu.clock import now, school_year_of
from tsunagu.school.models import Classroom, Enrolment, Pupil
from tsunagu.school.queries import class_calendars

ONE_DAY = timedelta(days=1)


def suspend(
    *,
    pupil: Pupil,
    first: date,
    last: date,
    kind: str,
    ground: str = "",
    note: str = "",
    by: Actor,
) -> int:
    """Mark a pupil's class days from `first` to `last` as not to attend; how many changed.

    Days whose roll was taken are corrected, those to come stand in the roll when it is taken.
    Raises `Denied` and `Refused`.
    """
    mark = MarkInput(kind=kind, ground=ground, note=note.strip())
    with transaction.atomic():
        days = _days_of(pupil, first, last)
        for classroom in days:
            require(by, Deed.SUSPEND, classroom.scope)
        if not days:
            raise Denied(Deed.SUSPEND)
        refuse(_faults(days, first, last, mark))
        changed = [
            day
            for classroom, own in sorted(days.items(), key=lambda one: one[0].pk)
            for day in _write(pupil, locked(classroom.pk), own, mark, by)
        ]
        if changed:
            _record(pupil, first, last, mark, len(changed), by=by)
            tell(by.municipality, {pupil.pk}, first)
        return len(changed)


def _days_of(pupil: Pupil, first: date, last: date) -> dict[Classroom, list[date]]:
    """The pupil's class days in the period by home class, without those of a closure."""
    enrolments = Enrolment.objects.home().between(first, last).filter(pupil=pupil)
    homes = list(enrolments.select_related("classroom__school").order_by("begin", "pk"))
    calendars = class_calendars([e.classroom for e in homes], first, last)
    found: dict[Classroom, list[date]] = {}
    for home in homes:
        calendar = calendars[home.classroom_id]
        found.setdefault(home.classroom, []).extend(
            day
            for day in calendar.days
            if day not in calendar.closed and home.begin <= day and (not home.end or day < home.end)
        )
    return found


def _faults(
    days: Mapping[Classroom, list[date]], first: date, last: date, mark: MarkInput
) -> list[str]:
    if last < first:
        return ["終わりの日が始まりの日より前です"]
    if school_year_of(first) != school_year_of(last):
        return ["年度をまたぐときは、年度ごとに分けて記録してください"]
    if mark.kind not in NOT_TO_ATTEND:
        return ["出席停止・忌引・校長が認めた日のどれかを選んでください"]
    found = mark.faults(after_school_is_attendance=True)
    if not any(days.values()):
        found.append("この期間に授業日がありません")
    months = {(c, day.replace(day=1)) for c, own in days.items() for day in own}
    found += [
        f"{month.year}年{month.month}月の出席簿は確定しています"
        for classroom, month in sorted(months, key=lambda one: one[1])
        if is_closed(classroom.school_id, month)
    ]
    return found


def _write(
    pupil: Pupil, classroom: Classroom, days: list[date], mark: MarkInput, by: Actor
) -> list[date]:
    """Write one class's days; those that changed."""
    taken = set(
        RollCall.objects.filter(classroom=classroom, day__in=days).values_list("day", flat=True)
    )
    old = {m.day: m for m in Mark.objects.filter(pupil=pupil, day__in=days)}
    after = {pupil.pk: mark}
    changed = []
    for day in days:
        before = {pupil.pk: old[day]} if day in old else {}
        if not changed_pupils(before, after):
            continue
        if day in taken:
            _keep(pupil, day, old.get(day), mark, by)
        write_marks(classroom=classroom, day=day, before=before, after=after, by=by)
        changed.append(day)
    rewritten(classroom, changed)
    return changed


def _keep(pupil: Pupil, day: date, old: Mark | None, mark: MarkInput, by: Actor) -> None:
    """Keep what stood in a roll already taken."""
    Correction.objects.create(
        municipality=by.municipality,
        pupil=pupil,
        day=day,
        before=told(input_of(old) if old else None),
        after=told(settled(mark)),
        why=Kind(mark.kind).label,
        by=by.person,
        at=now(),
    )


def _record(
    pupil: Pupil, first: date, last: date, mark: MarkInput, days: int, *, by: Actor
) -> None:
    note_deed(
        by,
        Deed.SUSPEND,
        "pupil",
        pupil.pk,
        pupil=pupil.pk,
        first=first.isoformat(),
        last=last.isoformat(),
        kind=mark.kind,
        ground=mark.ground,
        days=days,
    )
