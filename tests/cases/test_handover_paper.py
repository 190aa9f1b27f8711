"""A handover's pages: no heading is left alone, and nothing is a blank box."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tsunagu.cases.printing.handover import TEMPLATE
from tsunagu.typeset import pdf_of

AROUND = {
    "name": "𠮷﨑 髙太郎",
    "kana": "よしざき こうたろう",
    "school": "なぎさ小学校",
    "receiver": "みなと中学校",
    "ground": "保護者の同意",
    "printed": "印刷",
}


def line(words: str) -> dict[str, str]:
    """A line of a section."""
    return {"label": "本人", "text": words, "origin": "ケース", "on": "2026年12月1日（火）"}


def pages(*parts: dict[str, Any]) -> list[str]:
    """Each page's text."""
    pdf = pdf_of(TEMPLATE, {**AROUND, "parts": parts})
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("before", range(40, 52))
def test_a_heading_stands_on_the_page_of_its_first_words_however_full_it_is(before: int) -> None:
    first = {"title": "ことば", "lines": [line("\n".join(["朝"] * before))]}
    steps = {"title": "小さな一歩", "lines": [line("始め" + "図書室で会う。" * 30 + "終わり")]}
    (page,) = [page for page in pages(first, steps) if "小さな一歩" in page]
    assert "始め" in page
    assert "終わり" in page


def test_what_the_font_has_not_is_named() -> None:
    (page,) = pages({"title": "ことば", "lines": [line("😀と言った")]})
    assert "〔U+1F600〕と言った" in page
    assert "𠮷﨑 髙太郎" in page
