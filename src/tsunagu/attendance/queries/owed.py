"""Rolls that nobody took, and pupils whose whereabouts nobody knows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.attendance.enums import Kind, Origin
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import JST, now, school_year_of, today
from tsunagu.packs.loader import setting
from tsunagu.school.models import Classroom, Enrolment, School
from tsunagu.school.queries import calendars_of, class_calendars, class_keys

ONE_DAY = timedelta(days=1)


def untaken(actor: Actor, day: date) -> list[UUID]:
    """Keys of classes with a class day and no roll that the actor may see so, school by school.

    Keys alone, since a city's list has a thousand classes and a page shows fifty.
    """
    enrolled = Enrolment.objects.home().on(day).filter(classroom=OuterRef("pk"))
    seen = Classroom.objects.visible_to(actor, Deed.SEE_UNTAKEN).filter(
        school_year=school_year_of(day).year
    )
    without = seen.filter(Exists(enrolled)).exclude(
        Exists(RollCall.objects.filter(classroom=OuterRef("pk"), day=day))
    )
    found = class_keys(without.order_by("school__name", "grades", "name", "pk"))
    calendars = calendars_of(found, day, day)
    return [room.pk for room, one in zip(found, calendars, strict=True) if day in one.counted]


def untaken_from(actor: Actor, day: date) -> datetime:
    """From when on a roll not taken is owed work of the grade lead and a manager."""
    hour = setting(actor.municipality.packs, "untaken-from", day)
    return datetime.combine(day, time.fromisoformat(str(hour)), tzinfo=JST)


def missing_rolls(school: School, first: date, last: date) -> list[tuple[Classroom, date]]:
    """The classes of a school and their class days in a period without a roll, in order."""
    classes = list(
        school.classrooms.filter(school_year=school_year_of(first).year).order_by(
            "grades", "name", "pk"
        )
    )
    calendars = class_calendars(classes, first, last)
    rolls = RollCall.objects.filter(school=school, day__range=(first, last))
    taken = set(rolls.values_list("classroom_id", "day"))
    spans = _spans(classes, first, last)
    return [
        (classroom, day)
        for classroom in classes
        for day in calendars[classroom.pk].days
        if (classroom.pk, day) not in taken
        and day not in calendars[classroom.pk].closed
        and any(begin <= day <= end for begin, end in spans.get(classroom.pk, ()))
    ]


@dataclass(frozen=True, slots=True)
class Behind:
    """A class with the class days before today whose roll nobody took, latest first.

    `elsewhere`: the school's own register has to send them.
    """

    classroom: Classroom
    days: tuple[date, ...]
    elsewhere: bool


def behind(actor: Actor) -> list[Behind]:
    """Rolls of this month and the last that nobody took, at the schools where the actor works.

    Whoever sees every school is told the day's counts only: the days behind are the school's.
    """
    if allowed(actor, Deed.SEE_UNTAKEN).everywhere:
        return []
    seen = Classroom.objects.visible_to(actor, Deed.SEE_UNTAKEN)
    schools = School.objects.filter(pk__in=seen.values("school")).order_by("name", "pk")
    month = today().replace(day=1)
    before = (month - ONE_DAY).replace(day=1)
    found: dict[Classroom, list[date]] = {}
    for school in schools:
        for first, last in ((before, month - ONE_DAY), (month, today() - ONE_DAY)):
            for classroom, day in missing_rolls(school, first, last) if first <= last else ():
                found.setdefault(classroom, []).append(day)
    mine = set(seen.filter(pk__in=[c.pk for c in found]).values_list("pk", flat=True))
    return [
        Behind(
            classroom,
            tuple(sorted(days, reverse=True)),
            not classroom.school.takes_roll_here,
        )
        for classroom, days in found.items()
        if classroom.pk in mine
    ]


def _spans(
    classes: Collection[Classroom], first: date, last: date
) -> dict[UUID, set[tuple[date, date]]]:
    """When somebody was at home in a class, first and last day."""
    rows = Enrolment.objects.home().between(first, last).filter(classroom__in=classes)
    found: dict[UUID, set[tuple[date, date]]] = {}
    for classroom, begin, end in rows.values_list("classroom_id", "begin", "end"):
        found.setdefault(classroom, set()).add((begin, end - ONE_DAY if end else last))
    return found


@dataclass(frozen=True, slots=True)
class MissingPupil:
    """A pupil not here and without word from home: the safety task of office and managers."""

    mark: Mark
    since: datetime
    due: datetime

    @property
    def overdue(self) -> bool:
        """Is the time over within which the pupil must be found?"""
        return now() > self.due


def missing_now(actor: Actor) -> list[MissingPupil]:
    """Pupils missing and not yet found, longest first, in classes whose roll the actor may take.

    What people entered stays until someone ends it; what a file said counts for today only.
    """
    classes = Classroom.objects.visible_to(actor, Deed.TAKE_ROLL)
    marks = (
        Mark.objects.filter(Q(origin=Origin.SCREEN) | Q(day=today()), kind=Kind.MISSING)
        .filter(municipality=actor.municipality, classroom__in=classes, day__lte=today())
        .select_related("pupil", "classroom__school")
        .order_by("entered_at", "pk")
    )
    minutes = int(setting(actor.municipality.packs, "missing-minutes", today()))
    allowed = timedelta(minutes=minutes)
    return [MissingPupil(mark, mark.entered_at, mark.entered_at + allowed) for mark in marks]
