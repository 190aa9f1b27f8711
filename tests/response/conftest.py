"""A class in a week of May, and what a child's days in it lead to."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.builders import make_class, pupils_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import now
from tsunagu.packs.loader import load_pack, packs_folder
from tsunagu.response.limits import limits
from tsunagu.response.models import TaskReason
from tsunagu.response.reconcile import Counts, reconcile
from tsunagu.school.models import Classroom, Pupil

MONDAY = date(2026, 5, 18)
Line = tuple[int, str, str]


@dataclass
class Child:
    """A child of a class whose days are written straight into the register."""

    classroom: Classroom
    pupil: Pupil
    monday: date = MONDAY

    def days(self, text: str, first: date = MONDAY, since: date | None = None) -> Counts:
        """Write school days: 欠 absent, 病 ill, 出 present, 停 suspended, － untaken."""
        day = first
        for sign in text:
            while day.weekday() > 4:
                day += timedelta(days=1)
            self._write(day, sign)
            day += timedelta(days=1)
        return self.reconcile(since)

    def _write(self, day: date, sign: str) -> None:
        room = self.classroom
        Mark.objects.filter(pupil=self.pupil, day=day).delete()
        if sign == "－":
            return
        RollCall.objects.get_or_create(
            classroom=room,
            day=day,
            defaults={
                "municipality": room.municipality,
                "school": room.school,
                "taken_at": now(),
            },
        )
        if sign != "出":
            Mark.objects.create(
                municipality=room.municipality,
                pupil=self.pupil,
                classroom=room,
                day=day,
                kind="suspended" if sign == "停" else "absent",
                reason="illness" if sign == "病" else "",
                entered_at=now(),
            )

    def reconcile(self, since: date | None = None) -> Counts:
        """Let the tasks follow from the days."""
        return reconcile(
            municipality=self.classroom.municipality,
            pupils=[self.pupil.pk],
            school_year=self.classroom.school_year,
            since=since,
        )

    def reasons(self, *, withdrawn: bool = False) -> list[Line]:
        """Day of the month, rule and status of each reason that stands."""
        rows = TaskReason.objects.filter(pupil=self.pupil, withdrawn=withdrawn)
        ordered = rows.order_by("day", "rule").select_related("task")
        return [(r.day.day, r.rule, r.task.status) for r in ordered]


@pytest.fixture
def child(db: None) -> Child:
    """A child of class 1 of grade 3."""
    room = make_class(pupils=2)
    return Child(room, pupils_of(room)[0])


@pytest.fixture
def at() -> Callable[[int], object]:
    """Freeze the clock at ten in the morning of a day in May 2026."""
    from tsunagu.clock import freeze

    return lambda day: freeze(date(2026, 5, day))


TOWN = """settings:
  - {id: lapse-after, value: 2, valid_from: 2026-05-19, %s}
  - {id: break-days, value: 4, valid_from: 2026-05-07, valid_until: 2026-09-30, %s}
  - {id: evening-from, value: "19:00", valid_from: 2026-05-20, %s}
  - {id: review-from, value: 12, valid_from: 2026-05-28, %s}
""".replace("%s", "label: 町の値, source: ours, checked_on: 2026-11-21")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A pack beside the house's own that has other numbers, each from a day in May on."""
    folder = tmp_path / "packs"
    shutil.copytree(packs_folder(), folder)
    (folder / "town").mkdir()
    (folder / "town" / "pack.yaml").write_text("id: town\ntitle: 町\n", encoding="utf-8")
    (folder / "town" / "settings.yaml").write_text(TOWN, encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_PACKS", str(folder))
    load_pack.cache_clear()
    limits.cache_clear()
    yield "town"
    load_pack.cache_clear()
    limits.cache_clear()
