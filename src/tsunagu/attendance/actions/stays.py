"""Where a pupil was through a day that had several places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import day_faults, home_class, locked, refuse, rewritten
from tsunagu.attendance.actions.correct import told
from tsunagu.attendance.actions.open_stays import until_school_ends
from tsunagu.attendance.actions.writing import settled, stays_of, tell, write_marks
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.inputs import MarkInput, StayInput, input_of
from tsunagu.attendance.models import Correction, Mark
from tsunagu.attendance.rules import read_as
from tsunagu.clock import in_words, now, today
from tsunagu.school.models import Pupil


def set_stays(
    *, pupil: Pupil, day: date, stays: Sequence[StayInput], by: Actor, why: str = ""
) -> None:
    """Say where a pupil was, one place after another; none is the day's one place again.

    A place that a person set for the day stays; else the longest stay gives it, for which an open
    stay lasts until the pupil left or the day's setting `school-ends`. A past day needs a reason,
    and what stood before is kept. Raises `Denied` and `Refused`.
    """
    home = home_class(pupil.pk, day)
    deed = Deed.TAKE_ROLL if day >= today() else Deed.CORRECT_ROLL
    if home is None:
        raise Denied(deed)
    require(by, deed, home.scope)
    with transaction.atomic():
        classroom = locked(home.pk)
        old = Mark.objects.filter(pupil=pupil, day=day).first()
        known = stays_of([old.pk]).get(old.pk, ()) if old else ()
        refuse(day_faults(classroom, day) or _faults(old, day, stays, why))
        if tuple(stays) == known:
            return
        mark = _placed(old, known, until_school_ends(stays, day, by))
        refuse(mark.faults(after_school_is_attendance=classroom.school.after_school_is_attendance))
        if day < today():
            before = replace(input_of(old) if old else MarkInput(), stays=known)
            _keep(pupil, day, before=before, mark=mark, why=why, by=by)
        write_marks(
            classroom=classroom,
            day=day,
            before={pupil.pk: old} if old else {},
            after={pupil.pk: mark},
            by=by,
        )
        rewritten(classroom, [day])
        _record(pupil, day, len(stays), deed, by)
        tell(by.municipality, {pupil.pk}, day)


def _placed(
    old: Mark | None, known: Sequence[StayInput], stays: tuple[StayInput, ...]
) -> MarkInput:
    """The day with these stays in place of those known, as if those had never been written.

    Who is absent only because the known stays were mostly elsewhere begins again from present. Who
    was said to be absent stays so, and the place is kept as one that was set, to tell them apart.
    """
    if old is None:
        return MarkInput(stays=stays)
    mark = replace(input_of(old), place=old.place if old.place_set else "", stays=stays)
    if known and not old.place_set and read_as(Kind.PRESENT, old.place) == Kind.ABSENT:
        return replace(mark, kind=Kind.PRESENT)
    if mark.kind == Kind.ABSENT and not mark.place:
        return replace(mark, place=mark.settled_place)
    return mark


def _faults(old: Mark | None, day: date, stays: Sequence[StayInput], why: str) -> list[str]:
    found = []
    if stays and old is not None and old.kind not in {Kind.PRESENT, Kind.ABSENT}:
        found.append(f"{in_words(day)}は「{old.get_kind_display()}」です。居場所は書けません")
    if any(stay.end is not None and stay.end <= stay.begin for stay in stays):
        found.append("居場所の「まで」は「から」より後の時刻にしてください")
    for one, other in pairwise(sorted(stays, key=lambda s: s.begin)):
        if one.end is None or one.end > other.begin:
            found.append("居場所の時間が重なっています。「まで」を次の「から」までにしてください")
            break
    if day < today() and not why.strip():
        found.append("過ぎた日の居場所を直すには、理由を書いてください")
    return found


def _keep(
    pupil: Pupil, day: date, *, before: MarkInput, mark: MarkInput, why: str, by: Actor
) -> None:
    """What stood before, beside what stands now."""
    after = settled(mark)
    stays = tuple(replace(stay, until=None) for stay in mark.stays or ())
    Correction.objects.create(
        municipality=by.municipality,
        pupil=pupil,
        day=day,
        before=told(before),
        after=told(replace(after, stays=stays) if after else None),
        why=why.strip(),
        by=by.person,
        at=now(),
    )


def _record(pupil: Pupil, day: date, stays: int, deed: Deed, by: Actor) -> None:
    note_deed(by, deed, "stays", pupil.pk, pupil=pupil.pk, day=day.isoformat(), stays=stays)
