"""Reads the examples in this folder (see README.md for how they are written)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from tsunagu.attendance.enums import Credit
from tsunagu.attendance.rules import NOT_COUNTED, Counted, counted_as
from tsunagu.clock import SchoolYear
from tsunagu.packs.loader import load_packs
from tsunagu.packs.schema import ResponseRule
from tsunagu.response.limits import limits
from tsunagu.response.rules import (
    Facts,
    Opening,
    PupilDay,
    Rhythm,
    RuleBook,
    Span,
    Version,
    due_responses,
)
from tsunagu.response.timeline import Timeline
from tsunagu.school.rules import ClassCalendar, Entry, Level, class_calendar

FOLDER = Path(__file__).parent
MARKS = {
    "出": ("present", ""),
    "遅": ("present", ""),
    "欠": ("absent", ""),
    "所": ("missing", ""),
    "停": ("suspended", ""),
    "忌": ("bereavement", ""),
    "認": ("excused", ""),
    "支": ("absent", "support_centre"),
    "フ": ("absent", "free_school"),
    "宅": ("absent", "home_online"),
    "他": ("absent", "other"),
    "放欠": ("absent", "after_school"),
    "支出": ("present", "support_centre"),
    "フ出": ("present", "free_school"),
    "宅出": ("present", "home_online"),
    "保": ("present", "nurse_room"),
    "放": ("present", "after_school"),
}
CREDITS = {"○": Credit.CREDITED, "×": Credit.NOT_CREDITED, "仮": Credit.UNDECIDED}
UNTAKEN, CLOSED = "無", "閉"
ENTRIES = {
    "休業": ("no_school", Level.SCHOOL),
    "授業日": ("school_day", Level.SCHOOL),
    "半日授業": ("half_day", Level.SCHOOL),
    "臨時休業": ("closed", Level.SCHOOL),
    "学級閉鎖": ("closed", Level.CLASSROOM),
    "学期": ("term", Level.SCHOOL),
}


@dataclass(frozen=True)
class Example:
    """One example: its file and the row as written."""

    file: str
    packs: tuple[str, ...]
    row: dict[str, Any]
    extra: tuple[tuple[str, dict[str, Any]], ...] = ()

    def __str__(self) -> str:
        return f"{self.file}: {self.row['name']}"

    @property
    def year(self) -> SchoolYear:
        """The school year that the example plays in."""
        return SchoolYear(self.row.get("year", 2026))

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules looked at; empty for all."""
        return tuple(self.row.get("rules", ()))

    @property
    def expected(self) -> list[str]:
        """What must come out."""
        return self.row["expect"]


def examples() -> Iterator[Example]:
    """Every example of every file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        extra = tuple((row.pop("pack"), row) for row in content.get("extra_rules", ()))
        for row in content["examples"]:
            yield Example(path.name, tuple(content["packs"]), row, extra)


@cache
def _book_of(packs: tuple[str, ...]) -> tuple[Version, ...]:
    return tuple(Version(p.id, rule) for p in load_packs(packs) for rule in p.responses)


def book_of(example: Example) -> RuleBook:
    """The packs' rules, and those that the file adds to them."""
    more = (Version(pack, ResponseRule.model_validate(row)) for pack, row in example.extra)
    return RuleBook((*_book_of(example.packs), *more))


def _tokens(text: str) -> Iterator[str]:
    for word in text.split():
        token, _, times = word.partition("*")
        yield from [token] * int(times or 1)


def _calendar(example: Example, more: list[Entry]) -> ClassCalendar:
    entries = list(more)
    for line in example.row.get("calendar", ()):
        word, first, last = line.split()
        kind, level = ENTRIES[word]
        entries.append(Entry(level, kind, date.fromisoformat(first), date.fromisoformat(last)))
    return class_calendar(entries, example.year.first, example.year.last)


def _tokens_by_day(example: Example, calendar: ClassCalendar) -> dict[date, str]:
    found: dict[date, str] = {}
    for first, text in example.row["days"].items():
        days = [day for day in calendar.days if day >= first]
        assert days[:1] == [first], f"{first} is no class day"
        tokens = list(_tokens(text))
        found |= dict(zip(days, tokens, strict=False))
    return found


def _counted(token: str) -> Counted:
    if token in {UNTAKEN, CLOSED}:
        return NOT_COUNTED
    mark = token.rstrip("○×仮")
    credit = CREDITS.get(token.removeprefix(mark), Credit.UNDECIDED)
    return counted_as(*MARKS[mark], credit, provisional=token.endswith("仮"))


def days_of(example: Example) -> list[PupilDay]:
    """The pupil's class days; a class day that no line names is one in class."""
    tokens = _tokens_by_day(example, _calendar(example, []))
    closures = [
        Entry(Level.CLASSROOM, "closed", day, day) for day, t in tokens.items() if t == CLOSED
    ]
    calendar = _calendar(example, closures)
    blocks = Timeline.of(calendar.days, (), (), limits(()).break_days).breaks
    breaks = {b for a, b in pairwise(calendar.days) if blocks[a] != blocks[b]}
    term = {
        day: first
        for first, last in calendar.terms
        for day in calendar.days
        if first <= day <= last
    }
    return [
        PupilDay(
            day,
            NOT_COUNTED if day in calendar.closed else _counted(tokens.get(day, "出")),
            day in breaks,
            term.get(day),
        )
        for day in calendar.days
    ]


def facts_of(example: Example) -> Facts:
    """Opening balances, registrations, rhythms and review dates."""
    row = example.row
    return Facts(
        [Opening(day, *numbers) for day, numbers in row.get("opening", {}).items()],
        [Span(*dates) for dates in row.get("registered", ())],
        [Rhythm(first, last, every) for first, last, every in row.get("rhythm", ())],
        [Span(*dates) for dates in row.get("review", ())],
    )


def answer(example: Example) -> list[str]:
    """What the rules say, a line each: date, rule, run, total, due."""
    until = example.row.get("until", example.year.last)
    firings = due_responses(
        days_of(example), book_of(example), example.year, until, facts_of(example)
    )
    return [
        f"{f.day} {f.rule.id} {f.counters.run} {f.counters.total} {f.due}"
        for f in firings
        if not example.rules or f.rule.id in example.rules
    ]
