"""Excel workbooks made to exhaust the machine, read by a process that has little memory."""

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tsunagu.intake.faults import Faults
from tsunagu.intake.table import Column, read_table
from tsunagu.intake.workbook import MOST_CELLS

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEMORY = 1024 * 1024 * 1024
READ = f"""
import resource, sys
from pathlib import Path
from tsunagu.intake.faults import Faults
from tsunagu.intake.table import Column, read_table
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
faults = Faults()
table = read_table(Path(sys.argv[1]), (Column("a", "A"),), faults)
print(len(table.rows), *faults.found)
"""


def said_of(path: Path) -> str:
    """Rows and faults as a process with a gigabyte of memory reads them."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def changed(path: Path, part: str, old: str, new: str) -> None:
    """Put other text into one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def saved(path: Path, cells: dict[str, object]) -> Path:
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def test_most_cells_refuses_the_far_corner_without_its_memory(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A1": "a", "XFD1048576": 1})
    assert path.stat().st_size < 10_000
    assert "表が大きすぎます（1048576行×16384列）" in said_of(path)


def test_most_cells_on_both_sides_and_cells_without_a_value(tmp_path: Path) -> None:
    width = 5
    fits = saved(tmp_path / "fits.xlsx", {"A1": "a", "A2": 1, f"A{MOST_CELLS // width}": 2})
    changed(fits, SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    assert said_of(fits).split() == ["2"]
    over = saved(tmp_path / "over.xlsx", {"A1": "a", f"E{MOST_CELLS // width + 1}": 2})
    assert "行数×列数は500万までです" in said_of(over)


@pytest.mark.parametrize("cells", ["<c><v>1</v></c>", '<c r="A3"><v>1</v></c>'])
def test_most_cells_counts_cells_and_rows_without_a_reference(tmp_path: Path, cells: str) -> None:
    path = saved(tmp_path / "a.xlsx", {"A1": "a"})
    changed(path, SHEET, "</sheetData>", f"<row/><row>{cells}</row></sheetData>")
    assert said_of(path).split() == ["1"]
    wide = f"<row>{'<c><v>1</v></c>' * 2000}</row>{'<row/>' * 2600}<row>{cells}</row>"
    changed(path, SHEET, "</sheetData>", f"{wide}</sheetData>")
    assert ("表が大きすぎます" in said_of(path)) == (cells == "<c><v>1</v></c>")


@pytest.mark.parametrize(("cells", "said"), [(200, "200"), (20_000, "文字が多すぎます")])
def test_text_that_many_cells_name_is_counted_for_each(
    tmp_path: Path, cells: int, said: str
) -> None:
    path = saved(tmp_path / "a.xlsx", {"A1": "a"})
    rows = '<row><c t="s"><v>0</v></c></row>' * cells
    changed(path, SHEET, "</sheetData>", f"{rows}</sheetData>")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(STRINGS, f"<sst><si><t>{'a' * 900_000}</t></si></sst>")
    assert path.stat().st_size < 20_000
    assert said in said_of(path)


def test_most_ratio_document_type_and_password_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A1": "a"})
    changed(path, SHEET, "<sheetData>", f"<!--{' ' * 30_000_000}--><sheetData>")
    assert "a.xlsx: xl/worksheets/sheet1.xml: 圧縮率が異常です" in said_of(path)
    path = saved(tmp_path / "b.xlsx", {"A1": "a"})
    changed(path, SHEET, "<worksheet", '<!DOCTYPE w [<!ENTITY e "e">]><worksheet')
    assert "Excelとして開けません" in said_of(path)


def test_a_usual_workbook_reads_the_same(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx", {"B3": "氏名", "B4": "髙﨑", "C3": "日付", "C4": date(2026, 5, 20)}
    )
    faults = Faults()
    table = read_table(path, (Column("name", "氏名"), Column("date", "日付")), faults)
    assert not faults
    assert [(row.line, row["name"], row["date"]) for row in table.rows] == [
        (4, "髙﨑", "2026-05-20")
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_parts_and_unknown_encodings_are_told(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.xlsx"
    for encoding, damage in (("nowhere", b""), ("utf-8", b"\xff" * 20)):
        with zipfile.ZipFile(path, "w", method) as archive:
            part = f'<?xml version="1.0" encoding="{encoding}"?><sst>{"a" * 200}</sst>'
            archive.writestr(STRINGS, part)
        data = path.read_bytes()
        at = data.index(STRINGS.encode()) + len(STRINGS) + 8
        path.write_bytes(data[:at] + damage + data[at + len(damage) :])
        table = read_table(path, (Column("a", "A"),), faults := Faults())
        assert not table.rows
        assert [fault.message.partition("。")[0] for fault in faults.found] == [
            "Excelとして開けません"
        ]
