"""The due responses once more: a few lines from the documents, without the product's own rules.

It reads the same files as the command does (a OneRoster folder, calendar and attendance as
UTF-8 CSV with English headers) and knows nothing of `tsunagu`.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import holidays

DAY = timedelta(days=1)
JAPAN = holidays.country_holidays("JP", years=range(2024, 2029))
Row = tuple[str, str, str, int, int, str]
"""Pupil, date, rule, run, total, due."""


@dataclass
class Day:
    """What a rule may ask of a counted day: its counters, and whether it added to them."""

    away: bool
    absence: bool
    came_not: bool
    run: int
    total: int
    not_come: int
    month: int
    term: int


Rules = dict[str, tuple[Callable[[Day], bool], int]]
"""By rule: does it fire, and how many working days later it is due."""
NATIONAL: Rules = {
    "principal-run-3": (lambda d: d.run == 3, 1),
    "see-child-run-7": (lambda d: d.run == 7, 1),
    "board-run-7": (lambda d: d.run == 7, 1),
}
PACKS: dict[str, Rules] = {
    "akashi": {
        "first-day-call": (lambda d: d.away and d.total == 1, 0),
        "intermittent-contact": (lambda d: d.run == 1 and 2 <= d.total <= 6, 0),
        "repeat-call": (lambda d: d.run == 1 and d.total >= 7, 0),
        "second-day-visit": (lambda d: d.run == 2, 0),
        "share-run-3": (lambda d: d.run == 3, 1),
        "keep-in-touch": (lambda d: d.run >= 4 and d.run % 3 == 1, 0),
        "share-total-7": (lambda d: d.absence and d.total == 7, 1),
        "sheet-total-10": (lambda d: d.came_not and d.not_come == 10, 5),
        "long-absence-total-30": (lambda d: d.came_not and d.not_come == 30, 5),
    },
    "machida-2013": {
        "consult-grade-lead": (lambda d: d.run == 1, 0),
        "second-day-call": (lambda d: d.run == 2, 0),
        "third-day-visit": (lambda d: d.run == 3, 0),
        "meeting-total-7": (lambda d: d.absence and d.total == 7, 1),
        "weekly-review": (lambda d: d.run == 5 or (d.absence and d.month == 6), 5),
    },
    "new-zealand-star": {
        "term-5": (lambda d: d.absence and d.term == 5, 1),
        "term-10": (lambda d: d.absence and d.term == 10, 5),
        "term-15": (lambda d: d.absence and d.term == 15, 5),
    },
}
PROTECTION: Rules = {"protection-run-7": (lambda d: d.run == 7, 1)}


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def dates(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last."""
    for n in range((last - first).days + 1):
        yield first + n * DAY


def due(day: date, count: int) -> date:
    """So many working days later."""
    while count:
        day += DAY
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        count -= day.weekday() < 5 and day not in JAPAN and not new_year
    return day


@dataclass
class City:
    """All that the files of one school year say."""

    year: int
    classes: dict[str, dict[str, str]] = field(default_factory=dict)
    enrolments: dict[str, tuple[str, str, date, date]] = field(default_factory=dict)
    calendar: list[dict[str, str]] = field(default_factory=list)
    marks: dict[tuple[str, date], dict[str, str]] = field(default_factory=dict)
    taken: set[tuple[str, date]] = field(default_factory=set)
    openings: dict[str, tuple[date, int, int]] = field(default_factory=dict)
    credited: dict[str, tuple[str, date, date]] = field(default_factory=dict)
    registered: dict[str, tuple[date, date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known_days: dict[tuple[str, date], tuple[bool, bool, str]] = {}
        self.first, self.last = date(self.year, 4, 1), date(self.year + 1, 3, 31)

    def read_roster(self, folder: Path, effective: date) -> None:
        """A bulk roster: what it no longer holds has ended."""
        self.classes |= {row["sourcedId"]: row for row in rows(folder / "classes.csv")}
        new = {}
        for row in rows(folder / "enrollments.csv"):
            if row["role"] == "student":
                begin = date.fromisoformat(row["beginDate"]) if row["beginDate"] else self.first
                end = date.fromisoformat(row["endDate"]) - DAY if row["endDate"] else self.last
                new[row["sourcedId"]] = (row["userSourcedId"], row["classSourcedId"], begin, end)
        for key, (pupil, classroom, begin, end) in self.enrolments.items():
            if key not in new:
                new[key] = (pupil, classroom, begin, min(end, effective - DAY))
        self.enrolments = new

    def read_calendar(self, path: Path) -> None:
        """The year's calendar, in place of what was said of it."""
        self.calendar, self.known_days = rows(path), {}

    def home(self) -> dict[str, dict[date, str]]:
        """The home class of each pupil on each date; a special-needs class goes before others."""
        found: dict[str, dict[date, str]] = defaultdict(dict)
        for pupil, classroom, begin, end in self.enrolments.values():
            for day in dates(max(begin, self.first), min(end, self.last)):
                special = self.classes[classroom]["metadata.jp.specialNeeds"] == "true"
                if special or day not in found[pupil]:
                    found[pupil][day] = classroom
        return found

    def entries(self, classroom: str, day: date) -> list[tuple[int, dict[str, str]]]:
        """The calendar rows for a class on a date, the widest first."""
        own, found = self.classes[classroom], []
        for row in self.calendar:
            if not row["from"] <= str(day) <= row["to"]:
                continue
            if row["classroom"]:
                fits, level = row["classroom"] == classroom, 4
            else:
                fits = row["school"] in {"", own["schoolSourcedId"]}
                fits = fits and row["grade"] in {"", own["grades"]}
                level = 2 * bool(row["school"]) + bool(row["grade"])
            if fits:
                found.append((level, row))
        return sorted(found, key=lambda e: e[0])

    def school_day(self, classroom: str, day: date) -> tuple[bool, bool, str]:
        """Is it a class day, is the class alone closed, and in which term does it lie?"""
        if (classroom, day) not in self.known_days:
            self.known_days[classroom, day] = self._school_day(classroom, day)
        return self.known_days[classroom, day]

    def _school_day(self, classroom: str, day: date) -> tuple[bool, bool, str]:
        opened, closed, taken_away, terms = day.weekday() < 5 and day not in JAPAN, False, False, []
        for level, row in self.entries(classroom, day):
            if row["kind"] == "closed":
                closed, taken_away = closed or level == 4, taken_away or level < 4
            elif row["kind"] == "term":
                terms.append(row["from"])
            else:
                opened = row["kind"] != "no_school"
        opened = opened and not taken_away
        return opened, opened and closed, terms[-1] if terms else ""

    def read_attendance(
        self, path: Path, first: date, last: date, schools: set[str], *, listed: bool = False
    ) -> None:
        """A file of attendance for a period and schools, in place of what was said of them."""
        home = self.home()
        spoken = {c for c, row in self.classes.items() if row["schoolSourcedId"] in schools}
        for pupil, day in list(self.marks):
            if first <= day <= last and home[pupil].get(day) in spoken:
                del self.marks[pupil, day]
        self.taken = {t for t in self.taken if t[0] not in spoken or not first <= t[1] <= last}
        named = set()
        for row in rows(path):
            day = date.fromisoformat(row["date"])
            known = self.marks.setdefault((row["pupil"], day), {})
            known |= {key: value for key, value in row.items() if value}
            named.add((home[row["pupil"]].get(day), day))
        for classroom in spoken:
            for day in dates(first, last):
                if self.school_day(classroom, day)[0] and (not listed or (classroom, day) in named):
                    self.taken.add((classroom, day))

    def responses(self, packs: list[str], until: date) -> list[Row]:
        """Every response up to a date, ordered by date, pupil and rule."""
        rules = {**NATIONAL, **{k: v for name in packs for k, v in PACKS.get(name, {}).items()}}
        days = {
            (c, d): self.school_day(c, d) for c in self.classes for d in dates(self.first, until)
        }
        found = [
            row
            for pupil, home in self.home().items()
            for row in self._of_pupil(pupil, home, days, rules, until)
        ]
        return sorted(found, key=lambda row: (row[1], row[0], row[2]))

    def _of_pupil(
        self,
        pupil: str,
        home: dict[date, str],
        days: dict[tuple[str, date], tuple[bool, bool, str]],
        rules: Rules,
        until: date,
    ) -> Iterator[Row]:
        run, gap, broken, absences, credits = 0, 0, False, list[date](), 0
        brought, absent, credit = self.openings.get(pupil, (self.last, 0, 0))
        registered = self.registered.get(pupil)
        for day in dates(self.first, until):
            here = home.get(day)
            opened, closed, term = days[here, day] if here else (False, False, "")
            gap, before = (0, gap) if opened else (gap + 1, 0)
            broken = broken or before >= 10
            counts = opened and not closed and (here, day) in self.taken
            standing = self._standing(pupil, day) if counts else "not counted"
            if counts and standing != "not counted" and (broken or standing != "away"):
                run = 0
            broken = broken and standing == "not counted"
            run += standing == "away"
            absence = standing in {"away", "elsewhere"}
            absences += [day] * absence
            credits += standing == "credited"
            total = len(absences) + (absent if day >= brought else 0)
            now = Day(
                away=standing == "away",
                absence=absence,
                came_not=absence or standing == "credited",
                run=run,
                total=total,
                not_come=total + credits + (credit if day >= brought else 0),
                month=sum(d.month == day.month for d in absences),
                term=sum(str(d) >= term for d in absences) if term else 0,
            )
            flagged = registered is not None and registered[0] <= day <= registered[1]
            for rule, (fires, later) in (rules | (PROTECTION if flagged else {})).items():
                if now.came_not and fires(now):
                    yield pupil, str(day), rule, run, total, str(due(day, later))
            month_over = registered and (day + DAY).day == 1 and registered[0] <= day
            if registered and month_over and registered[1] >= day.replace(day=1):
                yield pupil, str(day), "protection-monthly", run, total, str(due(day, 5))

    def back(self, pupil: str, home: dict[date, str], after: date) -> bool:
        """Was the pupil here on any later day that counts?"""
        for day in (day for day in home if day > after):
            opened, closed, _ = self.school_day(home[day], day)
            counts = opened and not closed and (home[day], day) in self.taken
            if counts and self._standing(pupil, day) == "here":
                return True
        return False

    def _standing(self, pupil: str, day: date) -> str:
        """Here, elsewhere, credited, away or not counted, on a day with its roll taken."""
        mark = self.marks.get((pupil, day), {})
        kind, place = mark.get("kind", "present"), mark.get("place", "")
        place_credited, first, last = self.credited.get(pupil, ("", day, day))
        if kind in {"suspended", "bereavement", "excused"}:
            return "not counted"
        if kind == "missing":
            return "away"
        if kind == "present" and place not in {"support_centre", "free_school", "home_online"}:
            return "here"
        if place in {"support_centre", "free_school"}:
            return "credited" if place == place_credited and first <= day <= last else "elsewhere"
        return "away"
