"""What is agreed about a child's school days, as verbs: agree, end."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions.notices import Overlapping, agree_late_start, end_late_start
from tsunagu.cases.actions.agreements import AHEAD
from tsunagu.cases.case_enums import SchoolDayKind
from tsunagu.cases.models import Case, SchoolDay, SchoolDayQuerySet
from tsunagu.clock import now, today
from tsunagu.response.actions.common import the_person
from tsunagu.school.locks import hold_pupils

ONE_DAY = timedelta(days=1)
LONG = date.max


def holding(case: Case, kind: SchoolDayKind) -> SchoolDayQuerySet:
    """What of a kind holds today or is to come, the first first."""
    return case.school_days.between(today(), LONG).filter(kind=kind).order_by("first", "at", "pk")


def agree_school_day(*, new: SchoolDay, late_start: bool, by: Actor) -> SchoolDay:
    """Agree on how a child's school days go, in place of what holds of the kind.

    With `late_start` the roll is filled in with an agreed late start, which is no sign of anything.
    Raises `Denied`, and `Refused` with all that speaks against it.
    """
    case = new.case
    require(by, Deed.WRITE_CASE, case.scope)
    if reasons := _faults(new, late_start):
        raise Refused(reasons)
    new.municipality_id, new.by, new.at = case.municipality_id, the_person(by), now()
    with transaction.atomic():
        hold_pupils([case.pupil_id])
        kind, before = SchoolDayKind(new.kind), new.first - ONE_DAY
        for one in holding(case, kind).filter(first__lte=new.last or LONG):
            if one.until is None or one.until > before:
                _stop(one, before, "新しい約束に変えたため", by)
        if late_start:
            new.notice = _filling(new, by)
        new.save(force_insert=True)
        _note(new, by)
    return new


def _filling(new: SchoolDay, by: Actor) -> Any:
    """What fills the roll in while it holds; `Refused` where other notices speak of the days."""
    assert new.arrives
    time = f"{new.arrives.hour}:{new.arrives.minute:02}ごろ登校"
    note = "、".join(filter(None, (time, new.room, new.receiver and f"迎える人 {new.receiver}")))
    try:
        return agree_late_start(
            pupil=new.case.pupil, first=new.first, last=new.last, note=note, by=by
        )
    except Overlapping as overlapping:
        kinds = "・".join(dict.fromkeys(str(one.get_kind_display()) for one in overlapping.notices))
        raise Refused(
            [
                f"同じ期間に、ほかの届け出（{kinds}）があります。"
                "届け出を先に終えるか、「出欠に入れておく」を外してください"
            ]
        ) from overlapping


def _faults(new: SchoolDay, late_start: bool) -> list[str]:
    """What speaks against agreeing so."""
    said = (new.arrives, new.leaves, new.room.strip(), new.receiver.strip())
    reasons = [] if new.case.open else ["ケースが終わっています。もう一度始めてから決めてください"]
    if new.kind == SchoolDayKind.DAY and not any(said):
        reasons.append("時刻・部屋・迎える人のうち、決めたことを入れてください")
    if new.arrives and new.leaves and new.leaves <= new.arrives:
        reasons.append("下校の時刻が、登校の時刻より前になっています")
    if late_start and not new.arrives:
        reasons.append("出欠に入れておくときは、登校の時刻を入れてください")
    if not today() <= new.first <= today() + AHEAD:
        reasons.append("始める日は、今日から3か月のうちの日を入れてください")
    if new.last and new.last < new.first:
        reasons.append("終わりの日が、始まりの日より前になっています")
    return reasons


def end_school_day(*, agreed: SchoolDay, why: str, last: date, by: Actor) -> None:
    """Let it end with a day from yesterday (at once) on. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_CASE, agreed.case.scope)
    reasons = [] if why.strip() else ["終えるわけを書いてください"]
    if agreed.until and agreed.until < today():
        reasons.append("この約束は、もう終わっています")
    if not today() - ONE_DAY <= last <= (agreed.last or LONG):
        reasons.append("最後の日は、今日（すぐに終えるときは昨日）から、約束の終わりまでの日です")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        _stop(agreed, last, why.strip(), by)


def end_days_with_case(*, case: Case, last: date, why: str, by: Actor) -> None:
    """Let what the case agreed on about school days end with a day, for a deed allowed already."""
    for kind in SchoolDayKind:
        for one in holding(case, kind):
            _stop(one, last, why, by)


def _stop(one: SchoolDay, last: date, why: str, by: Actor) -> None:
    """End an agreement with a day, and what fills the roll in with it."""
    one.held_until, one.ended_why = last, why
    one.ended_by, one.ended_at = the_person(by), now()
    one.save(update_fields=["held_until", "ended_why", "ended_by", "ended_at"])
    if one.notice:
        end_late_start(notice=one.notice, last=last, by=by)
    _note(one, by, ended=last.isoformat())


def _note(one: SchoolDay, by: Actor, **codes: Any) -> None:
    note_deed(
        by,
        Deed.WRITE_CASE,
        "school_day",
        one.pk,
        pupil=one.case.pupil_id,
        scope=one.case.scope,
        kind=one.kind,
        first=one.first.isoformat(),
        **codes,
    )
