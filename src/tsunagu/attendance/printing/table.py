"""The register as CSV that a spreadsheet opens as it is."""

from collections.abc import Iterable, Iterator, Sequence

from tsunagu.attendance.printing.sheet import SUMS, Head, Sheet
from tsunagu.spreadsheet import csv_bytes

LEFT_OUT = "数に入れていない授業日"
STATES = {"school": "", "closed": "学級閉鎖", "none": "休業"}


def register_csv(sheets: Iterable[Sheet]) -> bytes:
    """A header line, then a line a pupil, class after class."""
    return csv_bytes(_rows(sheets))


def _rows(sheets: Iterable[Sheet]) -> Iterator[list[str]]:
    for position, sheet in enumerate(sheets):
        if position == 0:
            days = [f"{head.day.day}日（{head.weekday}）" for head in sheet.heads]
            yield ["学校", "学級", "月", "番号", "氏名", *days, *SUMS, "備考", LEFT_OUT]
        for line in sheet.lines:
            signs = _signs(line.signs, sheet.heads)
            row = [sheet.school, sheet.classroom, sheet.month, line.number, line.name]
            yield [*row, *signs, *line.sums, line.remarks, str(line.left_out)]


def _signs(signs: Sequence[str], heads: Sequence[Head]) -> list[str]:
    """The signs; a date without school says so where paper is grey."""
    return [sign or STATES[head.state] for sign, head in zip(signs, heads, strict=True)]
