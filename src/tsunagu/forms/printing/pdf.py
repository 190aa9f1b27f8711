"""Sheets as PDF, set by Typst; what the font cannot set is told and never a blank box."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tsunagu.forms.printing.paper import Box, Paper
from tsunagu.glyphs import Missing, settable
from tsunagu.typeset import breakable, pdf_of

TEMPLATE = Path(__file__).with_name("sheet.typ")
AROUND = "見出しや注意書き"
Tell = Callable[[str, Missing], None]
"""Takes the label under which something stands, and what of it cannot be set."""


@dataclass(frozen=True)
class Printed:
    """Sheets in one PDF, and which of them (from 0) have a remark on a character at their foot."""

    content: bytes
    remarked: tuple[int, ...]


def sheet_pdf(paper: Paper) -> bytes:
    """The sheet on A4, with a remark at its foot for each character that it could not set."""
    return sheets_pdf([paper]).content


def sheets_pdf(papers: Iterable[Paper]) -> Printed:
    """Sheets one after another, each with pages of its own; fonts are laid in once for all."""
    sheets = [_with_remarks(paper) for paper in papers]
    content = pdf_of(TEMPLATE, {"sheets": sheets}, as_it_is=True)
    return Printed(content, tuple(n for n, one in enumerate(sheets) if one["remarks"]))


def _with_remarks(paper: Paper) -> dict[str, Any]:
    """A sheet as the template reads it."""
    found: dict[Missing, None] = {}
    data = _data(paper, AROUND, lambda _, missing: found.setdefault(missing))
    remarks = [f"「{one.printed}」は、{one.code}（{one.what}）です。" for one in found]
    return {**data, "remarks": remarks}


def faults_of(paper: Paper) -> list[str]:
    """What the sheet's print will show otherwise than it was written, for each label once."""
    found: dict[str, None] = {}
    _data(paper, AROUND, lambda label, missing: found.setdefault(_said(label, missing)))
    return list(found)


def _said(label: str, missing: Missing) -> str:
    return (
        f"「{label}」の「{missing.written}」（{missing.code}、{missing.what}）は書体にないので、"
        f"「{missing.printed}」と印刷します"
    )


def _data(value: Any, label: str, tell: Tell) -> Any:
    """The value as plain data for the template, all its texts settable and breakable."""
    if isinstance(value, str):
        return breakable(settable(value, partial(tell, label)))
    if isinstance(value, tuple):
        return [_data(one, label, tell) for one in value]
    if is_dataclass(value):
        label = value.label if isinstance(value, Box) else label
        return {name: _data(one, label, tell) for name, one in vars(value).items()}
    return value
