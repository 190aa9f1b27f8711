"""What people do with the calendar and a school's settings, as verbs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import SchoolYear, in_words, school_year_of
from tsunagu.school.confirmed import confirmed, days_between, schools_of
from tsunagu.school.enums import CalendarKind, EntryOrigin, RegisterMode, TakenBack
from tsunagu.school.locks import hold_schools
from tsunagu.school.models import CalendarEntry, Classroom, School
from tsunagu.school.signals import calendar_changed

OPENS = frozenset({CalendarKind.SCHOOL_DAY, CalendarKind.HALF_DAY})
"""Kinds that make a class day; at one level they contradict `no_school`."""


def add_calendar_entry(
    *,
    first: date,
    last: date,
    kind: str,
    by: Actor,
    school: School | None = None,
    grade: str = "",
    classroom: Classroom | None = None,
    note: str = "",
) -> CalendarEntry:
    """An exception to Monday–Friday for everyone, a school, a grade or a class, both days included.

    The days that follow from it are counted anew in the background. Raises `Denied`, and `Refused`
    also where a school has confirmed its register of one of the days.
    """
    school = classroom.school if classroom else school
    entry = CalendarEntry(
        municipality=by.municipality,
        school=school,
        grade="" if classroom else grade,
        classroom=classroom,
        first=first,
        last=last,
        kind=kind,
        note=note.strip(),
        origin=EntryOrigin.SCREEN,
    )
    require(by, Deed.SET_CALENDAR, _scope(entry))
    with transaction.atomic():
        if reasons := _faults(entry) or _confirmed(entry, first):
            raise Refused(reasons)
        entry.save()
        _record(by, entry, "add")
        _tell(entry)
    return entry


def end_calendar_entry(*, entry: CalendarEntry, last: date, why: str, by: Actor) -> None:
    """Let an entry end on `last`; with a day before its first it is taken away altogether.

    `why` is a code of `TakenBack`: with the entry gone, the audit alone tells of it. Raises
    `Denied`, and `Refused` also where a school has confirmed its register of a day after `last`.
    """
    require(by, Deed.SET_CALENDAR, _scope(entry))
    if why not in TakenBack.values:
        raise Refused(["取り消す理由を選んでください"])
    with transaction.atomic():
        if reasons := _confirmed(entry, max(entry.first, last + timedelta(days=1))):
            raise Refused(reasons)
        _record(by, entry, "end", why=why, until=str(entry.last), new_last=str(last))
        _tell(entry)
        if last < entry.first:
            entry.delete()
        else:
            entry.last = min(entry.last, last)
            entry.save(update_fields=["last"])


def set_school(
    *, school: School, register_mode: str, after_school_is_attendance: bool, by: Actor
) -> School:
    """Choose where a school takes its roll, and whether coming after school is attendance."""
    require(by, Deed.SET_SCHOOL, school.scope)
    if register_mode not in RegisterMode.values:
        raise Refused(["出欠をどこでとるかを選んでください"])
    with transaction.atomic():
        school.register_mode = register_mode
        school.after_school_is_attendance = after_school_is_attendance
        school.save(update_fields=["register_mode", "after_school_is_attendance"])
        note_deed(
            by,
            Deed.SET_SCHOOL,
            "school",
            school.pk,
            register=register_mode,
            after_school=after_school_is_attendance,
        )
    return school


def _scope(entry: CalendarEntry) -> Scope:
    return Scope(municipality=entry.municipality_id, school=entry.school_id)


def _faults(entry: CalendarEntry) -> list[str]:
    if entry.last < entry.first:
        return ["終わりの日が、始まりの日より前です"]
    if entry.last - entry.first > timedelta(days=366):
        return ["期間は1年以内にしてください"]
    return [
        f"{in_words(other.first)}からの「{other.get_kind_display()}」と日が重なっています。"
        "先にそちらを終わらせてください"
        for other in _contradicting(entry)
    ]


def _confirmed(entry: CalendarEntry, first: date) -> list[str]:
    """Why the class days of an entry from `first` on change no more; a term changes none.

    Who confirms a register of the schools meanwhile waits.
    """
    if entry.kind == CalendarKind.TERM:
        return []
    school = entry.classroom.school_id if entry.classroom else entry.school_id
    hold_schools(schools_of(entry.municipality, school=school, grade=entry.grade).values("pk"))
    days = days_between(first, entry.last)
    return confirmed(entry.municipality, school=school, grade=entry.grade, days=days)


def _contradicting(entry: CalendarEntry) -> QuerySet[CalendarEntry]:
    """Entries at the same level that say the opposite of some of the days."""
    if entry.kind == CalendarKind.NO_SCHOOL:
        opposite = sorted(OPENS)
    else:
        opposite = [CalendarKind.NO_SCHOOL] if entry.kind in OPENS else []
    return CalendarEntry.objects.between(entry.first, entry.last).filter(
        municipality=entry.municipality_id,
        school=entry.school_id,
        grade=entry.grade,
        classroom=entry.classroom_id,
        kind__in=opposite,
    )


def _record(by: Actor, entry: CalendarEntry, what: str, **codes: Any) -> None:
    note_deed(
        by,
        Deed.SET_CALENDAR,
        "calendar_entry",
        entry.pk,
        what=what,
        kind=entry.kind,
        first=str(entry.first),
        school=str(entry.school_id or ""),
        grade=entry.grade,
        classroom=str(entry.classroom_id or ""),
        **codes,
    )


def _tell(entry: CalendarEntry) -> None:
    """Say which schools' days changed, for each school year that the entry touches."""
    schools: frozenset[UUID] = (
        frozenset({entry.school_id})
        if entry.school_id
        else frozenset(
            School.objects.filter(municipality=entry.municipality_id).values_list("pk", flat=True)
        )
    )
    years = range(school_year_of(entry.first).year, school_year_of(entry.last).year + 1)
    for year in map(SchoolYear, years):
        calendar_changed.send(
            CalendarEntry,
            municipality=entry.municipality,
            schools=schools,
            school_year=year.year,
        )
