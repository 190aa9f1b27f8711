"""Paper set by Typst with the packaged Japanese font; the machine's own fonts do not count."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tsunagu.glyphs import FONT, settable

WITHOUT_A_BREAK = re.compile(
    r"(?:(?![あ-んア-ン一-鿿])\S|[ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]){20,}"
)
"""A run of letters, digits or marks as long as no word: nothing in it invites a line to end."""
REMEMBERED = 10
"""Documents after which Typst drops parts that none of them used."""


@cache
def compiler_of(template: Path) -> Any:
    """Typst with a template; its fonts are read once a process."""
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONT.parent)],
        ignore_system_fonts=True,
    )


def pdf_of(template: Path, data: Mapping[str, Any], *, as_it_is: bool = False) -> bytes:
    """The template as PDF; it reads what is written on it as JSON in `sys.inputs.data`.

    What the font cannot set is named by its number, and long runs may be broken: `as_it_is` leaves
    that to who calls.
    """
    written = json.dumps(data if as_it_is else printable(data), ensure_ascii=False)
    pdf: bytes = compiler_of(template).compile(format="pdf", sys_inputs={"data": written})
    return pdf


def forget() -> None:
    """Let go of what Typst keeps of the last ten documents, lest many long ones fill the memory."""
    for _ in range(REMEMBERED + 1):
        typst.compile(b"", ignore_system_fonts=True)


def breakable(words: str) -> str:
    """The words with an invisible place to break between the signs of a run without any."""
    return WITHOUT_A_BREAK.sub(lambda run: "\u200b".join(run[0]), words)


def printable(data: object) -> Any:
    """All texts settable and breakable; ☑ needs a template that draws it, so it is only ticked."""
    if isinstance(data, str):
        return breakable(settable(data.replace("☑", "✓"), lambda missing: None))
    if isinstance(data, Mapping):
        return {key: printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable(value) for value in data]
    return data
