"""Reads an attendance file: cells to facts, and the rows of one pupil and day to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.intake.faults import Faults
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.table import Column, Row, Table, read_table
from tsunagu.intake.values import Coded, coded, plain, register_symbols
from tsunagu.packs.schema import Symbol

COLUMNS = (
    Column("date", "日付", filled=True),
    Column("pupil", "児童生徒ID", filled=True),
    Column("kind", "出欠", needed=False),
    Column("late", "遅刻", needed=False),
    Column("left_early", "早退", needed=False),
    Column("place", "場所", needed=False),
    Column("reason", "理由", needed=False),
    Column("note", "備考", needed=False),
)
LABELS = {column.name: column.label for column in COLUMNS}
VALUES = ("kind", "place", "reason")
FLAGS = ("late", "left_early")
KINDS, PLACES, REASONS = coded(Kind), coded(Place), coded(Reason)
CODES: Mapping[str, Coded] = {"kind": KINDS, "place": PLACES, "reason": REASONS}


@dataclass(slots=True)
class Said:
    """What a file says of one pupil's day; blank where it says nothing."""

    row: Row
    pupil: str
    day: date
    kind: str = ""
    late: bool = False
    left_early: bool = False
    place: str = ""
    reason: str = ""
    note: str = ""


def read_attendance(
    path: Path, packs: Iterable[str], faults: Faults
) -> tuple[Table, dict[tuple[str, date], Said]]:
    """The file as read, and what it says by pupil and day; what is wrong goes to `faults`."""
    table = read_table(path, COLUMNS, faults)
    reader = _Reader(tuple(packs))
    said: dict[tuple[str, date], Said] = {}
    for row in counted(table.rows, Phase.READ):
        one = reader.read(row)
        if one is None:
            continue
        key = (one.pupil, one.day)
        known = said.setdefault(key, one)
        if known is not one:
            _join(known, one)
    return table, said


class _Reader:
    """Reads rows; a cell's text that was read once is remembered, for files repeat themselves."""

    def __init__(self, packs: tuple[str, ...]) -> None:
        self.packs = packs
        self.dates: dict[str, date | None] = {}
        self.combined: dict[tuple[date, tuple[str, ...]], Said] = {}

    def read(self, row: Row) -> Said | None:
        """What a row says; None where its date or pupil cannot be read."""
        text, pupil = row["date"], row["pupil"]
        day = self.dates.get(text)
        if day is None:
            day = self.dates[text] = row.day("date")
        if day is None or not pupil:
            return None
        cells = tuple(row[name] for name in (*VALUES, *FLAGS))
        like = self.combined.get((day, cells))
        if like is None:
            before = len(row.table.faults.found)
            like = _CellReader(row, day, self.packs).said(pupil)
            if len(row.table.faults.found) == before:
                self.combined[day, cells] = like
        return Said(
            row,
            pupil,
            day,
            like.kind,
            like.late,
            like.left_early,
            like.place,
            like.reason,
            row["note"],
        )


class _CellReader:
    """Reads the coded cells of a row, each as its code, its label or a symbol of the register."""

    def __init__(self, row: Row, day: date, packs: tuple[str, ...]) -> None:
        self.row, self.day, self.packs = row, day, packs

    @cached_property
    def symbols(self) -> Mapping[str, Symbol]:
        """The register's symbols in force that day."""
        return register_symbols(self.packs, self.day)

    def said(self, pupil: str) -> Said:
        """What the row says; a symbol's facts join those of the other cells."""
        said = Said(self.row, pupil, self.day)
        for name in VALUES:
            self._value(said, name)
        for name in FLAGS:
            self._flag(said, name)
        return said

    def _value(self, said: Said, name: str) -> None:
        text = self.row[name]
        if not text:
            return
        code = CODES[name].find(text)
        symbol = self.symbols.get(plain(text)) if code is None else None
        if symbol is not None and (name == "kind" or getattr(symbol, name)):
            for fact in VALUES if name == "kind" else (name,):
                self._set(said, name, fact, getattr(symbol, fact))
            said.late |= name == "kind" and symbol.late
            said.left_early |= name == "kind" and symbol.left_early
        elif code is not None:
            self._set(said, name, name, code)
        else:
            signs = "・".join(self.symbols)
            labels = "・".join(CODES[name].labels)
            tail = f"、出席簿の記号（{signs}）" if name == "kind" and signs else ""
            self.row.fault(name, f"「{text}」は使えません。{labels}{tail} のどれかにしてください")

    def _set(self, said: Said, name: str, fact: str, code: str) -> None:
        """Note a fact unless another cell of the row says otherwise."""
        known = getattr(said, fact)
        if code and known and known != code:
            self.row.fault(name, f"同じ行の記号と「{LABELS[fact]}」が食い違っています")
        elif code:
            setattr(said, fact, code)

    def _flag(self, said: Said, name: str) -> None:
        text = self.row[name]
        symbol = self.symbols.get(plain(text)) if text else None
        given = bool(symbol and getattr(symbol, name)) or bool(self.row.yes(name))
        setattr(said, name, getattr(said, name) or given)


def _join(known: Said, other: Said) -> None:
    """Join two rows of one pupil and day: blank yields, values contradict, notes are joined."""
    for name in VALUES:
        mine, theirs = getattr(known, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            other.row.fault(
                name,
                f"同じ児童生徒・同じ日の{known.row.line}行目と{LABELS[name]}が食い違っています",
            )
        elif theirs:
            setattr(known, name, theirs)
    known.late |= other.late
    known.left_early |= other.left_early
    if other.note and other.note not in known.note.split("／"):
        known.note = f"{known.note}／{other.note}" if known.note else other.note


def dates_in(path: Path) -> tuple[date, date] | None:
    """The first and the last date of a file; None where it has a header and no rows.

    Raises `InputFault` where its rows hold no date, or it cannot be read.
    """
    faults = Faults()
    table = read_table(path, COLUMNS, faults)
    days = [day for row in table.rows if row["date"] and (day := row.day("date"))]
    if table.rows and not days:
        faults.add(table.file, 0, 0, "日付のある行がありません")
    faults.check()
    return (min(days), max(days)) if days else None
