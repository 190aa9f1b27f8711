"""Paper set by Typst: no character is a blank box and no run leaves the page, on any paper."""

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tsunagu.typeset import pdf_of, printable

TEMPLATE = """\
#let data = json(bytes(sys.inputs.data))
#set page(width: 60mm, height: 60mm)
#set text(font: "Noto Sans CJK JP")
#for line in data.lines [#line.words \\ ]
"""


def test_what_the_font_has_not_is_named_and_a_run_is_broken(tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    run = "https://example.jp/" + "q" * 40
    pdf = pdf_of(template, {"lines": [{"words": "髙﨑と😀"}, {"words": run}]})
    (page,) = PdfReader(BytesIO(pdf)).pages
    text = page.extract_text().replace("\u200b", "")
    assert "髙﨑と〔U+1F600〕" in text
    assert "".join(text.split()).count("q") == 40
    assert max(line.count("q") for line in text.splitlines()) < 40


def test_all_texts_are_made_printable_and_nothing_else() -> None:
    data = {"title": "𠮷", "rows": ({"n": 3, "on": None}, ["\x07☑済み", True])}
    assert printable(data) == {"title": "𠮷", "rows": [{"n": 3, "on": None}, ["✓済み", True]]}
