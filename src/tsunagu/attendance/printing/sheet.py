"""A register's month as rows of text: what paper and table have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.attendance.printing.signs import (
    AWAY,
    CLOSED,
    COMING,
    NOT_YET,
    UNTAKEN,
    legend,
    sign_of,
)
from tsunagu.attendance.queries.register import Cell, RegisterMonth, RegisterRow
from tsunagu.attendance.rules import Arithmetic
from tsunagu.clock import JST, WEEKDAYS, in_words, today
from tsunagu.intake.values import register_symbols
from tsunagu.packs.schema import Symbol

SUMS = (
    "授業日数",
    "出席停止・忌引等",
    "出席しなければならない日数",
    "欠席",
    "出席",
    "遅刻",
    "早退",
    "出席扱い（内数）",
)
"""The columns of the cumulative guidance record (japan-facts 1.7), and what stands beside them."""


@dataclass(frozen=True)
class Head:
    """A date of the month: `state` is school, closed or none (no school)."""

    day: date
    state: str

    @property
    def weekday(self) -> str:
        """The day of the week in one letter."""
        return WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True)
class Line:
    """A pupil's line: a sign a date, the sums as text, remarks."""

    number: str
    name: str
    signs: tuple[str, ...]
    sums: tuple[str, ...]
    remarks: str

    @property
    def left_out(self) -> int:
        """Class days that the sums leave out, for nobody is present or absent on them yet."""
        return sum(sign in NOT_YET for sign in self.signs)


@dataclass(frozen=True)
class Sheet:
    """One class's page."""

    school: str
    classroom: str
    month: str
    confirmed: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    legend: tuple[str, ...]
    untaken: tuple[date, ...]


def sheet_of(register: RegisterMonth, packs: Sequence[str]) -> Sheet:
    """A class's register as it is shown; days to come have a sign, as blank is present."""
    symbols = register_symbols(packs, register.last)
    heads = tuple(Head(day, _state(register, day)) for day in register.days)
    lines = tuple(_lines(register, symbols))
    used = {sign for line in lines for sign in line.signs if sign}
    close = register.confirmed
    return Sheet(
        school=register.classroom.school.name,
        classroom=register.classroom.label,
        month=f"{register.first.year}年{register.first.month}月",
        confirmed=f"{in_words(close.at.astimezone(JST).date(), year=True)} {close.by.name} 確認"
        if close
        else "未確定",
        heads=heads,
        lines=lines,
        legend=tuple(legend(symbols, used)),
        untaken=tuple(register.untaken),
    )


def _state(register: RegisterMonth, day: date) -> str:
    if day in register.closed:
        return "closed"
    return "school" if day in register.class_days else "none"


def _lines(register: RegisterMonth, symbols: Mapping[str, Symbol]) -> Iterator[Line]:
    for row in register.rows:
        yield Line(
            number=row.number,
            name=row.pupil.name,
            signs=tuple(_sign(register, row, day, symbols) for day in register.days),
            sums=tuple(str(value) for value in _sums(row.sums)),
            remarks="、".join(row.remarks),
        )


def _sums(sums: Arithmetic) -> tuple[int, ...]:
    return (
        sums.class_days,
        sums.not_to_attend,
        sums.to_attend,
        sums.absent,
        sums.attended,
        sums.late,
        sums.left_early,
        sums.credited,
    )


def _sign(
    register: RegisterMonth, row: RegisterRow, day: date, symbols: Mapping[str, Symbol]
) -> str:
    cell: Cell | None = row.cells.get(day)
    if cell is None:
        return AWAY if day in register.class_days else ""
    if cell.register.closed:
        return CLOSED
    if not cell.register.taken:
        return UNTAKEN if day <= today() else COMING
    return sign_of(cell.mark, symbols.values()) if cell.mark else ""
