"""Makes what files say effective, school by school, and takes up what a kill left half done."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.attendance.enums import Credit, Origin
from tsunagu.attendance.imports.bulk import delete, insert
from tsunagu.attendance.imports.checking import FileRow
from tsunagu.attendance.imports.plan import FACTS, Plan, Speech, plan_school
from tsunagu.attendance.models import FileMark, Mark, RollCall
from tsunagu.attendance.signals import days_changed
from tsunagu.clock import now, school_year_of
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.intake.progress import Phase, counted
from tsunagu.org.models import Municipality
from tsunagu.school.locks import hold_classes
from tsunagu.school.models import School

FILE_FIELDS = ("municipality", "run", "school", "classroom", "pupil", "day", *FACTS)
MARK_FIELDS = (
    "municipality",
    "pupil",
    "classroom",
    "day",
    *FACTS,
    "late_agreed",
    "ground",
    "place_set",
    "credit",
    "origin",
    "run",
    "entered_at",
)
_facts = attrgetter(*FACTS)
ROLL_FIELDS = (
    "municipality",
    "school",
    "classroom",
    "day",
    "taken_at",
    "origin",
    "run",
    "version",
    "why",
)


def store_rows(run: ImportRun, school: UUID, rows: Iterable[FileRow]) -> int:
    """Keep what a file says of a school's pupils; how many rows."""
    head = (run.municipality_id, run.pk, school)
    return insert(
        FileMark,
        FILE_FIELDS,
        (
            (
                *head,
                row.classroom,
                row.pupil,
                row.day,
                *_facts(row),
            )
            for row in rows
        ),
    )


def stored_rows(run: UUID, school: UUID, days: Collection[date]) -> Iterator[FileRow]:
    """What a run's file said of a school's pupils on these days."""
    rows = FileMark.objects.filter(run=run, school=school, day__range=(min(days), max(days)))
    wanted = frozenset(days)
    for values in rows.values_list("pupil_id", "classroom_id", "day", *FACTS):
        if values[2] in wanted:
            yield FileRow(*values)


def speech_of(run: UUID, options: Mapping[str, Any]) -> dict[date, Speech]:
    """The days that a run speaks for, by its options."""
    speech = Speech(run, date.fromisoformat(options["until"]), options["taken"] == "all")
    first, last = (date.fromisoformat(options[name]) for name in ("from", "to"))
    days = range(first.toordinal(), last.toordinal() + 1)
    return {date.fromordinal(day): speech for day in days}


def speeches_for(
    school: UUID, municipality: Municipality, days: Collection[date]
) -> dict[date, Speech]:
    """Which run speaks for each of these days of a school: the newest active one."""
    runs = ImportRun.objects.filter(
        municipality=municipality,
        kind=RunKind.ATTENDANCE,
        state__in=[RunState.ACTIVE, RunState.SWAPPING],
    ).order_by("number")
    found: dict[date, Speech] = {}
    for key, options in runs.values_list("pk", "options"):
        if str(school) in options["schools"]:
            found |= speech_of(key, options)
    return {day: found.get(day, SILENCE) for day in days}


SILENCE = Speech(UUID(int=0), date.min, takes_all=False)
"""No file speaks of the day: nothing is said and no roll is taken."""


def write_plan(plan: Plan) -> None:
    """Write one school's plan and tell the rooms above, inside the caller's transaction."""
    if not plan.size:
        return
    school = plan.school
    at = now()
    city = school.municipality_id
    delete(RollCall, plan.rolls_gone)
    delete(Mark, plan.marks_gone)
    rolls = ((city, school.pk, c, day, at, Origin.FILE, run, 1, "") for c, day, run in plan.rolls)
    insert(RollCall, ROLL_FIELDS, rolls)
    insert(
        Mark,
        MARK_FIELDS,
        (
            (
                city,
                row.pupil,
                row.classroom,
                row.day,
                *_facts(row),
                False,
                "",
                False,
                Credit.UNDECIDED,
                Origin.FILE,
                run,
                at,
            )
            for row, run in plan.marks
        ),
        unique=("pupil", "day"),
        keep=("credit",),
    )


def tell_years(plan: Plan, days: Collection[date]) -> None:
    """Tell the rooms above, for each school year, that a school's days changed."""
    for year in sorted({school_year_of(min(days)).year, school_year_of(max(days)).year}):
        days_changed.send(
            sender=Mark,
            municipality=plan.school.municipality,
            schools=frozenset({plan.school.pk}),
            school_year=year,
        )


def swap_school(run: ImportRun, school: School, rows: Iterable[FileRow] | None = None) -> Plan:
    """Make what a run says of a school effective, in a transaction of its own or the caller's."""
    speeches = speech_of(run.pk, run.options)
    if rows is None:
        rows = stored_rows(run.pk, school.pk, speeches.keys())
    with transaction.atomic():
        hold_classes(school)
        plan = plan_school(school, speeches, rows)
        write_plan(plan)
        if plan.size:
            tell_years(plan, speeches.keys())
    return plan


def derive_again(run: ImportRun) -> None:
    """After a run was taken back: let the earlier files speak for its days again."""
    days = speech_of(run.pk, run.options).keys()
    for school in counted(schools_of(run), Phase.UNDO):
        with transaction.atomic():
            hold_classes(school)
            speeches = speeches_for(school.pk, run.municipality, days)
            rows = [
                row
                for speaker in {s.run for s in speeches.values()} - {SILENCE.run}
                for row in stored_rows(
                    speaker, school.pk, [d for d, s in speeches.items() if s.run == speaker]
                )
            ]
            plan = plan_school(school, speeches, rows)
            write_plan(plan)
            if plan.size:
                tell_years(plan, days)


def schools_of(run: ImportRun) -> list[School]:
    """The schools that a run speaks for, in the order of their keys."""
    schools = School.objects.filter(pk__in=run.options["schools"]).select_related("municipality")
    return sorted(schools, key=lambda school: school.pk)
