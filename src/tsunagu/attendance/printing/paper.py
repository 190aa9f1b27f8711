"""The register as PDF: landscape A4, a class a page, set by Typst with the packaged font."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_regular
import typst

from tsunagu.attendance.printing.sheet import SUMS, Sheet
from tsunagu.clock import in_words, today

TEMPLATE = Path(__file__).with_name("register.typ")


@cache
def _compiler() -> Any:
    """Typst with the template; its fonts are read once a process."""
    fonts = Path(str(noto_cjk_sans_jp_regular.FONT_PATH)).parent
    return typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


def register_pdf(sheets: Iterable[Sheet]) -> bytes:
    """The classes' pages as one PDF."""
    pages = [_page(sheet) for sheet in sheets]
    printed = in_words(today(), year=True)
    data = json.dumps({"sums": SUMS, "pages": pages, "printed": printed}, ensure_ascii=False)
    pdf: bytes = _compiler().compile(format="pdf", sys_inputs={"data": data})
    return pdf


def _page(sheet: Sheet) -> dict[str, Any]:
    untaken = [in_words(day) for day in sheet.untaken]
    heads = [{"day": h.day.day, "weekday": h.weekday, "state": h.state} for h in sheet.heads]
    return {**asdict(sheet), "heads": heads, "untaken": untaken}
