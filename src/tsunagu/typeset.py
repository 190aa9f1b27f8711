"""Paper set by Typst with the packaged Japanese font; the machine's own fonts do not count."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_regular
import typst

WITHOUT_A_BREAK = re.compile(
    r"(?:(?![あ-んア-ン一-鿿])\S|[ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]){20,}"
)
"""A run of letters, digits or marks as long as no word: nothing in it invites a line to end."""
FONT = Path(str(noto_cjk_sans_jp_regular.FONT_PATH))
"""The packaged font's file."""
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


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template as PDF; it reads what is written on it as JSON in `sys.inputs.data`."""
    written = json.dumps(data, ensure_ascii=False)
    pdf: bytes = compiler_of(template).compile(format="pdf", sys_inputs={"data": written})
    return pdf


def forget() -> None:
    """Let go of what Typst keeps of the last ten documents, lest many long ones fill the memory."""
    for _ in range(REMEMBERED + 1):
        typst.compile(b"", ignore_system_fonts=True)


def breakable(data: object) -> Any:
    """All texts with an invisible place to break between the signs of a run without any."""
    if isinstance(data, str):
        return WITHOUT_A_BREAK.sub(lambda run: "\u200b".join(run[0]), data)
    if isinstance(data, dict):
        return {key: breakable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [breakable(value) for value in data]
    return data
