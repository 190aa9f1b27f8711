"""Workbooks that print well, and in which nobody's text becomes a formula."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from tsunagu.spreadsheet import FORMULA

NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and the like, which no workbook can hold (XML 1.0, 2.2)."""
COLUMN = {False: 3.3, True: 5.1}
"""Width of a workbook's columns in half letters, so that 24 fill A4 upright or across."""
LETTERS = 1.2
"""Half letters of `SIZE` points for each of the columns' own, which are larger."""
HEIGHT = 13.5
"""Points of a line of text in letters of `SIZE` points."""
SIZE = 9.0
MOST = 26
"""Lines of text in a row: Excel shows no row higher than 409 points."""
HEAD = 100
"""Letters of a running head: Excel takes no more than 255 of a header, its own codes among them."""
A4 = 9
THIN: Final = Side(style="thin")
EDGES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SHADE = PatternFill("solid", fgColor="EEEEEE")


@dataclass(frozen=True)
class Piece:
    """Text over some columns of a workbook's row, with the least number of lines it takes."""

    words: str
    width: int
    shaded: bool = False
    edged: bool = True
    lines: int = 1
    centred: bool = False
    size: float = SIZE


def workbook_bytes(
    rows: Iterable[Sequence[Piece]], *, head: str, foot: str, landscape: bool
) -> bytes:
    """The rows as .xlsx that prints on A4, with a running head and the number of each page."""
    book = Workbook()
    sheet: Any = book.active
    last = 0
    for row in rows:
        last = _write(sheet, last, row, COLUMN[landscape])
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = COLUMN[landscape]
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False
    sheet.oddHeader.right.text = NOT_IN_XML.sub("", head)[:HEAD].replace("&", "&&")
    sheet.oddFooter.left.text = foot
    sheet.oddFooter.right.text = "&P / &N"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, last: int, row: Sequence[Piece], column: float) -> int:
    """Write a row after the last, in as many as its longest text needs; which is the last then."""
    cut = [
        list(_cut(one.words, int(one.width * column * LETTERS * SIZE / one.size))) for one in row
    ]
    least = 1 if any(len(one) > 1 for one in cut) else max(one.lines for one in row)
    size = max(one.size for one in row) / SIZE
    for texts in zip_longest(*cut, fillvalue=("", 1)):
        last += 1
        at = 1
        for one, (words, _) in zip(row, texts, strict=True):
            _put(sheet, (last, at), one, words)
            at += one.width
        number = max(least, *(lines for _, lines in texts))
        sheet.row_dimensions[last].height = min(number, MOST + 3) * HEIGHT * size
    return last


def _put(sheet: Any, place: tuple[int, int], piece: Piece, words: str) -> None:
    """Write text as text, whatever it begins with.

    The mark that a spreadsheet shows as an apostrophe lies beside the text, which stays itself.
    """
    cell = sheet.cell(*place)
    cell.value = NOT_IN_XML.sub("", words)
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(FORMULA)
    cell.font = Font(name="游ゴシック", size=piece.size)
    side = "center" if piece.centred else "left"
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side)
    if piece.edged:
        cell.border = EDGES
    if piece.shaded:
        cell.fill = SHADE
    if piece.width > 1:
        end = cell.offset(column=piece.width - 1)
        sheet.merge_cells(f"{cell.coordinate}:{end.coordinate}")


def _cut(words: str, letters: int) -> Iterator[tuple[str, int]]:
    """The text in pieces that fit a row, each with its number of lines of so many half widths."""
    start, lines, used = 0, 1, 0
    for at, letter in enumerate(words):
        ends = letter == "\n"
        wide = 0 if ends else 2 if east_asian_width(letter) in "WFA" else 1
        if ends or used + wide > letters:
            lines, used = lines + 1, 0
        if lines > MOST:
            yield words[start:at], MOST
            start, lines = at + ends, 1
        used += wide
    yield words[start:], lines
