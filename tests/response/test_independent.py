"""The command's answer from a city's files equals the independent one, to the row.

A few hundred pupils and a year: moves between classes and schools, leaving and returning,
closures of every width, Saturday school, terms, special-needs classes, every kind of mark and
place; then corrections, a late file, the same file again, and a new roster.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.response.city_files import (
    ATTENDANCE,
    CALENDAR,
    FIRST,
    LAST,
    corrected,
    make_attendance,
    make_calendar,
    make_roster,
    write,
)
from tests.response.independent import City, Row
from tests.response.independent import rows as read_rows
from tests.response.untidy_files import with_noise, write_japanese
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.attendance.models import CreditPeriod, OpeningBalance
from tsunagu.cli.main import main
from tsunagu.clock import freeze
from tsunagu.org.models import Municipality, Person
from tsunagu.response.models import ProtectionFlag, Stale
from tsunagu.response.receivers import much_changed
from tsunagu.school.models import Pupil, School

pytestmark = pytest.mark.django_db
SCHOOLS = {"A", "B", "C"}
AUTUMN, WINTER = date(2025, 11, 28), date(2026, 3, 24)


def tsunagu(*words: object) -> None:
    """Run the command; it must succeed."""
    assert main([str(word) for word in words]) == 0, words


@dataclass
class Told:
    """The same city told to both: the product by its command, and the independent lines."""

    folder: Path
    random: Random
    packs: list[str]
    out: Callable[[], str]
    city: City = field(default_factory=lambda: City(FIRST.year))
    noticed: dict[tuple[str, str, str], date] = field(default_factory=dict)
    files: int = 0

    def roster(self, size: int) -> None:
        """Three schools and so many pupils."""
        self.files += 1
        roster = make_roster(self.random, size)
        self._roster(roster.write(self.folder / f"roster-{self.files}"), FIRST)
        self.bundle = roster

    def _roster(self, folder: Path, effective: date) -> None:
        packs = ",".join(["national", *self.packs])
        tsunagu("import", "roster", folder, "--packs", packs, "--effective", effective)
        self.city.read_roster(folder, effective)

    def roster_without(self, pupils: set[str], effective: date) -> None:
        """A new bulk bundle in which some pupils are no longer."""
        self.files += 1
        for name, column in (
            ("enrollments", "userSourcedId"),
            ("users", "sourcedId"),
            ("roles", "userSourcedId"),
        ):
            rows = self.bundle.files[name]
            self.bundle.files[name] = [row for row in rows if row[column] not in pupils]
        self._roster(self.bundle.write(self.folder / f"roster-{self.files}"), effective)

    def calendar(self) -> None:
        """The whole calendar of the year."""
        path = write(self.folder / "calendar.csv", CALENDAR, make_calendar())
        tsunagu("import", "calendar", path)
        self.city.read_calendar(path)

    def attendance(
        self,
        rows: list[dict[str, str]],
        first: date,
        last: date,
        schools: set[str],
        **how: bool,
    ) -> Path:
        """A file of attendance, for some schools or all."""
        self.files += 1
        path = write(self.folder / f"attendance-{self.files}.csv", ATTENDANCE, rows)
        self.again(path, first, last, schools, **how)
        return path

    def again(
        self,
        path: Path,
        first: date,
        last: date,
        schools: set[str],
        *,
        listed: bool = False,
        japanese: bool = False,
    ) -> None:
        """The same file once more, or for the first time; the product may get it in Japanese."""
        self.city.read_attendance(path, first, last, schools, listed=listed)
        taken = "listed" if listed else "all"
        words: list[object] = ["--from", first, "--to", last, "--taken", taken]
        if schools != SCHOOLS:
            words += ["--school", *sorted(schools)]
        given = path.with_suffix(".cp932.csv")
        told = write_japanese(given, read_rows(path)) if japanese else path
        tsunagu("import", "attendance", told, *words)

    def check(self, until: date, today: date) -> list[dict[str, str]]:
        """Both give the same rows, and the tasks that they belong to hold together."""
        self.out()
        tsunagu(
            "responses",
            "--school-year",
            FIRST.year,
            "--as-of",
            until,
            "--format",
            "jsonl",
            "--as",
            "principal",
        )
        lines = [json.loads(line) for line in self.out().splitlines()]
        expected = self.city.responses(self.packs, until)
        found: list[Row] = [
            (n["pupil"], n["date"], n["rule"], n["run"], n["total"], n["due"]) for n in lines
        ]
        assert set(found) - set(expected) == set()
        assert set(expected) - set(found) == set()
        assert found == expected
        self._tasks_hold_together(lines, today)
        return lines

    def _tasks_hold_together(self, lines: list[dict[str, str]], today: date) -> None:
        """One task a pupil, date and kind, protection never; contacts lapse after five days."""
        tasks = defaultdict(set)
        of_a_task = defaultdict(set)
        for line in lines:
            alone = line["rule"] if line["task_kind"] == "protection" else ""
            place = (line["pupil"], line["date"], line["task_kind"], alone)
            tasks[place].add(line["task"])
            of_a_task[line["task"]].add(place)
        assert {len(ids) for ids in tasks.values()} == {1}
        assert {len(places) for places in of_a_task.values()} == {1}
        home = self.city.home()
        for line in lines:
            key = (line["pupil"], line["date"], line["task_kind"])
            noticed = self.noticed.setdefault(key, today)
            day = date.fromisoformat(line["date"])
            late = (
                line["task_kind"] == "contact" and self._days_since(home, key[0], day, noticed) > 5
            )
            seen = line["task_kind"] == "see" and self.city.back(key[0], home[key[0]], day)
            stands = "lapsed" if late else "done" if seen else "open"
            assert line["status"] == stands, line

    def _days_since(
        self, home: dict[str, dict[date, str]], pupil: str, day: date, until: date
    ) -> int:
        """Class days after a day until another, of the class that the pupil was in on the day."""
        classroom, count = home[pupil][day], 0
        while day < until and count <= 5:
            day += timedelta(days=1)
            count += self.city.school_day(classroom, day)[0]
        return count


def tell_facts(told: Told) -> None:
    """Opening balances, approved periods and registrations, as screens would enter them."""
    municipality = Municipality.objects.get()
    pupils = {p.identities.get().sourced_id: p for p in Pupil.objects.all()}
    for number, (key, pupil) in enumerate(sorted(pupils.items())):
        common = {"municipality": municipality, "pupil": pupil}
        if number % 7 == 0:
            day, absent, credited = FIRST + timedelta(number % 60), number % 12, number % 5
            told.city.openings[key] = (day, absent, credited)
            OpeningBalance.objects.create(
                **common, day=day, absent_days=absent, credited_days=credited
            )
        if number % 5 == 0:
            place, first, last = "support_centre", date(2025, 6, 1), date(2025, 12, 1)
            told.city.credited[key] = (place, first, last)
            CreditPeriod.objects.create(**common, place=place, first=first, last=last)
        if number % 6 == 0:
            first, last = date(2025, 5, 2), date(2026, 1, 1)
            told.city.registered[key] = (first, last)
            ProtectionFlag.objects.create(**common, first=first, last=last)
    schools = frozenset(School.objects.values_list("pk", flat=True))
    much_changed(municipality=municipality, schools=schools, school_year=FIRST.year)


def a_principal_everywhere() -> None:
    """Someone who may see protection tasks in every school, for `--as`."""
    municipality = Municipality.objects.get()
    person = Person.objects.create(
        municipality=municipality, family_name="見本", sourced_id="principal"
    )
    for school in School.objects.all():
        Role.objects.create(
            municipality=municipality,
            person=person,
            organisation=school,
            kind=RoleKind.PRINCIPAL,
            first=FIRST,
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "packs"),
    [(1, ["akashi"]), (2, ["machida-2013"]), (3, ["new-zealand-star"]), (4, [])],
    ids=["akashi", "machida-2013", "new-zealand-star", "national"],
)
def test_the_command_agrees_with_the_independent_lines(
    seed: int, packs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(seed)
    told = Told(tmp_path, random, packs, lambda: capsys.readouterr().out)
    with freeze(AUTUMN):
        told.roster(240 if packs == ["akashi"] else 90)
        told.calendar()
        a_principal_everywhere()
        tell_facts(told)
        rows = make_attendance(told.city, random, FIRST, AUTUMN, {"A", "B"})
        noisy = with_noise(told.city, random, rows)
        path = told.attendance(noisy, FIRST, AUTUMN, {"A", "B"})
        listed = make_attendance(told.city, random, FIRST, AUTUMN, {"C"})
        told.attendance(listed, FIRST, AUTUMN, {"C"}, listed=True)
        first = told.check(AUTUMN, AUTUMN)
        told.again(path, FIRST, AUTUMN, {"A", "B"})
        assert told.check(AUTUMN, AUTUMN) == first
        told.check(date(2025, 9, 2), AUTUMN)
    with freeze(WINTER):
        spring = [row for row in rows if "2025-05-07" <= row["date"] <= "2025-06-27"]
        home = told.city.home()
        in_a = [r for r in spring if home[r["pupil"]][date.fromisoformat(r["date"])][0] == "A"]
        told.attendance(corrected(random, in_a), date(2025, 5, 7), date(2025, 6, 27), {"A"})
        told.check(AUTUMN, WINTER)
        late = make_attendance(told.city, random, date(2025, 12, 1), WINTER, SCHOOLS)
        told.attendance(late, date(2025, 12, 1), WINTER, SCHOOLS, japanese=True)
        told.check(WINTER, WINTER)
        told.roster_without({f"p{n:04}" for n in range(0, 90, 9)}, WINTER + timedelta(days=1))
        told.check(WINTER, WINTER)
    assert not Stale.objects.exists()
    with freeze(LAST):
        lines = told.check(LAST, LAST)
        tsunagu("responses", "--school-year", FIRST.year, "--format", "jsonl")
        seen = [json.loads(line) for line in told.out().splitlines()]
        assert seen == [line for line in lines if line["task_kind"] != "protection"]
        assert len(seen) < len(lines)
