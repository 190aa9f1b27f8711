"""Paper set by Typst with the packaged Japanese font; the machine's own fonts do not count."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_regular
import typst


@cache
def _compiler(template: Path) -> Any:
    """Typst with a template; its fonts are read once a process."""
    fonts = Path(str(noto_cjk_sans_jp_regular.FONT_PATH)).parent
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template as PDF; it reads what is written on it as JSON in `sys.inputs.data`."""
    written = json.dumps(data, ensure_ascii=False)
    pdf: bytes = _compiler(template).compile(format="pdf", sys_inputs={"data": written})
    return pdf
