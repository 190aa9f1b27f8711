"""Dated facts beside the marks: an epidemic in a class, days brought from another school."""

from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.attendance.actions.checks import home_class, refuse
from tsunagu.attendance.actions.writing import tell, tell_span
from tsunagu.attendance.models import Epidemic, OpeningBalance
from tsunagu.clock import school_year_of
from tsunagu.school.models import Classroom, Enrolment, Pupil


def set_epidemic(*, classroom: Classroom, first: date, last: date, by: Actor) -> Epidemic:
    """Set a class to epidemic from–to; reported illness then closes contact tasks together.

    An epidemic of the class that began on the same day gets the new end.
    Raises `Denied` and `Refused`.
    """
    require(by, Deed.SET_EPIDEMIC, classroom.scope)
    refuse(["終わりの日が始まりの日より前です"] if last < first else [])
    with transaction.atomic():
        known = Epidemic.objects.standing().filter(classroom=classroom, first=first)
        until = max([last, *known.values_list("last", flat=True)])
        epidemic, _ = Epidemic.objects.standing().update_or_create(
            municipality=by.municipality,
            classroom=classroom,
            first=first,
            defaults={"last": last, "by": by.person},
        )
        record_epidemic(epidemic, by)
        tell_of_epidemic(classroom, first, until, by)
        return epidemic


def record_epidemic(epidemic: Epidemic, by: Actor, **more: Any) -> None:
    """Write a deed about an epidemic to the audit, with `more` ids and codes."""
    days: dict[str, Any] = {"first": epidemic.first.isoformat(), "last": epidemic.last.isoformat()}
    note_deed(by, Deed.SET_EPIDEMIC, "classroom", epidemic.classroom_id, **days, **more)


def tell_of_epidemic(classroom: Classroom, first: date, last: date, by: Actor) -> None:
    """Tell the rooms above of all who were in the class on some of its days."""
    enrolled = Enrolment.objects.home().between(first, last).filter(classroom=classroom)
    pupils = frozenset(enrolled.values_list("pupil_id", flat=True))
    tell_span(by.municipality, pupils, first, last)


def set_opening_balance(
    *,
    pupil: Pupil,
    day: date,
    absent_days: int,
    credited_days: int = 0,
    note: str = "",
    by: Actor,
) -> OpeningBalance:
    """Say how many days a pupil brought along on `day` from a school outside the installation.

    Raises `Denied` and `Refused`.
    """
    home = home_class(pupil.pk, day)
    if home is None:
        raise Denied(Deed.SET_OPENING_BALANCE)
    require(by, Deed.SET_OPENING_BALANCE, home.scope)
    refuse(_faults(day, absent_days, credited_days))
    with transaction.atomic():
        balance, _ = OpeningBalance.objects.update_or_create(
            municipality=by.municipality,
            pupil=pupil,
            day=day,
            defaults={
                "absent_days": absent_days,
                "credited_days": credited_days,
                "note": note.strip(),
                "by": by.person,
            },
        )
        _record_balance(balance, by)
        tell(by.municipality, {pupil.pk}, day)
        return balance


def _record_balance(balance: OpeningBalance, by: Actor) -> None:
    note_deed(
        by,
        Deed.SET_OPENING_BALANCE,
        "pupil",
        balance.pupil_id,
        pupil=balance.pupil_id,
        day=balance.day.isoformat(),
        absent=balance.absent_days,
        credited=balance.credited_days,
    )


def _faults(day: date, absent_days: int, credited_days: int) -> list[str]:
    if min(absent_days, credited_days) < 0:
        return ["日数は0以上で書いてください"]
    if absent_days + credited_days > (day - school_year_of(day).first).days:
        return ["日数が、年度の初めから転入日までの日数より多くなっています"]
    return []
