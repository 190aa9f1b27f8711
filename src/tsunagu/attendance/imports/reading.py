"""Reads an attendance file: cells to facts, and the rows of one pupil and day to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.clock import today
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
BLANK = ("", None)
KINDS, PLACES, REASONS = coded(Kind), coded(Place), coded(Reason)
CODES: Mapping[str, Coded] = {"kind": KINDS, "place": PLACES, "reason": REASONS}


UNREAD = date.min
"""Stands for a date that cannot be read."""


@dataclass(slots=True)
class Said:
    """What a file says of one pupil's day; blank or None where it says nothing.

    `kind_row` is the row that gave the kind, where another row came first.
    """

    row: Row
    pupil: str
    day: date
    kind: str = ""
    late: bool | None = None
    left_early: bool | None = None
    place: str = ""
    reason: str = ""
    note: str = ""
    kind_row: Row | None = None


@dataclass
class Spoken:
    """What a file says by pupil and day; its `halves` lack a pupil or a date that can be read."""

    table: Table
    whole: dict[tuple[str, date], Said] = field(default_factory=dict)
    halves: list[Said] = field(default_factory=list)


def read_attendance(source: Path | Table, packs: Iterable[str], faults: Faults) -> Spoken:
    """The file or table as read; what is wrong with its cells goes to `faults`."""
    table = source if isinstance(source, Table) else read_table(source, COLUMNS, faults)
    spoken = Spoken(table)
    reader = _Reader(tuple(packs))
    for row in counted(spoken.table.rows, Phase.READ):
        one = reader.read(row)
        if not one.pupil or one.day == UNREAD:
            spoken.halves.append(one)
            continue
        key = (one.pupil, one.day)
        known = spoken.whole.setdefault(key, one)
        if known is not one:
            _join(known, one)
    return spoken


class _Reader:
    """Reads rows; a cell's text that was read once is remembered, for files repeat themselves."""

    def __init__(self, packs: tuple[str, ...]) -> None:
        self.packs = packs
        self.dates: dict[str, date] = {}
        self.combined: dict[tuple[date, tuple[str, ...]], Said] = {}

    def read(self, row: Row) -> Said:
        """What a row says; the symbols of a day that cannot be read are those of today."""
        text, pupil = row["date"], row["pupil"]
        day = self.dates.get(text, UNREAD)
        if day == UNREAD:
            day = self.dates[text] = row.day("date") or UNREAD
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
        return register_symbols(self.packs, today() if self.day == UNREAD else self.day)

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
            for flag in FLAGS if name == "kind" else ():
                setattr(said, flag, getattr(symbol, flag) or getattr(said, flag))
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
        if not text:
            return
        symbol = self.symbols.get(plain(text))
        given = bool(symbol and getattr(symbol, name)) or bool(self.row.yes(name))
        setattr(said, name, getattr(said, name) or given)


def _join(known: Said, other: Said) -> None:
    """Join two rows of one pupil and day: blank yields, values contradict, notes are joined.

    A written no is a value; only a blank cell yields.
    """
    if other.kind and not known.kind:
        known.kind_row = other.row
    for name in (*VALUES, *FLAGS):
        mine, theirs = getattr(known, name), getattr(other, name)
        if theirs in BLANK:
            continue
        if mine in BLANK:
            setattr(known, name, theirs)
        elif mine != theirs:
            first = known.kind_row if name == "kind" and known.kind_row else known.row
            other.row.fault(
                name,
                f"同じ児童生徒・同じ日の{first.line}行目と{LABELS[name]}が食い違っています",
            )
    if other.note and other.note not in known.note.split("／"):
        known.note = f"{known.note}／{other.note}" if known.note else other.note


def dates_in(path: Path) -> tuple[date, date] | None:
    """The first and the last date that can be read; None where it has a header and no rows.

    What is wrong with the file is for its import to say: of one that holds no such date, as an
    import for today.
    """
    faults = Faults()
    table = read_table(path, COLUMNS, faults)
    days = [day for row in table.rows if (day := row.day("date"))]
    if days:
        return min(days), max(days)
    return (today(), today()) if table.rows or faults else None
