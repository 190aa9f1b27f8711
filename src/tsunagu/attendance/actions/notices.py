"""What is known beforehand of a pupil's days, said and ended."""

from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import home_class, refuse
from tsunagu.attendance.actions.writing import tell_span
from tsunagu.attendance.enums import (
    NOT_TO_ATTEND,
    RESTRICTED_NOTICES,
    Kind,
    NoticeKind,
    Reason,
)
from tsunagu.attendance.models import Notice
from tsunagu.attendance.rules import faults
from tsunagu.audit.actions import event, record
from tsunagu.clock import now, today
from tsunagu.school.models import Pupil

REASON_OF = {NoticeKind.HOSPITAL: Reason.ILLNESS, NoticeKind.TRAVEL: Reason.FAMILY}
"""The reason that a kind of notice gives where nobody says another."""


def _require(by: Actor, pupil: Pupil, day: date, *, restricted: bool) -> None:
    home = home_class(pupil.pk, max(day, today())) or home_class(pupil.pk, today())
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
    by: Actor,
) -> Notice:
    """Say what is known of a pupil's days from `first`, until further notice without `last`.

    `weekdays` are those on which the child comes, as digits from 0 (Monday). `fills` is the kind
    that the roll is filled in with: absent, or present for an agreed late start.
    Raises `Denied` and `Refused`.
    """
    restricted = restricted or kind in RESTRICTED_NOTICES
    _require(by, pupil, first, restricted=restricted)
    fills = fills or (Kind.PRESENT if kind == NoticeKind.LATE_START else Kind.ABSENT)
    refuse(_faults(kind, first, last, weekdays=weekdays, fills=fills, place=place))
    with transaction.atomic():
        notice = Notice.objects.create(
            municipality=by.municipality,
            pupil=pupil,
            kind=kind,
            first=first,
            last=last,
            weekdays=weekdays,
            fills=fills,
            place=place,
            reason=reason or REASON_OF.get(NoticeKind(kind), ""),
            note=note.strip(),
            from_guardian=from_guardian,
            restricted=restricted,
            by=by.person,
            at=now(),
        )
        _record(notice, by, ended=None)
        tell_span(by.municipality, {pupil.pk}, first, last)
        return notice


def end_notice(*, notice: Notice, last: date, by: Actor) -> None:
    """Let a notice end with the day `last`; ended before it began, it never held.

    Raises `Denied`.
    """
    _require(by, notice.pupil, notice.first, restricted=notice.restricted)
    with transaction.atomic():
        held_until = notice.last
        _record(notice, by, ended=last)
        if last < notice.first:
            notice.delete()
        else:
            notice.last = min(last, notice.last or last)
            notice.save(update_fields=["last"])
        tell_span(by.municipality, {notice.pupil_id}, notice.first, held_until)


def _faults(
    kind: str, first: date, last: date | None, *, weekdays: str, fills: str, place: str
) -> list[str]:
    found = []
    if kind not in NoticeKind:
        found.append("連絡の種類を選んでください")
    if last is not None and last < first:
        found.append("終わりの日が始まりの日より前です")
    if (kind == NoticeKind.WEEKDAYS) != bool(weekdays) or set(weekdays) - set("0123456"):
        found.append("登校する曜日は、「決まった曜日に登校」のときだけ、月から日で選んでください")
    if fills == Kind.MISSING or fills in NOT_TO_ATTEND:
        found.append("連絡で記入できるのは出席か欠席です。出席停止などは期間で記録してください")
    return found + faults(fills, False, False, place, after_school_is_attendance=True)


def _record(notice: Notice, by: Actor, *, ended: date | None) -> None:
    details = {"kind": notice.kind, "first": notice.first.isoformat()}
    if ended is not None:
        details["ended"] = ended.isoformat()
    record(
        [
            event(
                municipality=by.municipality.code,
                actor=by.audit_key,
                deed=Deed.SET_NOTICE,
                kind="notice",
                key=notice.pk,
                pupil=notice.pupil_id,
                details=details,
            )
        ]
    )
