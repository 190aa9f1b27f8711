"""One home class a pupil and day, whatever rosters that follow one another say of a pupil."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.builders import enrol, make_class, make_pupil
from tests.roster_files import RosterFiles
from tsunagu.intake.models import ImportRun
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.school.signals import recorded_until

pytestmark = pytest.mark.django_db
FIRST, DAYS = date(2026, 5, 1), 25

Rows = list[tuple[str, str, int, int]]
"""Enrolment, class, first day and the day after the last one, in May."""


def homes_of() -> list[tuple[object, ...]]:
    """Every home on record."""
    return sorted(Enrolment.objects.home().values_list("begin", "end", "classroom"))


def taken_in(folder: Path, rows: Rows, *, effective: int, recorded: int = 0) -> None:
    """Import a roster with these enrolments of a pupil, whose days are on record until a day."""
    roster = RosterFiles()
    roster.school("S1")
    for name in ("C1", "C2"):
        roster.homeroom(name, school="S1", name=name)
    roster.homeroom("C3", school="S1", special=True)
    roster.pupil("K1", homeroom="C1", name="東雲 ひより")
    [row] = roster.rows["enrollments"]
    roster.rows["enrollments"] = [
        row
        | {"sourcedId": key, "classSourcedId": classroom}
        | {"beginDate": f"2026-05-{first:02}", "endDate": f"2026-05-{end:02}"}
        for key, classroom, first, end in rows
    ]

    def until(**_: object) -> dict[object, date]:
        return {p.pk: date(2026, 5, recorded) for p in Pupil.objects.all()} if recorded else {}

    recorded_until.connect(until)
    try:
        import_roster(path=roster.write(folder), effective=date(2026, 5, effective))
    finally:
        recorded_until.disconnect(until)


@pytest.mark.parametrize(
    ("before", "after", "effective", "recorded"),
    [
        (
            [("e1", "C1", 1, 11), ("e2", "C2", 11, 20)],
            [("e2", "C2", 1, 20)],
            5,
            8,
        ),
        (
            [("e2", "C1", 1, 9), ("e1", "C1", 9, 12), ("e3", "C2", 12, 17)],
            [("e3", "C2", 1, 4), ("e1", "C1", 4, 8), ("e2", "C2", 8, 19)],
            5,
            3,
        ),
        (
            [("e1", "C3", 5, 7), ("e3", "C3", 7, 10), ("e2", "C3", 10, 17)],
            [("e2", "C3", 3, 11)],
            11,
            14,
        ),
        (
            [("e3", "C2", 2, 7), ("e1", "C3", 7, 20)],
            [("e1", "C2", 2, 9), ("e2", "C2", 9, 15), ("e3", "C2", 15, 17)],
            17,
            0,
        ),
        ([("e1", "C1", 1, 20)], [("e2", "C2", 12, 20)], 5, 3),
    ],
)
def test_home_class_is_one_a_day_after_every_roster(
    tmp_path: Path, clock: date, before: Rows, after: Rows, effective: int, recorded: int
) -> None:
    taken_in(tmp_path / "before", before, effective=1)
    taken_in(tmp_path / "after", after, effective=effective, recorded=recorded)
    homes = Enrolment.objects.home()
    for day in (FIRST + timedelta(n) for n in range(DAYS)):
        assert homes.on(day).count() <= 1, day
    assert homes.on(date(2026, 5, 10)).exists()
    on_record = homes_of()
    taken_in(tmp_path / "after", after, effective=effective, recorded=recorded)
    assert homes_of() == on_record
    assert ImportRun.objects.count() == 2


def test_home_without_an_end_is_one_a_pupil(clock: date) -> None:
    room = make_class(pupils=0)
    other, pupil = make_class(room.school, pupils=0), make_pupil(room)
    enrol(pupil, other, kind=EnrolmentKind.EXCHANGE)
    enrol(pupil, other, end=clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol(pupil, other, begin=clock)
