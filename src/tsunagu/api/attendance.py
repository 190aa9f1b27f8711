"""Attendance sent by a connected system: the same import as that of a file."""

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.api.problems import faults_of
from tsunagu.api.shapes import Attendance, Row, Run
from tsunagu.attendance.imports import import_attendance
from tsunagu.attendance.imports.reading import COLUMNS
from tsunagu.intake.faults import Fault, Faults, InputFault
from tsunagu.intake.table import table_of
from tsunagu.school.models import School

FILE = "API"
"""What stands in the list of imports in place of a file's name."""
YES = {True: "1", False: "0", None: ""}


def send(actor: Actor, sent: Attendance, *, dry_run: bool) -> Run:
    """Take in the rows. Raises `Unfit` with everything that is wrong, and `Busy`."""
    rows = [_cells(row) for row in sent.rows]
    with faults_of(COLUMNS):
        result = import_attendance(
            path=table_of(rows, FILE, COLUMNS, Faults()),
            first=sent.first,
            last=sent.last,
            schools=_schools(actor, sent.schools),
            taken=sent.taken,
            dry_run=dry_run,
            by=actor,
            deed=Deed.SEND_ATTENDANCE,
            wait=False,
        )
    return Run.of(result)


def _cells(row: Row) -> dict[str, str]:
    """A row as it would stand in a file."""
    told = row.model_dump()
    return {name: YES[told[name]] if name in FLAGS else told[name] for name in told}


FLAGS = ("late", "left_early")


def _schools(actor: Actor, named: list[str]) -> list[str]:
    """The schools meant, by the roster's id; another's is no more known than one made up."""
    keys = [str(key) for key in allowed(actor, Deed.SEND_ATTENDANCE).schools]
    own = {
        code: school
        for school in School.objects.filter(pk__in=keys).order_by("pk")
        for code in (school.code, school.sourced_id)
        if code
    }
    strangers = [name for name in named if name not in own]
    if strangers:
        raise InputFault(
            Fault("--school", 0, 0, f"「{name}」という学校はありません") for name in strangers
        )
    return named or sorted({school.sourced_id or school.code for school in own.values()})
