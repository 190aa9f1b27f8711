"""Sheets as workbooks: the same texts as on paper, none a formula, none cut, on A4."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.forms.printing.conftest import HEADING
from tests.forms.printing.test_pdf import squeezed, texts_of
from tsunagu.forms.answers import Given
from tsunagu.forms.printing.layout import blank_of, paper_of
from tsunagu.forms.printing.paper import Paper
from tsunagu.forms.printing.workbook import sheet_workbook
from tsunagu.packs.forms import Form


def sheet(paper: Paper) -> Any:
    """The workbook's only sheet, read again."""
    return load_workbook(BytesIO(sheet_workbook(paper))).active


def cells(read: Any) -> list[Any]:
    """All cells in which something stands."""
    return [cell for row in read.iter_rows() for cell in row if cell.value]


def test_everything_stands_in_the_workbook(form: Form, answers: dict[str, Given]) -> None:
    for paper in (paper_of(form, answers, HEADING), blank_of(form, HEADING)):
        read = sheet(paper)
        together = squeezed("".join(cell.value for cell in cells(read)))
        said = {squeezed(text) for text in texts_of(paper)}
        assert {text for text in said if text not in together} == {squeezed(paper.whose)}
        assert read.oddHeader.right.text.endswith(paper.whose)
        assert (read.page_setup.paperSize, read.page_setup.fitToHeight) == (9, 0)


def test_a_table_with_named_rows_has_its_label_in_the_corner(
    form: Form, answers: dict[str, Given]
) -> None:
    values = [cell.value for cell in cells(sheet(paper_of(form, answers, HEADING)))]
    corner = values.index("領域ごとの見立て\n右へ書き進めます見1")
    assert values[corner + 1] == "問題点\n気になること"


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@A1", "＝1+1", "\t=1"])
def test_no_text_becomes_a_formula(form: Form, words: str) -> None:
    """It stays itself and is marked as a spreadsheet marks what was typed after an apostrophe."""
    read = sheet(paper_of(form, {"class": Given(words)}, HEADING))
    (cell,) = [cell for cell in cells(read) if cell.value == words]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_xml_cannot_hold_is_left_out_and_all_else_kept(form: Form) -> None:
    names = "𠮷 髙﨑 葛\U000e0100 😀"
    written = {"class": Given(names), "school": Given("a\x00b\x1fc\ufffe\ud800")}
    values = [cell.value for cell in cells(sheet(paper_of(form, written, HEADING)))]
    assert names in values
    assert "abc" in values


def test_a_long_text_goes_on_in_rows_that_excel_can_show(
    form: Form, answers: dict[str, Given]
) -> None:
    words = "".join(f"拾{number:05}は朝の支度が進むが門の前で立つ。" for number in range(920))
    answers["child"] = Given(words)
    read = sheet(paper_of(form, answers, HEADING))
    assert words in "".join(cell.value for cell in cells(read))
    assert max(one.height for one in read.row_dimensions.values()) < 409
