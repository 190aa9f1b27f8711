"""Tables in every encoding and shape of the contract, and each fault with its place."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tsunagu.intake.faults import Faults, InputFault
from tsunagu.intake.table import Column, Table, read_table

COLUMNS = (
    Column("pupil", "児童生徒ID", filled=True),
    Column("date", "日付", filled=True),
    Column("note", "備考", needed=False),
)
ENGLISH = "pupil,date,note\nK1,2026-05-20,髙﨑①\n"


def read(path: Path, data: bytes) -> Table:
    path.write_bytes(data)
    faults = Faults()
    table = read_table(path, COLUMNS, faults)
    faults.check()
    return table


def places(path: Path, data: bytes) -> list[str]:
    """Each fault as `line:column`, with a word of its message beside it."""
    with pytest.raises(InputFault) as caught:
        read(path, data)
    return [f"{f.line}:{f.column} {f.message}" for f in caught.value.faults]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("header", ["pupil,date,note", "児童生徒ID,\u3000日付 ,備考"])
def test_encoding_newline_delimiter_and_header(
    tmp_path: Path, codec: str, newline: str, delimiter: str, header: str
) -> None:
    text = f"{header}\nK1,2026-05-20,髙﨑①\n".replace(",", delimiter).replace("\n", newline)
    bom = b"\xff\xfe" if codec == "utf-16-le" else b""
    table = read(tmp_path / "a.csv", bom + text.encode(codec))
    assert [(r.line, r["pupil"], r.day("date"), r["note"]) for r in table.rows] == [
        (2, "K1", date(2026, 5, 20), "髙﨑①")
    ]


def test_excel_with_date_cells_numbers_and_serials(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["児童生徒ID", "日付"])
    book.active.append([1001, date(2026, 5, 20)])
    book.active.append([])
    book.active.append(["K2", 46162])
    book.active.append(["K3", "令和8年5月20日"])
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", COLUMNS, faults := Faults())
    assert not faults
    assert [(r.line, r["pupil"]) for r in table.rows] == [(2, "1001"), (4, "K2"), (5, "K3")]
    assert {r.day("date") for r in table.rows} == {date(2026, 5, 20)}


def test_lines_stay_known_past_blank_lines_and_line_breaks_in_a_cell(tmp_path: Path) -> None:
    text = 'pupil,date,note\r\n\r\nK1,2026-05-20,"一行目\r\n二行目"\r\nK2,2026-05-21,\r\n'
    table = read(tmp_path / "a.csv", text.encode())
    assert [(r.line, r["pupil"]) for r in table.rows] == [(3, "K1"), (5, "K2")]


def test_header_alone_is_an_empty_table_and_no_bytes_are_a_fault(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"pupil,date\n").rows == []
    assert places(tmp_path / "a.csv", b"") == [
        "0:0 ファイルが空です。見出しの行から始まるファイルを指定してください"
    ]
    assert "ファイルが空です" in places(tmp_path / "a.csv", b",,\n")[0]


def test_every_fault_of_header_and_rows_at_once(tmp_path: Path) -> None:
    data = "pupil,メモ,pupil\nK1,a,b,c\nK2\n".encode()
    found = places(tmp_path / "a.csv", data)
    assert [f.split("。")[0] for f in found] == [
        "1:0 見出し「date（日付）」がありません",
        "1:2 見出し「メモ」は知りません",
        "1:3 見出し「pupil」が二度あります",
        "2:4 値が4列ありますが、見出しは3列です",
        "3:2 1列しかありませんが、見出しは3列です",
    ]


def test_bad_cells_name_their_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("pupil,date,note\n,2026-02-30,\n", encoding="utf-8")
    table = read_table(tmp_path / "a.csv", COLUMNS, faults := Faults())
    assert table.rows[0].day("date") is None
    with pytest.raises(InputFault) as caught:
        faults.check()
    first, second = str(caught.value).splitlines()
    assert first.startswith("a.csv:2:1: 児童生徒ID: 空欄です")
    assert second.startswith("a.csv:2:2: 日付: 「2026-02-30」という日付はありません")


def test_bytes_of_no_encoding_are_listed_line_by_line(tmp_path: Path) -> None:
    lines = ["pupil,date,note".encode("cp932"), "K1,2026-05-20,欠席".encode("cp932") + b"\xff"]
    found = places(tmp_path / "a.csv", b"\n".join([*lines, b"K2,\x81", b""]))
    assert [f.split("（")[0] for f in found] == [
        "2:3 読めない文字",
        "3:2 CP932では読めない文字",
    ]


def test_characters_that_cp932_cannot_hold(tmp_path: Path) -> None:
    """A private character (外字) in CP932, and one that a conversion has already lost."""
    gaiji = ENGLISH.encode("cp932") + b"K2,2026-05-21,\xf0\x40\n"
    assert places(tmp_path / "a.csv", gaiji)[0].startswith("3:3 読めない文字（外字")
    lost = ENGLISH.encode() + "K2,2026-05-21,\ufffd\n".encode()
    assert "U+FFFD" in places(tmp_path / "a.csv", lost)[0]


def test_open_quote_truncated_utf16_broken_excel_and_absent_file(tmp_path: Path) -> None:
    assert "引用符" in places(tmp_path / "a.csv", b'pupil,date\nK1,"2026\n')[0]
    assert "UTF-16" in places(tmp_path / "a.csv", ENGLISH.encode("utf-16")[:-1])[0]
    for data in (b"PK\x03\x04broken", b"\x8f\x03\x9d\xff\n\x81,\xa0\n" * 9, b"pupil,date\n"):
        [said] = places(tmp_path / "a.xlsx", data)
        assert said.startswith("0:0 Excelとして開けません")
    read_table(tmp_path / "none.csv", COLUMNS, faults := Faults())
    assert "見つかりません" in faults.found[0].message


@pytest.mark.parametrize(
    "begins", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"%PDF-1.7"]
)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_picture_or_a_pdf_is_no_table(tmp_path: Path, begins: bytes, name: str) -> None:
    [said] = places(tmp_path / name, begins + bytes(range(256)) * 9)
    assert said.startswith("0:0 表のファイルではありません")
