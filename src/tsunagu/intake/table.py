"""Tables as people send them: CSV, TSV or Excel, with English or Japanese headers."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook

from tsunagu.intake.faults import Faults
from tsunagu.intake.text import decode, records
from tsunagu.intake.values import BadValue, Coded, plain, read_date, read_yes, trimmed
from tsunagu.intake.workbook import UNREADABLE, measured

V = TypeVar("V")
EXCEL_MAGIC = b"PK\x03\x04"
NO_TABLES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")
"""How pictures and PDF begin."""
NO_TABLE = "表のファイルではありません。CSV・TSV・Excel（.xlsx）のどれかを選んでください"
EXCEL_NAMES = (".xlsx", ".xlsm", ".xls")
Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have: its English and Japanese header.

    `needed` columns must be there; `filled` ones must hold a value in every row.
    """

    name: str
    label: str
    needed: bool = True
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line it begins on. Readers note a fault and answer None for a bad cell."""

    table: "Table"
    line: int
    cells: Sequence[str]

    def __getitem__(self, name: str) -> str:
        """A cell's text, trimmed; nothing where the file has no such column."""
        at = self.table.positions.get(name)
        return "" if at is None or at >= len(self.cells) else self.cells[at]

    def fault(self, name: str, message: str) -> None:
        """Note that something is wrong with a cell."""
        column = self.table.positions.get(name, -1) + 1
        label = self.table.labels.get(name, "")
        self.table.faults.add(
            self.table.file, self.line, column, f"{label}: {message}" if label else message
        )

    def _read(self, name: str, read: Callable[[str], V]) -> V | None:
        try:
            return read(self[name])
        except BadValue as error:
            self.fault(name, str(error))
            return None

    def day(self, name: str) -> date | None:
        """A cell's date; None where it holds none (an empty one is a fault only if `filled`)."""
        return self._read(name, read_date) if self[name] else None

    def yes(self, name: str) -> bool | None:
        """A cell's yes or no; an empty one is no."""
        return self._read(name, read_yes)

    def code(self, name: str, codes: Coded) -> str | None:
        """A cell's code; an empty cell is an empty code."""
        return self._read(name, codes.read) if self[name] else ""


@dataclass
class Table:
    """A file as read: rows with their lines, and where each column stands."""

    file: str
    digest: str
    faults: Faults
    positions: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def read_table(path: Path, columns: Sequence[Column], faults: Faults) -> Table:
    """The table in a file; what is wrong with it goes to `faults`, and such rows are left out.

    A file of no bytes is a fault; one with a header and no rows is an empty table.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        faults.add(str(path), 0, 0, "見つかりません")
        return Table(path.name, "", faults)
    except OSError as error:
        faults.add(str(path), 0, 0, f"開けません（{error.strerror or error}）")
        return Table(path.name, "", faults)
    return table_from(data, path.name, columns, faults)


def table_from(data: bytes, file: str, columns: Sequence[Column], faults: Faults) -> Table:
    """As `read_table`, from bytes (an upload)."""
    table = Table(file, hashlib.sha256(data).hexdigest(), faults)
    if data.startswith(NO_TABLES):
        faults.add(file, 0, 0, NO_TABLE)
        return table
    named = bool(data) and file.lower().endswith(EXCEL_NAMES)
    excel = named or data.startswith(EXCEL_MAGIC)
    lines = _excel(table, data) if excel else _delimited(table, data)
    header: list[str] | None = None
    for line, raw in lines:
        cells = [trimmed(cell) for cell in raw]
        if not any(cells):
            continue
        if header is None:
            header = cells
            _place(table, line, cells, columns)
        elif _fits(table, line, cells, header):
            row = Row(table, line, cells)
            table.rows.append(row)
            _check_filled(row, columns)
    if header is None and not faults:
        faults.add(file, 0, 0, "ファイルが空です。見出しの行から始まるファイルを指定してください")
    return table


def table_of(
    rows: Sequence[Mapping[str, str]], file: str, columns: Sequence[Column], faults: Faults
) -> Table:
    """The same from rows that a program sent, each with every column; lines count them from 1."""
    told = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    table = Table(file, hashlib.sha256(told.encode()).hexdigest(), faults)
    table.positions = {column.name: position for position, column in enumerate(columns)}
    table.labels = {column.name: column.label for column in columns}
    for line, given in enumerate(rows, 1):
        row = Row(table, line, [trimmed(given[column.name]) for column in columns])
        table.rows.append(row)
        _check_filled(row, columns)
    return table


def _check_filled(row: Row, columns: Sequence[Column]) -> None:
    for column in columns:
        if column.filled and column.name in row.table.positions and not row[column.name]:
            row.fault(column.name, "空欄です。値を書いてください")


def _delimited(table: Table, data: bytes) -> Iterator[tuple[int, list[str]]]:
    decoded = decode(data, table.file, table.faults)
    if decoded is None:
        return
    first = next((line for line in decoded.text.splitlines() if line.strip()), "")
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    yield from records(decoded.text, delimiter, table.file, table.faults)


def _excel(table: Table, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet's rows; empty rows above count, so that lines are those of the sheet."""
    book = measured(data, table.file, table.faults)
    if book is None:
        return
    try:
        rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python(False)
    except (CalamineError, ValueError, IndexError):
        table.faults.add(table.file, 0, 0, UNREADABLE)
        return
    for line, row in enumerate(rows, 1):
        yield line, [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    """An Excel cell as it would stand in a CSV file."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _place(table: Table, line: int, header: list[str], columns: Sequence[Column]) -> None:
    """Find each header among the columns; unknown, repeated and missing ones are faults."""
    names = {plain(spelling): c for c in columns for spelling in (c.name, c.label)}
    table.labels = {c.name: c.label for c in columns}
    expected = "、".join(f"{c.name}（{c.label}）" for c in columns)
    for position, given in enumerate(header):
        column = names.get(plain(given))
        if column is None:
            if given:
                why = f"見出し「{given}」は知りません。使える見出しは {expected} です"
                table.faults.add(table.file, line, position + 1, why)
        elif column.name in table.positions:
            why = f"見出し「{given}」が二度あります。一つにしてください"
            table.faults.add(table.file, line, position + 1, why)
        else:
            table.positions[column.name] = position
    for column in columns:
        if column.needed and column.name not in table.positions:
            why = f"見出し「{column.name}（{column.label}）」がありません"
            table.faults.add(table.file, line, 0, why)


def _fits(table: Table, line: int, cells: list[str], header: list[str]) -> bool:
    """Has a row as many cells as the header, but for empty ones at its end?"""
    last = max(i for i, cell in enumerate(cells, 1) if cell)
    titled = max((i for i, cell in enumerate(header, 1) if cell), default=0)
    if last > titled:
        why = f"値が{last}列ありますが、見出しは{titled}列です。区切り文字を確かめてください"
        table.faults.add(table.file, line, titled + 1, why)
    elif len(cells) < titled:
        why = (
            f"{len(cells)}列しかありませんが、見出しは{titled}列です。区切り文字を確かめてください"
        )
        table.faults.add(table.file, line, len(cells) + 1, why)
    else:
        return True
    return False
