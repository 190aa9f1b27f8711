"""The same week gives the same responses, whether entered on screen or loaded from files."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import make_city, make_class, make_person, make_pupil, make_school
from tests.web.school_life import browser_of
from tsunagu.attendance.models import Mark
from tsunagu.cli.main import main
from tsunagu.clock import freeze, now
from tsunagu.school.enums import RegisterMode
from tsunagu.school.models import Classroom

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]
HEAD = "日付,児童生徒ID,出欠,遅刻,備考\n"
DAYS = [date(2026, 5, day) for day in (18, 19, 20, 21)]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = DAYS
SIDES = ("screen", "files")


@pytest.fixture
def classes() -> dict[str, Classroom]:
    """Two classes alike in two cities: one takes its roll here, the other's comes in files."""
    found = {}
    with freeze(MONDAY):
        for side in SIDES:
            mode = RegisterMode.HERE if side == "screen" else RegisterMode.ELSEWHERE
            school = make_school(make_city(code=side), register_mode=mode)
            found[side] = make_class(school, pupils=0)
            for number in (1, 2, 3):
                make_pupil(found[side], number=number, sourced_id=f"p{number}")
    return found


def on_screen(classroom: Classroom) -> None:
    """Monday, Tuesday and Wednesday absent; on Thursday everyone is there, and late on Wednesday.

    Each is posted as the teacher's browser posts it.
    """
    teacher = browser_of(make_person(classroom))
    pupil = classroom.enrolments.get(number=1).pupil_id
    for day in DAYS:
        absent = {} if day == THURSDAY else {f"kind-{pupil}": "absent"}
        with freeze(day):
            roll = reverse("roll", args=[classroom.pk, day])
            assert teacher.post(roll, {"seen": "0", **absent}).status_code == 302
    corrected = {f"kind-{pupil}": "present", f"late-{pupil}": "on", "why": "10時に登校していた"}
    with freeze(THURSDAY):
        door = reverse("roll-correct", args=[classroom.pk, WEDNESDAY, pupil])
        assert teacher.post(door, corrected).status_code == 302


def from_files(classroom: Classroom, folder: Path) -> None:
    """The same days, a file a morning; the correction is a later file of Wednesday alone."""
    absent = "{:%Y-%m-%d},p1,欠席,,\n"
    files = [(day, absent.format(day)) for day in (MONDAY, TUESDAY, WEDNESDAY)]
    files += [(THURSDAY, ""), (THURSDAY, "2026-05-20,p1,出席,○,10時に登校していた\n")]
    for number, (today, rows) in enumerate(files):
        path = folder / f"{number}.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        with freeze(today):
            os.utime(path, (now().timestamp(), now().timestamp()))
            where = ["--municipality", classroom.municipality.code]
            assert main(["watch", str(folder), "--once", *where]) == 0


def responses(side: str, capsys: Out) -> list[dict[str, Any]]:
    """What follows as of Thursday, with what was withdrawn, but for keys."""
    capsys.readouterr()
    with freeze(THURSDAY):
        call = ["responses", "--school-year", "2026", "--all", "--format", "jsonl"]
        assert main([*call, "--municipality", side]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [{name: line[name] for name in line if name != "task"} for line in lines]


def test_the_same_week_loaded_from_files_gives_the_same_responses(
    classes: dict[str, Classroom], tmp_path: Path, capsys: Out
) -> None:
    on_screen(classes["screen"])
    from_files(classes["files"], tmp_path)
    screen, files = (responses(side, capsys) for side in SIDES)
    assert {line.pop("owner") for line in screen + files}
    assert files == screen
    told = {(line["date"], line["rule"], line["status"]) for line in files}
    assert told == {
        ("2026-05-18", "first-day-call", "open"),
        ("2026-05-19", "second-day-visit", "open"),
        ("2026-05-20", "principal-run-3", "withdrawn"),
        ("2026-05-20", "share-run-3", "withdrawn"),
    }
    marks = Mark.objects.order_by("day", "classroom").values_list("day", "kind", "late")
    assert len(marks) == 6
    assert {late for day, _, late in marks if day == WEDNESDAY} == {True}
