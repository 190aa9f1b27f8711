"""Sheets as real PDFs: every label and every answer stands on the paper, however long or odd."""

import re
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.forms.printing.conftest import HEADING
from tests.forms.printing.ordinary import ordinary
from tsunagu.forms.answers import Given
from tsunagu.forms.printing.layout import blank_of, paper_of
from tsunagu.forms.printing.paper import Box, Choice, Grid, Paper, Part
from tsunagu.forms.printing.pdf import faults_of, sheet_pdf, sheets_pdf
from tsunagu.packs.forms import Form
from tsunagu.packs.loader import forms, load_pack

PAGES = {
    **{f"understanding-sheet-{part}": 1 for part in ("common", "conference")},
    "understanding-sheet-yearly": 2,
    **dict.fromkeys(("follow-up-slip", "long-absence-slip", "meeting-recap"), 1),
}
"""How many pages a form has that only its name is known of, where it is filled as usual."""
MANUAL = {
    "consultation-sheet": 1,
    "assessment-sheet": 1,
    "detailed-assessment-sheet": 2,
    "case-conference-record": 1,
    "support-team-sheet": 1,
}
"""How many pages each form has in the manual."""
BLANK = replace(HEADING, whose="", state="")
UPRIGHT, ACROSS = (595, 842), (842, 595)


def pages(paper: Paper) -> list[str]:
    """Each page's text without spaces; all of it lies within the page."""
    found = []
    for page in PdfReader(BytesIO(sheet_pdf(paper))).pages:
        size = (round(page.mediabox.width), round(page.mediabox.height))
        assert size == (ACROSS if paper.landscape else UPRIGHT)
        places: list[tuple[float, float]] = []
        text = page.extract_text(visitor_text=partial(_note_place, places))
        assert all(0 < x < size[0] and 0 < y < size[1] for x, y in places)
        found.append(squeezed(text))
    return found


def _note_place(
    places: list[tuple[float, float]], words: str, page: list[float], text: list[float], *_: object
) -> None:
    """Where words begin: the text's place within the page's."""
    if words.strip():
        x, y = text[4], text[5]
        places.append((x * page[0] + y * page[2] + page[4], x * page[1] + y * page[3] + page[5]))


def squeezed(words: str) -> str:
    """The words without spaces and places to break; □ with a tick over it is ☑."""
    return re.sub(r"[\s\u200b\u2060]", "", words).replace("□✓", "☑")


def texts_of(one: Paper | Part | Box | Choice | Grid | tuple[object, ...] | object) -> list[str]:
    """All texts of a paper, in pieces that are set without a break between."""
    if isinstance(one, str):
        return one.split("\n")
    if isinstance(one, tuple):
        return [text for part in one for text in texts_of(part)]
    if isinstance(one, Paper | Part | Box | Choice | Grid):
        said = {name: part for name, part in vars(one).items() if name != "kind"}
        return texts_of(tuple(said.values()))
    return []


def assert_all_on(paper: Paper) -> list[str]:
    """Everything of a paper stands on its pages, which are given back."""
    set_pages = pages(paper)
    together = "".join(set_pages)
    once = replace(paper, whose="") if len(set_pages) == 1 else paper
    missing = [text for text in texts_of(once) if squeezed(text) not in together]
    assert not missing
    return set_pages


@pytest.mark.parametrize("landscape", [False, True])
def test_everything_stands_on_the_paper(
    form: Form, answers: dict[str, Given], landscape: bool
) -> None:
    paper = replace(paper_of(form, answers, HEADING), landscape=landscape)
    first, *_ = assert_all_on(paper)
    assert "☑まじめである" in first
    assert "□周りの刺激に敏感である" in first
    assert "☑友人とのトラブルが目立つ（場面：部活動のあと）" in first
    assert "取扱注意" in first
    assert "記入日：2026年11月20日（金）" in first
    assert faults_of(paper) == []


def test_an_empty_form_and_a_blank_print(form: Form) -> None:
    assert_all_on(paper_of(form, {}, HEADING))
    blank = assert_all_on(blank_of(form, replace(HEADING, state="")))
    assert all("own-sheet2026-04-01" in page for page in blank)
    assert "☑" not in "".join(blank)


def test_a_long_text_flows_with_a_running_head(form: Form, answers: dict[str, Given]) -> None:
    """Of 20,000 characters none is lost; a mark may stand on two pages, a character may not."""
    marks = [f"拾{number:05}は朝の支度が進むが門の前で立つ。" for number in range(920)]
    answers["child"] = Given("".join(marks))
    assert len(answers["child"].value) > 20_000
    found = pages(paper_of(form, answers, HEADING))
    assert sum(page.count("拾") for page in found) == len(marks)
    whole = sum(mark in page for mark in marks for page in found)
    assert whole >= len(marks) - len(found)
    for number, page in enumerate(found, 1):
        assert f"{number}/{len(found)}" in page
        assert number == 1 or "見立てのシートAT5年2組下書き" in page


def test_many_short_lines_in_a_narrow_box_and_a_narrow_column(
    form: Form, answers: dict[str, Given]
) -> None:
    answers["narrow"] = Given("\n".join("甲" * 300))
    answers["steps"] = Given(
        [{"row": "", "cells": {"what": "会う", "short": "\n".join("乙" * 300)}}]
    )
    together = "".join(pages(paper_of(form, answers, HEADING)))
    assert (together.count("甲"), together.count("乙")) == (300, 300)


def test_a_run_without_a_place_to_break_is_broken(form: Form, answers: dict[str, Given]) -> None:
    answers["child"] = Given("https://example.jp/" + "q1" * 400)
    answers["steps"] = Given([{"row": "", "cells": {"short": "Q" * 200}}])
    together = "".join(pages(paper_of(form, answers, HEADING)))
    assert (together.count("q"), together.count("Q")) == (400, 200)


def test_a_table_of_200_rows_repeats_its_head(form: Form, answers: dict[str, Given]) -> None:
    rows = [{"row": "", "cells": {"what": f"第{number}歩を進める"}} for number in range(200)]
    answers["steps"] = Given(rows)
    found = assert_all_on(paper_of(form, answers, HEADING))
    assert len(found) > 3
    assert all("何をどのようにするか" in page for page in found if "歩を進める" in page)


def test_a_table_with_named_rows_has_its_label_in_the_corner_and_once(
    form: Form, answers: dict[str, Given]
) -> None:
    together = "".join(pages(paper_of(form, answers, HEADING)))
    assert together.count("領域ごとの見立て") == 1
    assert "領域ごとの見立て右へ書き進めます見1問題点" in together


def test_names_and_odd_characters(form: Form, answers: dict[str, Given]) -> None:
    """What the font has is set; what it has not stands by its number, with a word at the foot."""
    answers["teacher"] = Given("𠮷野 髙﨑 葛\U000e0100城 葛\U000e01ef西")
    answers["child"] = Given("😀と言った。\x07\ue000")
    paper = paper_of(form, answers, HEADING)
    page = "".join(pages(paper))
    for words in ("𠮷野", "髙﨑", "〔U+1F600〕と言った。", "U+1F600（GRINNINGFACE）"):
        assert words in page
    assert faults_of(paper) == [
        "「担任名」の「葛\U000e01ef」（U+845B U+E01EF、異体字）は書体にないので、"
        "「葛」と印刷します",
        "「本人の意向」の「😀」（U+1F600、GRINNING FACE）は書体にないので、"
        "「〔U+1F600〕」と印刷します",
        "「本人の意向」の「\ue000」（U+E000、外字）は書体にないので、「〔U+E000〕」と印刷します",
    ]


@pytest.mark.parametrize("pack", ["national", "akashi"])
def test_every_form_of_the_packs_stands_on_paper(pack: str) -> None:
    """All labels, options, columns and notes of each form."""
    found = [form for _, form in forms([pack], HEADING.printed).values()]
    assert found
    for one in found:
        paper = blank_of(one, HEADING)
        assert_all_on(paper)
        assert faults_of(paper) == []


@pytest.mark.parametrize("name", MANUAL)
def test_as_many_pages_as_the_manual_filled_and_blank(name: str) -> None:
    form = next(one for one in load_pack("akashi").forms if one.id == name)
    for paper in (paper_of(form, ordinary(form), HEADING), blank_of(form, BLANK)):
        assert len(assert_all_on(paper)) == MANUAL[name]


def test_points_beneath_a_row_name_stand_each_on_a_line_as_in_the_manual() -> None:
    form = next(one for one in load_pack("akashi").forms if one.id == "support-team-sheet")
    (page,) = PdfReader(BytesIO(sheet_pdf(blank_of(form, BLANK)))).pages
    lines = [line.strip() for line in page.extract_text().splitlines()]
    assert {"・学習状況", "・学習意欲", "・学力レベル等", "・ストレス対処", "・家庭環境"} <= set(
        lines
    )


@pytest.mark.parametrize(
    "name",
    ["consultation-sheet", "assessment-sheet", "detailed-assessment-sheet", "support-team-sheet"],
)
def test_words_of_child_and_family_stand_first_where_they_were_said(name: str) -> None:
    """The documents have no place for them: without words their paper is the documents'."""
    form = next(one for one in load_pack("akashi").forms if one.id == name)
    answers = {"child-wish": Given("図書室がいい"), "guardian-wish": Given("朝は待ってほしい")}
    first, *_ = assert_all_on(paper_of(form, answers, HEADING))
    others = (one for one in form.fields if not one.added)
    told = next(one.label for one in others if one.empty in ("judgement", "own_words"))
    assert first.index("図書室がいい") < first.index(squeezed(told))
    assert "朝は待ってほしい" in first
    for paper in (paper_of(form, ordinary(form), HEADING), blank_of(form, BLANK)):
        assert "本人の意向" not in "".join(pages(paper))


@pytest.mark.parametrize("name", PAGES)
def test_few_pages_where_no_document_says_how_many(name: str) -> None:
    form = next(one for one in load_pack("national").forms if one.id == name)
    assert len(assert_all_on(paper_of(form, ordinary(form), HEADING))) == PAGES[name]


def test_the_detailed_sheet_turns_its_page_where_the_manual_does() -> None:
    """Sections 1 to 3 with what they rest on, then 4 to 7."""
    form = next(one for one in load_pack("akashi").forms if one.id == "detailed-assessment-sheet")
    for paper in (paper_of(form, ordinary(form), HEADING), blank_of(form, BLANK)):
        first, second = pages(paper)
        assert "3.児童生徒の様態、特性" in first
        assert "4.学校での様子" in second
        assert first.count("見た人・見た日・見たこと") == 4


def test_several_sheets_in_one_document_are_each_as_they_are_alone(
    form: Form, answers: dict[str, Given]
) -> None:
    name = next(one.id for one in form.fields if one.kind == "text")
    odd = {**answers, name: Given("😀")}
    papers = [paper_of(form, one, HEADING) for one in (answers, odd, answers)]
    papers[2] = replace(papers[2], landscape=True)
    printed = sheets_pdf(papers)
    together = PdfReader(BytesIO(printed.content)).pages
    alone = [text for paper in papers for text in pages(paper)]
    assert [squeezed(page.extract_text()) for page in together] == alone
    assert printed.remarked == (1,)
