"""Every form of the packs, held question by question to the list of its document."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tsunagu.forms.answers import Given, Seen, faults
from tsunagu.packs.forms import Cell, Form, FormField, Option, TableRow
from tsunagu.packs.loader import load_pack, load_packs, pack_names, packs_folder

FOLDER = Path(__file__).parent
PACKS = ("akashi", "national")
PRINTED: dict[str, dict[str, dict[str, Any]]] = {
    pack: yaml.load((FOLDER / f"{pack}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    for pack in PACKS
}
MEANS = {
    "未確認": "not_confirmed",
    "不明": "unknown",
    "わからない": "cannot_tell",
    **dict.fromkeys(("なし", "ない", "いいえ", "いない", "していない", "受診なし"), "no"),
    **dict.fromkeys(("参加していない", "今のところ未結成", "実施していない"), "no"),
}
"""What an answer means, by its words on paper; every other says only what it says."""


def form_of(pack: str, name: str) -> Form:
    """A form of a pack by its id."""
    return next(form for form in load_pack(pack).forms if form.id == name)


def with_gaps(option: Option) -> str:
    """An answer as it is printed, its gaps in brackets."""
    return f"{option.label}({'　'.join(option.note)})" if option.note else option.label


def hinted(part: Cell | TableRow) -> str:
    """The head of a column or a row as it is printed."""
    return f"{part.label} {part.hint}".strip()


def as_printed(field: FormField, form: Form) -> dict[str, Any]:
    """A question as the lists in this folder write it, with what it starts from."""
    said: dict[str, Any] = {"問い": field.label, "はじめ": field.first or field.empty}
    if field.added:
        said["様式にない"] = "true"
    if field.hint:
        said["添え書き"] = field.hint
    if field.options:
        said["答え"] = [with_gaps(option) for option in field.options]
    if field.columns:
        said["列"] = [hinted(cell) for cell in field.columns]
    if field.rows:
        said["行"] = [hinted(row) for row in field.rows]
    if field.when:
        asked = next(one for one in form.fields if one.id == field.when.field)
        said["とき"] = [asked.choices[name].label for name in field.when.is_one_of]
    return said


def around(form: Form) -> dict[str, Any]:
    """What stands around a form's questions, as the lists write it; nothing that is empty."""
    heads = [f"{one.title} {one.note}".strip() for one in form.sections]
    said = {
        "題": form.title,
        "宛先": form.to,
        "出どころ": form.credit,
        "注": list(form.notes),
        "見出し": [head for head in heads if head],
    }
    return {name: value for name, value in said.items() if value}


NAMED = [(pack, name) for pack in PACKS for name in PRINTED[pack]]


@pytest.mark.parametrize(("pack", "name"), NAMED)
def test_asks_what_the_document_asks_in_its_order_and_starts_as_listed(
    pack: str, name: str
) -> None:
    """Label, answers with their gaps, condition, and what is filled in or why it is not."""
    form, printed = form_of(pack, name), dict(PRINTED[pack][name])
    questions = printed.pop("問い")
    assert around(form) == printed
    assert [as_printed(field, form) for field in form.fields] == questions


@pytest.mark.parametrize("pack", PACKS)
def test_every_form_of_a_pack_is_listed(pack: str) -> None:
    """A form that nobody held to its document stands in no pack."""
    assert {form.id for form in load_pack(pack).forms} == set(PRINTED[pack])


@pytest.mark.parametrize(("pack", "name"), NAMED)
def test_no_not_confirmed_unknown_and_cannot_tell_stay_different(pack: str, name: str) -> None:
    """They are answers of their own with a meaning of their own; no other answer has one."""
    for field in form_of(pack, name).fields:
        means = [option.means for option in field.options if option.means]
        assert len(means) == len(set(means)), field.id
        assert {option.label: option.means for option in field.options} == {
            option.label: MEANS.get(option.label) for option in field.options
        }


def test_the_detailed_sheet_knows_all_four() -> None:
    """Seven sections ask in which of no, 未確認, 不明 and わからない they stand."""
    form = form_of("akashi", "detailed-assessment-sheet")
    means = {option.means for field in form.fields for option in field.options}
    assert means == {None, "no", "not_confirmed", "unknown", "cannot_tell"}
    assert [one.title[:2] for one in form.sections if one.title] == [f"{n}." for n in range(1, 8)]


@pytest.mark.parametrize(
    ("field", "answer", "rests_on_seeing"),
    [
        ("body", "no", True),
        ("body", "not-confirmed", False),
        ("bullied", "unknown", False),
        ("developmental", "cannot-tell", False),
    ],
)
def test_who_has_not_seen_says_so_and_who_says_no_has_seen(
    field: str, answer: str, rests_on_seeing: bool
) -> None:
    """`no` needs who saw what and when; an answer that says nobody knows needs nobody."""
    form = form_of("akashi", "detailed-assessment-sheet")
    chosen = {"chosen": [answer], "notes": {}}
    assert (field in faults(form, {field: Given(chosen)})) is rests_on_seeing
    seen = Seen("担任", date(2026, 11, 20), "家庭訪問で母から聞いた")
    assert field not in faults(form, {field: Given(chosen, seen)})


def test_no_stands_beside_no_other_answer() -> None:
    """なし together with something seen says two things; each alone is an answer."""
    form, seen = (
        form_of("akashi", "detailed-assessment-sheet"),
        Seen("担任", date(2026, 11, 20), "見た"),
    )
    found = {
        chosen: faults(form, {"delinquency": Given({"chosen": list(chosen), "notes": {}}, seen)})
        for chosen in (("no",), ("dress", "night"), ("no", "night"))
    }
    assert [said.get("delinquency") for said in found.values()] == [
        None,
        None,
        ["「(5) 非行傾向(最近1か月の間)」の「なし」は、ほかの答えといっしょに選べません"],
    ]


@pytest.mark.parametrize(("pack", "name"), NAMED)
def test_nobody_must_judge_what_they_have_not_seen(pack: str, name: str) -> None:
    """A judgement that must be answered has an answer for who has not seen it."""
    for field in form_of(pack, name).fields:
        if field.judged and field.required:
            assert {option.means for option in field.options} - {None, "no"}, field.id


def test_every_source_of_a_first_value_is_described() -> None:
    """`docs/forms.md` tells of each name that a form writes after `from`, and of no other."""
    text = (packs_folder().parent / "docs" / "forms.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `([a-z0-9-]+)` \|", text.split("| `from` |")[1], re.MULTILINE)
    used = {
        field.first
        for pack in load_packs(pack_names())
        for form in pack.forms
        for field in form.fields
        if field.first
    }
    assert len(described) == len(set(described))
    assert set(described) == used
