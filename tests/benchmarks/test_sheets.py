"""The measured sheets are whole ones: every question answered, as PDF and as HTML alike."""

import pytest
from benchmarks.comparisons.sheet_html import html_of
from benchmarks.filled import DAY, filled

from benchmarks import sheets
from tsunagu.forms.answers import asked, is_empty
from tsunagu.forms.printing.layout import paper_of
from tsunagu.forms.printing.paper import Heading
from tsunagu.packs.loader import forms


@pytest.mark.parametrize("name", sheets.FORMS)
def test_each_sheet_is_filled_and_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    form = forms(sheets.PACKS, DAY)[name][1]
    answers = filled(form, 7)
    assert not any(is_empty(answers[one.id].value) for one in asked(form, answers))
    words = html_of(paper_of(form, answers, Heading(printed=DAY)))
    assert all(field.label in words for field in form.fields)
    monkeypatch.setitem(sheets.BESIDE, sheets.FRESH, 2)
    found = sheets.measure(sheets.FRESH, name)
    assert found["count"] == 2
    assert found["pages"] >= 2
