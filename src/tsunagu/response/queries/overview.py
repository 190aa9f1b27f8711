"""Counts by class and by school, each of which leads back to the pupils it counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from operator import add, attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.attendance.queries import ClassDays, Held, held
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.prepared import rows_of, whole
from tsunagu.response.changes import state_of
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Task, TaskQuerySet
from tsunagu.response.queries.kept import Kept
from tsunagu.response.queries.runs import days_of_runs, running
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, ClassroomQuerySet, Enrolment, Pupil, School


class What(StrEnum):
    """What is counted; each has its list of pupils or tasks."""

    ENROLLED = "enrolled"
    ABSENT = "absent"
    MISSING = "missing"
    RUN_3 = "run_3"
    RUN_7 = "run_7"
    SHARED = "shared"
    SHEET = "sheet"
    LONG = "long"
    OPEN = "open"
    OVERDUE = "overdue"


RUNS = {What.RUN_3: 3, What.RUN_7: 7}
"""Pupils who now are in a run of so many days, the days of the nation's reports."""

TASKS = frozenset({What.OPEN, What.OVERDUE})
"""Counted are tasks, not pupils."""

REASON_KINDS = {
    What.SHARED: TaskKind.SHARE,
    What.SHEET: TaskKind.SHEET,
    What.LONG: TaskKind.CLASSIFY,
}
"""Pupils for whom a response of this kind has been due this school year."""

WHAT_OF_KIND = {kind: what for what, kind in REASON_KINDS.items()}
ABSENT_KINDS = [Kind.ABSENT, Kind.MISSING]

Classes = Collection[UUID] | QuerySet[Any, Any]
"""Keys of classes, or the query for them."""


@dataclass(frozen=True)
class Tally:
    """The counts of a class, or their sums for a school or a city."""

    enrolled: int = 0
    absent: int = 0
    missing: int = 0
    run_3: int = 0
    run_7: int = 0
    shared: int = 0
    sheet: int = 0
    long: int = 0
    open: int = 0
    overdue: int = 0
    classes: int = 0
    held: int = 0
    not_taken: int = 0
    untaken_days: int = 0

    @property
    def taken(self) -> int:
        """Classes with school that day whose roll is taken."""
        return self.held - self.not_taken

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(add, _counted(self), _counted(other)))


_KEPT: Kept[Tally] = Kept(most=16)
"""Of the days asked for last, what was counted of each school of a city."""

_counted = attrgetter(*(field.name for field in fields(Tally)))
"""The counts of a tally in their order."""


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
    rooms = _rooms(actor, on).filter(school=school).order_by("grades", "name")
    month = on.replace(day=1)
    days = days_of_runs(rooms, on, month)
    home = {one.room.pk: one.room.pk for one in days.classes}
    counts = _counts(rooms, days, on, place="classroom", home=home)
    every = {one.room.pk: one for one in held(rooms, days, month, on)}
    classes = [room for room in whole(rooms) if room.pk in every]
    return [ClassTally(room, counts[room.pk] + _days(every[room.pk])) for room in classes]


def counts_by_school(actor: Actor, on: date) -> list[SchoolTally]:
    """Sums for each school that the actor may oversee; a constant number of queries.

    To who oversees all of them, a school in which nothing has changed is not counted anew.
    """
    rooms, city = _rooms(actor, on), actor.municipality
    state = state_of(city)
    schools = whole(
        School.objects.filter(pk__in=rooms.values("school")).order_by("stage", "name", "pk")
    )
    if allowed(actor, Deed.SEE_SCHOOL).everywhere:
        key = (city.pk, *city.packs, state.imports, on, today())
        states = {school.pk: state.sums.get(school.pk, 0) for school in schools}
        tallies = _KEPT.get(key, states, lambda some: _of_schools(rooms, some, on))
    else:
        tallies = _of_schools(rooms, {school.pk for school in schools}, on)
    return [SchoolTally(school, tallies[school.pk]) for school in schools]


def count_beforehand() -> None:
    """Count the schools of every city as of today, so that nobody waits for it in this process."""
    for city in Municipality.objects.all():
        counts_by_school(system_actor(city, "start"), today())


def _of_schools(rooms: ClassroomQuerySet, schools: Collection[UUID], on: date) -> dict[UUID, Tally]:
    """The counts of some schools' classes, counted now."""
    rooms, month = rooms.filter(school__in=schools), on.replace(day=1)
    days = days_of_runs(rooms, on, month)
    home = {one.room.pk: one.room.school_id for one in days.classes}
    counts = _counts(rooms, days, on, place="school", home=home)
    every: dict[UUID, list[Held]] = defaultdict(list)
    for one in held(rooms, days, month, on):
        every[one.room.school_id].append(one)
    return {school: counts[school] + _days(*every[school]) for school in schools}


def total(tallies: Iterable[ClassTally | SchoolTally]) -> Tally:
    """The sum of a list of counts."""
    return sum((one.tally for one in tallies), Tally())


def _rooms(actor: Actor, on: date) -> ClassroomQuerySet:
    """The classes of the school year that the actor may oversee, in no order."""
    year = school_year_of(on).year
    return Classroom.objects.visible_to(actor, Deed.SEE_SCHOOL).filter(school_year=year).order_by()


def _counts(
    rooms: ClassroomQuerySet,
    days: ClassDays,
    on: date,
    *,
    place: str,
    home: Mapping[UUID, UUID],
) -> Mapping[UUID, Tally]:
    """Pupils away and tasks of some classes by `place`, class or school; as many queries for any.

    `home` names the place of each class; a class made since then is not counted.
    """
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in running(days, on, least=min(RUNS.values())):
        for what, least in RUNS.items():
            found[home[one.classroom]][what.value] += one.run >= least
    the_day = days.mask(on, on)
    taken = {one.room.pk for one in days.classes if one.rolls & the_day}
    for room, kind, pupils in _away(rooms, on):
        if room in home:
            row = found[home[room]]
            row[What.MISSING.value] += pupils if kind == Kind.MISSING else 0
            row[What.ABSENT.value] += pupils if room in taken else 0
    tasks = Task.objects.filter(school__in=rooms.order_by().values("school").distinct())
    for _, room, owed, overdue in _owed_by_class(tasks):
        if room in home:
            found[home[room]][What.OPEN.value] += owed
            found[home[room]][What.OVERDUE.value] += overdue
    for kind, key, pupils in _due(tasks, rooms, on, place):
        found[key][WHAT_OF_KIND[TaskKind(kind)].value] = pupils
    return defaultdict(Tally, {key: Tally(**counts) for key, counts in found.items()})


def _away(rooms: ClassroomQuerySet, on: date) -> Sequence[tuple[UUID, str, int]]:
    """Pupils absent and missing on a day by class and kind, whether the roll is taken or not."""
    keys = rooms.order_by().values("pk")
    marks = Mark.objects.filter(classroom__in=keys, day=on, kind__in=ABSENT_KINDS)
    return rows_of(marks.values_list("classroom", "kind").annotate(n=Count("*")))


def _owed_by_class(tasks: TaskQuerySet) -> Sequence[tuple[UUID, UUID, int, int]]:
    """By school and class the tasks that are owed, and how many of them are overdue."""
    late = Count("due", filter=Q(due__lt=today()))
    # An index finds a school's, so that the class alone must not be what they are grouped by.
    by_class = _owed(tasks).values_list("school", "classroom")
    return rows_of(by_class.annotate(n=Count("*"), late=late))


def _due(
    tasks: TaskQuerySet, rooms: ClassroomQuerySet, on: date, place: str
) -> Sequence[tuple[str, UUID, int]]:
    """By kind and place the pupils for whom a response has been due this school year."""
    due = tasks.held(WHAT_OF_KIND, school_year_of(on).first, on)
    # Asked for last, since to look a task's class up among a city's takes longest.
    theirs = due.filter(classroom__in=rooms.order_by().values("pk"))
    pupils = Count("pupil", distinct=True)
    return rows_of(theirs.values_list("kind", place).annotate(n=pupils))


def _days(*classes: Held) -> Tally:
    """Pupils, class days of the month until a day, and those without a roll, of some classes."""
    return Tally(
        enrolled=sum(one.enrolled for one in classes),
        classes=len(classes),
        held=sum(one.held for one in classes),
        not_taken=sum(one.not_taken for one in classes),
        untaken_days=sum(one.before for one in classes),
    )


def _rows(what: What, classes: Classes, on: date) -> QuerySet[Any]:
    """What is counted, as rows that have a `classroom` and a `pupil`.

    What is owed is owed today, whatever the day: what was owed then is not kept.
    """
    if what == What.ENROLLED:
        home = Enrolment.objects.on(on).filter(kind=EnrolmentKind.HOME)
        return home.filter(classroom__in=classes)
    if what in RUNS:
        rooms = Classroom.objects.filter(pk__in=classes, school_year=school_year_of(on).year)
        runs = running(days_of_runs(rooms, on), on, least=RUNS[what])
        pupils = [one.pupil for one in runs]
        return Enrolment.objects.home().on(on).filter(classroom__in=classes, pupil__in=pupils)
    if what in {What.ABSENT, What.MISSING}:
        return _marks(what, classes, on)
    tasks = Task.objects.filter(classroom__in=classes)
    if what == What.OPEN:
        return _owed(tasks)
    if what == What.OVERDUE:
        return _owed(tasks).filter(due__lt=today())
    return tasks.held([REASON_KINDS[what]], school_year_of(on).first, on)


def _owed(tasks: TaskQuerySet) -> TaskQuerySet:
    """Work that is owed and may be counted: protection is for managers alone."""
    return tasks.owed().exclude(kind=TaskKind.PROTECTION)


def _marks(what: What, classes: Classes, on: date) -> QuerySet[Mark]:
    """Who is missing, or absent. Where the roll is not taken nobody is absent yet."""
    marks = Mark.objects.filter(classroom__in=classes, day=on)
    if what == What.MISSING:
        return marks.filter(kind=Kind.MISSING)
    taken = RollCall.objects.filter(classroom__in=classes, day=on).values("classroom")
    return marks.filter(kind__in=ABSENT_KINDS, classroom__in=taken)


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
