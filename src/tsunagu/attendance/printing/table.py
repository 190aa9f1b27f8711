"""The register as CSV that a spreadsheet opens as it is."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from tsunagu.attendance.printing.sheet import SUMS, Head, Sheet

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LEFT_OUT = "数に入れていない授業日"
STATES = {"school": "", "closed": "学級閉鎖", "none": "休業"}


def neutral(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def register_csv(sheets: Iterable[Sheet]) -> bytes:
    """UTF-8 with BOM and CRLF; a header line, then a line a pupil, class after class."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for position, sheet in enumerate(sheets):
        if position == 0:
            days = [f"{head.day.day}日（{head.weekday}）" for head in sheet.heads]
            writer.writerow(["学校", "学級", "月", "番号", "氏名", *days, *SUMS, "備考", LEFT_OUT])
        for line in sheet.lines:
            signs = _signs(line.signs, sheet.heads)
            row = [sheet.school, sheet.classroom, sheet.month, line.number, line.name]
            row += [*signs, *line.sums, line.remarks, str(line.left_out)]
            writer.writerow([neutral(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _signs(signs: Sequence[str], heads: Sequence[Head]) -> list[str]:
    """The signs; a date without school says so where paper is grey."""
    return [sign or STATES[head.state] for sign, head in zip(signs, heads, strict=True)]
