"""A city of one school, whose register sends files."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_class, make_pupil
from tsunagu.access.actor import Actor, system_actor
from tsunagu.attendance.imports import import_attendance
from tsunagu.intake.faults import InputFault
from tsunagu.intake.models import ImportRun
from tsunagu.intake.result import Result
from tsunagu.school.models import Classroom

FIRST, LAST = date(2026, 5, 11), date(2026, 5, 29)
HEADER = "date,pupil,kind,late,left_early,place,reason,note"


class City:
    """Takes files in and keeps the answers short."""

    def __init__(self, folder: Path, classroom: Classroom) -> None:
        self.folder, self.classroom = folder, classroom
        self.by: Actor = system_actor(classroom.municipality, "import")

    def file(self, *rows: str, header: str = HEADER, name: str = "attendance.csv") -> Path:
        """A file of these rows."""
        path = self.folder / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    def take(self, *rows: str, **options: Any) -> Result:
        """Import rows for 11 to 29 May unless told otherwise."""
        header = options.pop("header", HEADER)
        return self.take_file(self.file(*rows, header=header), **options)

    def take_file(self, path: Path, **options: Any) -> Result:
        """Import a file for 11 to 29 May unless told otherwise."""
        given = {"first": FIRST, "last": LAST, "by": self.by} | options
        return import_attendance(path=path, **given)

    def run(self, result: Result) -> ImportRun:
        """The run of an import."""
        return ImportRun.objects.get(pk=result.run)

    def faults(self, *rows: str, **options: Any) -> Sequence[str]:
        """What is wrong with these rows."""
        with pytest.raises(InputFault) as found:
            self.take(*rows, **options)
        return [str(fault) for fault in found.value.faults]


@pytest.fixture
def city(db: None, clock: date, tmp_path: Path) -> City:
    """A class of three pupils p1, p2 and p3."""
    classroom = make_class(pupils=0)
    for number in (1, 2, 3):
        make_pupil(classroom, number=number, sourced_id=f"p{number}")
    return City(tmp_path, classroom)
