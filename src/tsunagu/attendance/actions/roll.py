"""Taking a class's roll."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.basis import basis_of
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
from tsunagu.attendance.actions.open_stays import with_open_stays
from tsunagu.attendance.actions.writing import changed_pupils, marks_on, tell, write_marks
from tsunagu.attendance.enums import Origin
from tsunagu.attendance.inputs import MarkInput, Overtaken, Shown, digest_of, input_of, word_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.attendance.queries.sheet import guests_known
from tsunagu.audit.actions import event, record
from tsunagu.clock import dated, now, today
from tsunagu.prepared import Insertion, Prepared
from tsunagu.school.models import Classroom

_ROLL = Prepared(
    lambda classroom, day: RollCall.objects.filter(classroom=classroom, day=day), UUID, date
)

_NEW_ROLL = Insertion(RollCall)


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
    marks = {pupil: with_open_stays(mark, day, by) for pupil, mark in marks.items()}
    with transaction.atomic():
        read = _read(classroom, day, marks)
        refuse(_faults(read, day, marks, why))
        if read.roll is not None and not read.changed:
            return read.roll
        if _overtaken(read, seen, shown, day):
            raise Overtaken(read.roll or RollCall(classroom=classroom, day=day, version=0))
        taken = _taken(read.classroom, day, read.roll, by, why)
        _write(read, day, by)
        _record(taken, read.after, by)
        touched = _touched(day, read)
        there = read.pupils - touched if read.roll is None else ()
        tell(by.municipality, touched, day, there=there)
        return taken


@dataclass(frozen=True)
class _Read:
    """What stands of a class's day while it is locked, beside what is to be written.

    `after` holds the pupils whose day reads otherwise; `homes` the home classes of the guests
    among them.
    """

    classroom: Classroom
    roll: RollCall | None
    pupils: frozenset[UUID]
    guests: frozenset[UUID]
    standing: Mapping[UUID, Mark]
    after: Mapping[UUID, MarkInput | None]
    homes: Mapping[UUID, Classroom]

    @property
    def changed(self) -> frozenset[UUID]:
        """The pupils whose day reads otherwise."""
        return frozenset(self.after)


def _read(classroom: Classroom, day: date, marks: Mapping[UUID, MarkInput]) -> _Read:
    """The class's day, with the class locked and the home classes of guests to be written."""
    key = classroom.pk
    pupils, guests = pupils_on(classroom, day)
    home_of = homes_of(guests & marks.keys(), day)
    rooms = all_locked({key, *home_of.values()})
    roll = next(iter(_ROLL.objects(RollCall, key, day)), None)
    standing = marks_on(pupils | guests, day)
    said = {pupil: marks.get(pupil) for pupil in pupils | guests & marks.keys()}
    before = {pupil: mark for pupil, mark in standing.items() if pupil in said}
    changed = changed_pupils(before, said)
    return _Read(
        classroom=rooms[key],
        roll=roll,
        pupils=pupils,
        guests=guests,
        standing=standing,
        after={pupil: said[pupil] for pupil in changed},
        homes={guest: rooms[home] for guest, home in home_of.items() if guest in changed},
    )


def _faults(read: _Read, day: date, marks: Mapping[UUID, MarkInput], why: str) -> list[str]:
    """Why the roll cannot be taken so."""
    return (
        _register_faults(read.classroom)
        or day_faults(read.classroom, day)
        or _late_faults(day, read.roll, why)
        or _mark_faults(read, day, marks)
        or _guest_faults(read.homes, day)
    )


def _overtaken(read: _Read, seen: int | None, shown: Shown | None, day: date) -> bool:
    """Is the roll, an own pupil's mark, or that of a guest to be written, not what was seen?"""
    if seen is not None and seen != (read.roll.version if read.roll else 0):
        return True
    if shown is None or not read.changed:
        return False
    own = {p: input_of(mark) for p, mark in read.standing.items() if p in read.pupils}
    if shown.own != digest_of(own):
        return True
    known = guests_known((read.changed - read.pupils) & shown.lines.keys(), day)
    return any(shown.lines[guest] != word_of(guest, mark) for guest, mark in known.items())


def _write(read: _Read, day: date, by: Actor) -> None:
    """Write the marks that changed, a guest's to the home class, and how a search ended."""
    before = {pupil: mark for pupil, mark in read.standing.items() if pupil in read.after}
    own = {pupil: mark for pupil, mark in read.after.items() if pupil in read.pupils}
    write_marks(classroom=read.classroom, day=day, before=before, after=own, by=by)
    for guest, home in read.homes.items():
        write_marks(classroom=home, day=day, before=before, after={guest: read.after[guest]}, by=by)
        rewritten(home, [day])
    keep_ends(before, read.after, by=by)


def _touched(day: date, read: _Read) -> frozenset[UUID]:
    """Whose days read otherwise now that the roll is taken.

    Today's roll makes nothing due for who is simply there: no counted day comes after it. A past
    day on which someone was there may end a run that reached beyond it.
    """
    if read.roll is not None:
        return read.changed
    known = read.standing.keys() & read.pupils | read.changed
    return frozenset(known if day == today() else read.changed | read.pupils)


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
    if roll is None:
        _NEW_ROLL([taken])
    else:
        taken.save()
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
                via=by.via,
                basis=basis_of(by, Deed.TAKE_ROLL, taken.classroom.scope),
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


def _mark_faults(read: _Read, day: date, marks: Mapping[UUID, MarkInput]) -> list[str]:
    """What is wrong with the marks that changed; each sentence once, whomever it is about.

    What a file said stands in the roll as it is, such as a suspension without its ground.
    """
    found = []
    if marks.keys() - read.pupils - read.guests:
        found.append("この日、この学級に在籍していない児童生徒が含まれています")
    setting = read.classroom.school.after_school_is_attendance
    for mark in (mark for pupil, mark in marks.items() if pupil in read.after):
        found += mark.faults(after_school_is_attendance=setting) + time_faults(mark, day)
    return list(dict.fromkeys(found))
