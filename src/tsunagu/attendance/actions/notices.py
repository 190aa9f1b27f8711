"""What is known beforehand of a pupil's days, said and ended."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import home_of, refuse
from tsunagu.attendance.actions.writing import tell_span
from tsunagu.attendance.enums import (
    COMES,
    NOT_TO_ATTEND,
    OF_ONE_DAY,
    RESTRICTED_NOTICES,
    Kind,
    NoticeKind,
    Reason,
)
from tsunagu.attendance.models import Notice
from tsunagu.attendance.rules import faults
from tsunagu.clock import new_id, now, today
from tsunagu.school.models import Guardian, Pupil

REASON_OF: dict[str, Reason] = {
    NoticeKind.HOSPITAL: Reason.ILLNESS,
    NoticeKind.TRAVEL: Reason.FAMILY,
}
"""The reason that a kind of notice gives where nobody says another."""


WEEK = timedelta(days=6)
"""Two notices that meet at all meet within a week of the later one's first day, or never."""


class Overlapping(Exception):
    """Others of the pupil's notices speak of the same days; `notices` are those, in their order.

    Nothing was saved: the writer changes the days, or says that both shall hold.
    """

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = list(notices)
        super().__init__("同じ期間に、ほかの届け出があります")


def require_notice(by: Actor, pupil: Pupil, day: date, *, restricted: bool) -> None:
    """Raise `Denied` unless one may set a pupil's notice from that day, or a restricted one."""
    home = home_of(pupil.pk, max(day, today())) or home_of(pupil.pk, today())
    if home is None:
        raise Denied(Deed.SET_NOTICE)
    require(by, Deed.SET_NOTICE, home.scope)
    if restricted:
        require(by, Deed.SEE_RESTRICTED, home.scope)


def set_notice(
    *,
    pupil: Pupil,
    kind: str,
    first: date,
    last: date | None = None,
    weekdays: str = "",
    fills: str = "",
    place: str = "",
    reason: str = "",
    note: str = "",
    from_guardian: bool = False,
    restricted: bool = False,
    beside: Collection[UUID] = (),
    by: Actor,
) -> Notice:
    """Say what is known of a pupil's days from `first`, until further notice without `last`.

    An announced absence without `last` is of its first day alone.
    `weekdays` are those on which the child comes, as digits from 0 (Monday). `fills` is the kind
    that the roll is filled in with: absent, or present for an agreed late start. `beside` are the
    notices that the writer knows of and lets hold on the same days.
    Raises `Denied`, `Refused`, and `Overlapping` where others hold on the same days.
    """
    restricted = restricted or kind in RESTRICTED_NOTICES
    require_notice(by, pupil, first, restricted=restricted)
    notice = Notice(
        municipality=by.municipality,
        pupil=pupil,
        kind=kind,
        first=first,
        last=first if last is None and kind in OF_ONE_DAY else last,
        weekdays=weekdays,
        fills=fills or filling(kind),
        place=place,
        reason=reason or REASON_OF.get(kind, ""),
        note=note.strip(),
        from_guardian=from_guardian,
        restricted=restricted,
    )
    refuse(_faults(notice))
    _save(notice, beside, by)
    return notice


def filling(kind: str) -> Kind:
    """What a notice of a kind fills the roll in with."""
    return Kind.PRESENT if kind in COMES else Kind.ABSENT


def announce(
    *, key: UUID, guardian: Guardian, deed: Deed, by: Actor, instead_of: Notice | None, **said: Any
) -> Notice:
    """Take in what a guardian tells, for rooms above whose own `deed` allows it.

    Told twice by the same `key` it is the same notice, unless that was taken back meanwhile. Others
    of the same days, of which a guardian need not know, stand beside it. `instead_of` is what the
    guardian told before and takes back.
    """
    with transaction.atomic():
        pupil = Pupil.objects.select_for_update(no_key=True).get(pk=guardian.pupil_id)
        held = Notice.objects.standing().filter(pk=key, guardian=guardian).first()
        if held and held != instead_of:
            return held
        if instead_of:
            take_back(notice=instead_of, why="保護者が入れ直したため", deed=deed, by=by)
        notice = Notice(
            pk=new_id() if Notice.objects.filter(pk=key).exists() else key,
            municipality=pupil.municipality,
            pupil=pupil,
            guardian=guardian,
            from_guardian=True,
            fills=filling(said["kind"]),
            at=now(),
            **said,
        )
        notice.save(force_insert=True)
        record_notice(notice, by, deed=deed)
        tell_span(by.municipality, {pupil.pk}, notice.first, notice.last)
    return notice


def take_back(*, notice: Notice, why: str, deed: Deed, by: Actor) -> None:
    """What a guardian told does not hold, for rooms above whose own `deed` allows it."""
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        if held.withdrawn_at:
            return
        held.withdrawn_at, held.withdrawn_why = now(), why
        held.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record_notice(held, by, deed=deed, withdrawn=True)
        tell_span(by.municipality, {held.pupil_id}, held.first, held.last)


def end_announced(*, notice: Notice, last: date, deed: Deed, by: Actor) -> None:
    """What a guardian told ends with a day, for rooms above whose own `deed` allows it."""
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        before, held.last = held.last, last
        held.save(update_fields=["last"])
        record_notice(held, by, deed=deed, ended=last.isoformat())
        tell_span(by.municipality, {held.pupil_id}, held.first, before)


def agree_late_start(
    *, pupil: Pupil, first: date, last: date | None, note: str, by: Actor
) -> Notice:
    """Fill the roll in with an agreed late start, for rooms above whose own deed allows it.

    Raises `Overlapping` where other notices hold on the same days.
    """
    notice = Notice(
        municipality=pupil.municipality,
        pupil=pupil,
        kind=NoticeKind.LATE_START,
        first=first,
        last=last,
        fills=Kind.PRESENT,
        note=note,
    )
    _save(notice, (), by)
    return notice


def end_late_start(*, notice: Notice, last: date, by: Actor) -> None:
    """Let it end with a day, as if it had never been where that lies before its first.

    For rooms above whose own deed allows it; one that is over already stays as it is.
    """
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        if held.withdrawn_at or (held.last and held.last <= last):
            return
        if last < held.first:
            held.withdrawn_at, held.withdrawn_by = now(), by.person
            held.withdrawn_why = "始まる前に、約束が変わったため"
        else:
            held.last = last
        held.save()
        record_notice(held, by, ended=last.isoformat())
        tell_span(by.municipality, {held.pupil_id}, held.first, notice.last)


def _save(notice: Notice, beside: Collection[UUID], by: Actor) -> None:
    """Store a new notice, write it down and tell of its days."""
    notice.by, notice.at = by.person, now()
    with transaction.atomic():
        _stop_overlapping(notice, beside)
        notice.save(force_insert=True)
        record_notice(notice, by, beside=sorted(str(key) for key in beside))
        tell_span(by.municipality, {notice.pupil_id}, notice.first, notice.last)


def _stop_overlapping(notice: Notice, beside: Collection[UUID]) -> None:
    """Raise `Overlapping` unless the writer knows of every notice that the new one meets.

    Who writes a notice of the same pupil meanwhile waits.
    """
    Pupil.objects.select_for_update(no_key=True).get(pk=notice.pupil_id)
    held = Notice.objects.between(notice.first, notice.last).filter(pupil=notice.pupil_id)
    met = [other for other in held.order_by("first", "pk") if _meet(notice, other)]
    if any(other.pk not in beside for other in met):
        raise Overlapping(met)


def _meet(one: Notice, other: Notice) -> bool:
    """Is there a day of both on which neither says that the child comes?"""
    first = max(one.first, other.first)
    last = min([first + WEEK, *(notice.last for notice in (one, other) if notice.last)])
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return any(str(day.weekday()) not in one.weekdays + other.weekdays for day in days)


def end_notice(*, notice: Notice, last: date, by: Actor) -> None:
    """Let a notice end with the day `last`, sooner than it said. A wrong one is taken back instead.

    Raises `Denied` and `Refused`.
    """
    require_notice(by, notice.pupil, notice.first, restricted=notice.restricted)
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        refuse(_end_faults(held, last))
        notice.last = min(last, held.last or last)
        notice.save(update_fields=["last"])
        record_notice(notice, by, ended=last.isoformat())
        tell_span(by.municipality, {notice.pupil_id}, notice.first, held.last)


def _end_faults(notice: Notice, last: date) -> list[str]:
    if notice.withdrawn_at is not None:
        return ["この届け出は、すでに取り消されています"]
    if last < notice.first:
        return ["始まりの日より前です。誤って入れた届け出は、終わりの日ではなく取り消しを選びます"]
    return []


def _faults(notice: Notice) -> list[str]:
    found = []
    if notice.kind not in NoticeKind:
        found.append("連絡の種類を選んでください")
    if notice.last is not None and notice.last < notice.first:
        found.append("終わりの日が始まりの日より前です")
    by_weekday = notice.kind == NoticeKind.WEEKDAYS
    if by_weekday != bool(notice.weekdays) or set(notice.weekdays) - set("0123456"):
        found.append("登校する曜日は、「決まった曜日に登校」のときだけ、月から日で選んでください")
    if notice.fills == Kind.MISSING or notice.fills in NOT_TO_ATTEND:
        found.append("連絡で記入できるのは出席か欠席です。出席停止などは期間で記録してください")
    return found + faults(notice.fills, False, False, notice.place, after_school_is_attendance=True)


def record_notice(notice: Notice, by: Actor, *, deed: Deed = Deed.SET_NOTICE, **more: Any) -> None:
    """Write a deed about a notice to the audit, with `more` ids and codes."""
    note_deed(
        by,
        deed,
        "notice",
        notice.pk,
        pupil=notice.pupil_id,
        kind=notice.kind,
        first=notice.first.isoformat(),
        managers_only=notice.restricted,
        **more,
    )
