"""Taking a class's roll."""

from collections.abc import Mapping, Set
from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.actions.checks import (
    all_locked,
    day_faults,
    homes_of,
    pupils_on,
    refuse,
    rewritten,
    time_faults,
)
from tsunagu.attendance.actions.missing import keep_ends
from tsunagu.attendance.actions.writing import changed_pupils, marks_on, tell, write_marks
from tsunagu.attendance.enums import Origin
from tsunagu.attendance.inputs import MarkInput, Overtaken, Shown, digest_of, input_of, word_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.attendance.queries.sheet import guests_known
from tsunagu.audit.actions import event, record
from tsunagu.clock import dated, now, today
from tsunagu.prepared import Prepared
from tsunagu.school.models import Classroom

_ROLL = Prepared(
    lambda classroom, day: RollCall.objects.filter(classroom=classroom, day=day), UUID, date
)


def take_roll(
    *,
    classroom: Classroom,
    day: date,
    marks: Mapping[UUID, MarkInput],
    by: Actor,
    seen: int | None = None,
    shown: Shown | None = None,
    why: str = "",
) -> RollCall:
    """Take the roll of a whole class; pupils without a mark are simply present.

    `seen` is the version of the roll that the writer saw, 0 where it was not yet taken, None to
    write whatever stands; `shown` is the sheet's word for the marks that the writer saw, so that
    what was entered about a pupil elsewhere is not lost either. Exchange pupils are written where
    a mark is given for them, to the day that their home class sees; where none is given, what
    their home class says meanwhile stands in nobody's way. A past day can be taken late,
    by those who may correct, with a reason `why`; once it is taken, and of exchange pupils always,
    `correct_day` changes it. Posting the same twice changes nothing.

    Raises `Denied`, `Refused`, and `Overtaken` when another wrote meanwhile.
    """
    deed = Deed.TAKE_ROLL if day >= today() else Deed.CORRECT_ROLL
    require(by, deed, classroom.scope)
    with transaction.atomic():
        pupils, guests = pupils_on(classroom, day)
        home_of = homes_of(guests & marks.keys(), day)
        rooms = all_locked({classroom.pk, *home_of.values()})
        classroom = rooms[classroom.pk]
        roll = next(iter(_ROLL.objects(RollCall, classroom.pk, day)), None)
        after = {pupil: marks.get(pupil) for pupil in pupils | guests & marks.keys()}
        standing = marks_on(pupils | guests, day)
        before = {pupil: mark for pupil, mark in standing.items() if pupil in after}
        changed = changed_pupils(before, after)
        homes = {guest: rooms[home] for guest, home in home_of.items() if guest in changed}
        refuse(
            _register_faults(classroom)
            or day_faults(classroom, day)
            or _late_faults(day, roll, why)
            or _mark_faults(classroom, day, pupils | guests, marks, changed)
            or _guest_faults(homes, day)
        )
        if roll is not None and not changed:
            return roll
        own = {pupil: mark for pupil, mark in standing.items() if pupil in pupils}
        overtaken = seen is not None and seen != (roll.version if roll else 0)
        if overtaken or (
            shown and changed and _stands_otherwise(shown, own, changed - pupils, day)
        ):
            raise Overtaken(roll or RollCall(classroom=classroom, day=day, version=0))
        taken = _taken(classroom, day, roll, by, why)
        after = {pupil: after[pupil] for pupil in changed}
        of_the_class = {pupil: mark for pupil, mark in after.items() if pupil in pupils}
        write_marks(classroom=classroom, day=day, before=before, after=of_the_class, by=by)
        for guest, home in homes.items():
            write_marks(classroom=home, day=day, before=before, after={guest: after[guest]}, by=by)
            rewritten(home, [day])
        keep_ends(before, after, by=by)
        _record(taken, after, by)
        touched = _touched(day, roll, changed, before, pupils)
        tell(by.municipality, touched, day, there=pupils - touched if roll is None else ())
        return taken


def _stands_otherwise(shown: Shown, own: Mapping[UUID, Mark], guests: Set[UUID], day: date) -> bool:
    """Is an own pupil's mark, or that of a guest to be written, not what the writer saw?"""
    if shown.own != digest_of({pupil: input_of(mark) for pupil, mark in own.items()}):
        return True
    known = guests_known(guests & shown.lines.keys(), day)
    return any(shown.lines[guest] != word_of(guest, mark) for guest, mark in known.items())


def _touched(
    day: date,
    roll: RollCall | None,
    changed: frozenset[UUID],
    before: Mapping[UUID, Mark],
    pupils: frozenset[UUID],
) -> frozenset[UUID]:
    """Whose days read otherwise now that the roll is taken.

    Today's roll makes nothing due for who is simply there: no counted day comes after it. A past
    day on which someone was there may end a run that reached beyond it.
    """
    if roll is not None:
        return changed
    return changed | (before.keys() if day == today() else pupils)


def _taken(classroom: Classroom, day: date, roll: RollCall | None, by: Actor, why: str) -> RollCall:
    """The roll as taken now, stored."""
    taken = roll or RollCall(
        municipality_id=classroom.municipality_id,
        school_id=classroom.school_id,
        classroom=classroom,
        day=day,
        version=0,
        why=why.strip(),
    )
    taken.taken_at, taken.taken_by = now(), by.person
    taken.origin, taken.run = Origin.SCREEN, None
    taken.version += 1
    taken.save(force_insert=roll is None)
    return taken


def _record(taken: RollCall, after: Mapping[UUID, MarkInput | None], by: Actor) -> None:
    kinds = {str(pupil): mark.settled_kind if mark else "present" for pupil, mark in after.items()}
    details = {
        "classroom": str(taken.classroom_id),
        "day": taken.day.isoformat(),
        "version": taken.version,
        "changed": kinds,
    }
    record(
        [
            event(
                municipality=by.municipality.code,
                actor=by.audit_key,
                deed=Deed.TAKE_ROLL,
                kind="roll_call",
                key=taken.pk,
                details=details,
            )
        ]
    )


def _register_faults(classroom: Classroom) -> list[str]:
    if not classroom.school.takes_roll_here:
        return ["この学校の出欠は校務支援システムから取り込みます。ここではとれません"]
    return []


def _late_faults(day: date, roll: RollCall | None, why: str) -> list[str]:
    if day >= today():
        return []
    if roll is not None:
        return [f"{dated(day)}の出欠はとってあります。一人ずつ、理由を添えて訂正してください"]
    if not why.strip():
        return [f"{dated(day)}の出欠をあとからとるには、理由を書いてください"]
    return []


def _guest_faults(homes: Mapping[UUID, Classroom], day: date) -> list[str]:
    """Why exchange pupils' days cannot be written: it is their home classes' day and month."""
    if homes and day < today():
        return ["過ぎた日の交流の子どもの出欠は、在籍学級で理由を添えて訂正します"]
    found = [_register_faults(home) or day_faults(home, day) for home in homes.values()]
    return list(dict.fromkeys(fault for faults in found for fault in faults))


def _mark_faults(
    classroom: Classroom,
    day: date,
    pupils: frozenset[UUID],
    marks: Mapping[UUID, MarkInput],
    changed: frozenset[UUID],
) -> list[str]:
    """What is wrong with the marks that changed; each sentence once, whomever it is about.

    What a file said stands in the roll as it is, such as a suspension without its ground.
    """
    found = []
    if marks.keys() - pupils:
        found.append("この日、この学級に在籍していない児童生徒が含まれています")
    setting = classroom.school.after_school_is_attendance
    for mark in (mark for pupil, mark in marks.items() if pupil in changed):
        found += mark.faults(after_school_is_attendance=setting) + time_faults(mark, day)
    return list(dict.fromkeys(found))
