"""Closing a school's register of a month, and opening it again."""

from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.actions.checks import refuse
from tsunagu.attendance.enums import Kind, Origin
from tsunagu.attendance.models import Mark, MonthClose
from tsunagu.attendance.printing.proof import print_faults
from tsunagu.attendance.printing.sheet import sheet_of
from tsunagu.attendance.queries import confirms, missing_rolls, register_school
from tsunagu.clock import in_words, now, school_year_of, today
from tsunagu.school.locks import hold_classes, hold_schools
from tsunagu.school.models import School


def close_month(*, school: School, month: date, by: Actor) -> MonthClose:
    """The principal confirms the register of the month that `month` lies in: it changes no more.

    A deputy head does while no principal is there. Raises `Denied`, and `Refused` while a roll is
    missing, somebody is still being looked for, the month is not over, or what was printed of it no
    longer stands. What it reads, calendar, rolls and marks, nobody changes meanwhile.
    """
    require(by, Deed.CLOSE_MONTH, school.scope)
    first, last = school_year_of(month).month(month.month)
    with transaction.atomic():
        hold_schools([school.pk])
        hold_classes(school)
        refuse(_faults(school, first, last, by))
        assert by.person is not None  # a part of the system was refused above
        close = MonthClose.objects.create(
            municipality=by.municipality, school=school, month=first, at=now(), by=by.person
        )
        _record(school, first, by, closed=True)
        return close


def reopen_month(*, school: School, month: date, by: Actor) -> None:
    """A manager opens a closed month again, so that a mistake can be put right.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.CLOSE_MONTH, school.scope)
    with transaction.atomic():
        close = MonthClose.objects.filter(school=school, month=month.replace(day=1)).first()
        refuse([] if close else [f"{month.year}年{month.month}月の出席簿は確定していません"])
        MonthClose.objects.filter(school=school, month=month.replace(day=1)).delete()
        _record(school, month.replace(day=1), by, closed=False)


def _faults(school: School, first: date, last: date, by: Actor) -> list[str]:
    words = f"{first.year}年{first.month}月"
    if not confirms(by, school):
        return ["出席簿は校長が確認して確定します。教頭が確定できるのは、校長が不在のあいだです"]
    if MonthClose.objects.filter(school=school, month=first).exists():
        return [f"{words}の出席簿はすでに確定しています"]
    if last > today():
        ahead = missing_rolls(school, max(first, today()), last)
        if any(day > today() for _, day in ahead):
            return [f"{words}の授業日がまだ残っています"]
    untaken = [
        f"{in_words(day)}の{classroom.label}の出欠がとられていません"
        for classroom, day in missing_rolls(school, first, last)
    ]
    if owed := untaken + _sought(school, first, last):
        return owed
    packs = by.municipality.packs
    sheets = (sheet_of(register, packs) for register in register_school(school, first))
    return print_faults(school, first, sheets)


def _sought(school: School, first: date, last: date) -> list[str]:
    """The days and classes with a pupil whom people said missing, and nobody has found since.

    Closed, the month would keep anyone from writing down that the pupil is found.
    """
    marks = Mark.objects.filter(
        classroom__school=school,
        day__range=(first, last),
        kind=Kind.MISSING,
        origin=Origin.SCREEN,
    ).select_related("classroom")
    told = (
        f"{in_words(mark.day)}の{mark.classroom.label}に、所在を確認していない子どもがいます"
        for mark in marks.order_by("day", "classroom__grades", "classroom__name", "pk")
    )
    return list(dict.fromkeys(told))


def _record(school: School, first: date, by: Actor, *, closed: bool) -> None:
    note_deed(by, Deed.CLOSE_MONTH, "school", school.pk, month=first.isoformat(), closed=closed)
