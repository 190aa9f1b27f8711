"""The register as PDF: landscape A4, a class a page, set by Typst with the packaged font."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tsunagu.attendance.printing.sheet import SUMS, Sheet
from tsunagu.clock import in_words, today
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("register.typ")


def register_pdf(sheets: Iterable[Sheet]) -> bytes:
    """The classes' pages as one PDF."""
    pages = [_page(sheet) for sheet in sheets]
    printed = in_words(today(), year=True)
    return pdf_of(TEMPLATE, {"sums": SUMS, "pages": pages, "printed": printed})


def _page(sheet: Sheet) -> dict[str, Any]:
    untaken = [in_words(day) for day in sheet.untaken]
    heads = [{"day": h.day.day, "weekday": h.weekday, "state": h.state} for h in sheet.heads]
    return {**asdict(sheet), "heads": heads, "untaken": untaken}
