"""Counts by class and by school, each of which leads back to the pupils it counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import school_year_of, today
from tsunagu.response.enums import Status, TaskKind
from tsunagu.response.models import Task, TaskReason
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Enrolment, Pupil, School
from tsunagu.school.queries import class_calendars


class What(StrEnum):
    """What is counted; each has its list of pupils or tasks."""

    ENROLLED = "enrolled"
    ABSENT = "absent"
    MISSING = "missing"
    SHARED = "shared"
    SHEET = "sheet"
    LONG = "long"
    OPEN = "open"
    OVERDUE = "overdue"


TASKS = frozenset({What.OPEN, What.OVERDUE})
"""Counted are tasks, not pupils."""

REASON_KINDS = {
    What.SHARED: TaskKind.SHARE,
    What.SHEET: TaskKind.SHEET,
    What.LONG: TaskKind.CLASSIFY,
}
"""Pupils for whom a response of this kind has been due this school year."""


@dataclass(frozen=True)
class Tally:
    """The counts of a class, or their sums for a school or a city."""

    enrolled: int = 0
    absent: int = 0
    missing: int = 0
    shared: int = 0
    sheet: int = 0
    long: int = 0
    open: int = 0
    overdue: int = 0
    classes: int = 0
    held: int = 0
    not_taken: int = 0
    untaken_days: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class ClassTally:
    """A class with its counts. `held` is 1 on a class day, `not_taken` without its roll."""

    classroom: Classroom
    tally: Tally


@dataclass(frozen=True)
class SchoolTally:
    """A school with the sums of its classes."""

    school: School
    tally: Tally


def counts_by_class(actor: Actor, school: School, on: date) -> list[ClassTally]:
    """Counts of each class of a school that the actor may oversee; as many queries for any."""
    rooms = Classroom.objects.visible_to(actor, Deed.SEE_SCHOOL).filter(
        school=school, school_year=school_year_of(on).year
    )
    return _tallies(list(rooms.order_by("grades", "name")), on)


def counts_by_school(actor: Actor, on: date) -> list[SchoolTally]:
    """Sums for each school that the actor may oversee; a constant number of queries."""
    rooms = Classroom.objects.visible_to(actor, Deed.SEE_SCHOOL).filter(
        school_year=school_year_of(on).year
    )
    sums: dict[UUID, Tally] = defaultdict(Tally)
    for one in _tallies(list(rooms), on):
        sums[one.classroom.school_id] += one.tally
    schools = School.objects.filter(pk__in=sums).order_by("stage", "name")
    return [SchoolTally(school, sums[school.pk]) for school in schools]


def total(tallies: Iterable[ClassTally | SchoolTally]) -> Tally:
    """The sum of a list of counts."""
    return sum((one.tally for one in tallies), Tally())


def _tallies(rooms: Sequence[Classroom], on: date) -> list[ClassTally]:
    keys = [room.pk for room in rooms]
    counts = {what: _by_class(_rows(what, keys, on), tasks=what in TASKS) for what in What}
    class_days = class_calendars(rooms, on.replace(day=1), on)
    rolls: dict[UUID, set[date]] = defaultdict(set)
    taken = RollCall.objects.filter(classroom__in=keys, day__range=(on.replace(day=1), on))
    for classroom, day in taken.values_list("classroom", "day"):
        rolls[classroom].add(day)
    found = []
    for room in rooms:
        held = class_days[room.pk].day_set - class_days[room.pk].closed
        missing = held - rolls[room.pk]
        tally = Tally(
            **{what.value: counts[what].get(room.pk, 0) for what in What},
            classes=1,
            held=int(on in held),
            not_taken=int(on in missing),
            untaken_days=len(missing - {on}),
        )
        found.append(ClassTally(room, tally))
    return found


def _rows(what: What, classes: Collection[UUID], on: date) -> QuerySet[Any]:
    """What is counted, as rows that have a `classroom` and a `pupil`.

    Open tasks are those of today, whatever the day: which were open then is not kept.
    """
    if what == What.ENROLLED:
        home = Enrolment.objects.on(on).filter(kind=EnrolmentKind.HOME)
        return home.filter(classroom__in=classes)
    if what in {What.ABSENT, What.MISSING}:
        kinds = [Kind.ABSENT, Kind.MISSING] if what == What.ABSENT else [Kind.MISSING]
        return Mark.objects.filter(classroom__in=classes, day=on, kind__in=kinds)
    tasks = Task.objects.filter(classroom__in=classes).exclude(kind=TaskKind.PROTECTION)
    if what == What.OPEN:
        return tasks.filter(status=Status.OPEN)
    if what == What.OVERDUE:
        return tasks.filter(status=Status.OPEN, due__lt=today())
    reasons = TaskReason.objects.filter(
        withdrawn=False, school_year=school_year_of(on).year, day__lte=on
    )
    live = reasons.filter(task__kind=REASON_KINDS[what]).values("task")
    return tasks.filter(pk__in=live)


def _by_class(rows: QuerySet[Any], *, tasks: bool) -> Mapping[UUID, int]:
    """How many pupils each class has among the rows; of open tasks how many there are."""
    counted = "pk" if tasks else "pupil"
    grouped = rows.order_by().values("classroom").annotate(n=Count(counted, distinct=True))
    return {row["classroom"]: row["n"] for row in grouped}


def pupils_counted(
    actor: Actor, what: What, classes: Collection[UUID], on: date
) -> QuerySet[Pupil]:
    """The pupils behind a number, as far as the actor may see pupils."""
    visible = Pupil.objects.visible_to(actor, Deed.SEE_PUPIL, on=on)
    return visible.filter(pk__in=_rows(what, classes, on).values("pupil"))


def tasks_counted(
    what: What, classes: Collection[UUID], on: date, pupils: QuerySet[Pupil]
) -> Mapping[UUID, list[Task]]:
    """The pupils' tasks behind a number of tasks, first due first; none for other numbers."""
    found: dict[UUID, list[Task]] = defaultdict(list)
    if what in TASKS:
        theirs = _rows(what, classes, on).filter(pupil__in=pupils.order_by().values("pk"))
        for task in theirs.order_by("due", "day", "pk"):
            found[task.pupil_id].append(task)
    return found
