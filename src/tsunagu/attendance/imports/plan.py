"""What a school's rolls and marks would be, by the files that speak for its days.

The files' word is kept as `FileMark`; effective marks and rolls are derived from the newest run
that speaks for a day, so that a later file replaces an earlier one and an undo brings it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from tsunagu.attendance.enums import Kind, Origin
from tsunagu.attendance.imports.checking import FileRow
from tsunagu.attendance.models import Correction, Mark, MonthClose, RollCall
from tsunagu.clock import SchoolYear
from tsunagu.school.models import Classroom, Enrolment, School
from tsunagu.school.queries import class_calendars

ONE_DAY = timedelta(days=1)
FACTS = ("kind", "late", "left_early", "place", "reason", "note")
Facts = tuple[str, bool, bool, str, str, str]
PRESENT: Facts = (Kind.PRESENT.value, False, False, "", "", "")


@dataclass(frozen=True, slots=True)
class Speech:
    """A run that speaks for days of a school: until when it takes rolls, and which."""

    run: UUID
    until: date
    takes_all: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """People say otherwise than the file; what they entered stands, in `classroom`."""

    classroom: UUID
    pupil: UUID
    day: date
    stands: Facts
    said: Facts
    line: int


@dataclass
class Plan:
    """What to write for one school; all of it derived, so that doing it twice changes nothing."""

    school: School
    rolls: list[tuple[UUID, date, UUID]] = field(default_factory=list)
    rolls_gone: list[UUID] = field(default_factory=list)
    marks: list[tuple[FileRow, UUID]] = field(default_factory=list)
    marks_gone: list[UUID] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many rows it writes or deletes."""
        written = len(self.rolls) + len(self.marks)
        return written + len(self.rolls_gone) + len(self.marks_gone)


@dataclass
class OnRecord:
    """What stands in a school's period: by screen, which no file changes, and by file."""

    marks: dict[tuple[UUID, date], Mark]
    screen_rolls: set[tuple[UUID, date]]
    file_rolls: dict[tuple[UUID, date], UUID]
    corrected: set[tuple[UUID, date]]
    closed_months: set[date]

    def stands(self, pupil: UUID, classroom: UUID, day: date) -> bool:
        """Have people entered this day, or closed its month, so that no file changes it?"""
        mark = self.marks.get((pupil, day))
        return (
            (classroom, day) in self.screen_rolls
            or (mark is not None and mark.origin == Origin.SCREEN)
            or (pupil, day) in self.corrected
            or day.replace(day=1) in self.closed_months
        )


def plan_school(school: School, speeches: Mapping[date, Speech], rows: Iterable[FileRow]) -> Plan:
    """What the files that speak for these days of a school make of its rolls and marks."""
    plan = Plan(school)
    if not speeches:
        return plan
    first, last = min(speeches), max(speeches)
    classes = {c.pk: c for c in school.classrooms.all()}
    on_record = _on_record(school, classes, first, last)
    said = {(row.pupil, row.day): row for row in rows}
    _plan_marks(plan, speeches, said, on_record, classes)
    listed = {(row.classroom, row.day) for row in said.values()}
    taken = _rolls_wanted(classes, speeches, listed, first, last)
    _plan_rolls(plan, speeches, taken, on_record)
    _compare(plan, said, on_record, taken)
    return plan


def _on_record(
    school: School, classes: Mapping[UUID, Classroom], first: date, last: date
) -> OnRecord:
    period = (first, last)
    pupils = Enrolment.objects.home().between(first, last).filter(classroom__in=classes)
    of_school = Mark.objects.filter(day__range=period, pupil__in=pupils.values("pupil_id"))
    rolls = RollCall.objects.filter(school=school, day__range=period)
    screen, file = set(), {}
    for pk, classroom, day, origin in rolls.values_list("pk", "classroom_id", "day", "origin"):
        if origin == Origin.SCREEN:
            screen.add((classroom, day))
        else:
            file[classroom, day] = pk
    corrections = Correction.objects.filter(day__range=period, pupil__in=pupils.values("pupil_id"))
    months = MonthClose.objects.filter(school=school, month__lte=last)
    return OnRecord(
        {(m.pupil_id, m.day): m for m in of_school},
        screen,
        file,
        set(corrections.values_list("pupil_id", "day")),
        set(months.values_list("month", flat=True)),
    )


def facts_of(thing: Mark | FileRow) -> Facts:
    """What a mark or a row says, to compare."""
    return (
        thing.kind,
        thing.late,
        thing.left_early,
        thing.place,
        thing.reason,
        thing.note,
    )


def _plan_marks(
    plan: Plan,
    speeches: Mapping[date, Speech],
    said: Mapping[tuple[UUID, date], FileRow],
    on_record: OnRecord,
    classes: Mapping[UUID, Classroom],
) -> None:
    for key, row in said.items():
        if row.is_simply_present or on_record.stands(row.pupil, row.classroom, row.day):
            continue
        mark = on_record.marks.get(key)
        if mark is None or facts_of(mark) != facts_of(row) or mark.classroom_id != row.classroom:
            plan.marks.append((row, speeches[row.day].run))
    for key, mark in on_record.marks.items():
        row_said = said.get(key)
        told = row_said is not None and not row_said.is_simply_present
        here = mark.classroom_id in classes and mark.day in speeches
        stands = on_record.stands(mark.pupil_id, mark.classroom_id, mark.day)
        if here and not told and not stands:
            plan.marks_gone.append(mark.pk)


def _rolls_wanted(
    classes: Mapping[UUID, Classroom],
    speeches: Mapping[date, Speech],
    listed: set[tuple[UUID, date]],
    first: date,
    last: date,
) -> set[tuple[UUID, date]]:
    """The classes and days that the files take as taken: class days with somebody in the class."""
    calendars = class_calendars(list(classes.values()), first, last)
    spans: dict[UUID, set[tuple[date, date]]] = defaultdict(set)
    homes = Enrolment.objects.home().between(first, last).filter(classroom__in=classes)
    for key, begin, end in homes.values_list("classroom_id", "begin", "end"):
        spans[key].add((begin, end - ONE_DAY if end else date.max))
    wanted = set()
    for key, classroom in classes.items():
        year = SchoolYear(classroom.school_year)
        calendar = calendars[key]
        for day in calendar.days:
            speech = speeches.get(day)
            if speech is None or day > speech.until or day in calendar.closed or day not in year:
                continue
            if not speech.takes_all and (key, day) not in listed:
                continue
            if any(begin <= day <= end for begin, end in spans[key]):
                wanted.add((key, day))
    return wanted


def _plan_rolls(
    plan: Plan,
    speeches: Mapping[date, Speech],
    wanted: set[tuple[UUID, date]],
    on_record: OnRecord,
) -> None:
    for classroom, day in sorted(wanted - on_record.screen_rolls - on_record.file_rolls.keys()):
        if day.replace(day=1) not in on_record.closed_months:
            plan.rolls.append((classroom, day, speeches[day].run))
    for (classroom, day), key in on_record.file_rolls.items():
        closed = day.replace(day=1) in on_record.closed_months
        if day in speeches and (classroom, day) not in wanted and not closed:
            plan.rolls_gone.append(key)


def _compare(
    plan: Plan,
    said: Mapping[tuple[UUID, date], FileRow],
    on_record: OnRecord,
    taken: set[tuple[UUID, date]],
) -> None:
    """List what people entered otherwise than the file, where the file speaks of the day."""
    for key, row in said.items():
        if on_record.stands(row.pupil, row.classroom, row.day):
            mark = on_record.marks.get(key)
            room, stands = (mark.classroom_id, facts_of(mark)) if mark else (row.classroom, PRESENT)
            _differ(plan, Difference(room, *key, stands, facts_of(row), row.line))
    for key, mark in on_record.marks.items():
        place = (mark.classroom_id, mark.day)
        if key not in said and place in taken and on_record.stands(mark.pupil_id, *place):
            _differ(plan, Difference(mark.classroom_id, *key, facts_of(mark), PRESENT, 0))


def _differ(plan: Plan, one: Difference) -> None:
    """Note a difference; words in a note alone are none."""
    if one.stands[:-1] != one.said[:-1]:
        plan.differences.append(one)
