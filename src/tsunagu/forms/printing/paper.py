"""A sheet as it stands on paper: plain values that PDF and workbook have in common."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

LINE = 24
"""Parts of a line's width."""


@dataclass(frozen=True)
class Heading:
    """What paper says about a sheet beside its answers.

    `whose` names whom or what it is about, as far as the form names anybody; `state` is a word
    such as 下書き, nothing on a completed sheet; `source` is where the form comes from, in words.
    """

    printed: date
    whose: str = ""
    state: str = ""
    source: str = ""


@dataclass(frozen=True)
class Choice:
    """An option with its box; each note is what the form asks there and what was written."""

    label: str
    chosen: bool = False
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table: heads and widths of its columns, rows of texts of the same number.

    `named` says that the first column names the rows, and its head the table; `numbers` says which
    columns hold numbers.
    """

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    named: bool
    numbers: tuple[bool, ...]


@dataclass(frozen=True)
class Box:
    """A question with its answer.

    `width` counts parts of the line, `beside` those of them that the label takes to the left of
    the answer; without any it stands `above` the answer or in its first line. `mark` points to what
    is told at the section's end or the sheet's foot; `small` is what is told in this box, in small
    print. `lines` is the least height in lines of text; `ruled` has them drawn.
    """

    label: str
    width: int
    kind: Literal["words", "choices", "grid", "sign"] = "words"
    beside: int = 0
    above: bool = False
    hint: str = ""
    words: str = ""
    choices: tuple[Choice, ...] = ()
    grid: Grid | None = None
    mark: str = ""
    small: tuple[str, ...] = ()
    lines: int = 1
    ruled: bool = False


@dataclass(frozen=True)
class Part:
    """Boxes under a heading; the widths of a line's boxes make `LINE` together."""

    title: str
    note: str
    lines: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class Paper:
    """One sheet: what stands around the answers, and they.

    `written` names the day it was written, `origins` say where marked answers were found, `code` is
    form and version for keying.
    """

    title: str
    to: str
    whose: str
    state: str
    written: str
    parts: tuple[Part, ...]
    origins: tuple[str, ...]
    notes: tuple[str, ...]
    credit: str
    source: str
    code: str
    printed: str
    landscape: bool
