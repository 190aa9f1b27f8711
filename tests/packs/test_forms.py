"""Forms in a pack: a bad definition stops the start with file, line and reason."""

from datetime import date
from pathlib import Path

import pytest

from tests.packs.test_loader import faults_of
from tsunagu.packs.loader import forms, load_pack

FORM = """\
forms:
  - id: slip
    title: 票
    about: pupil
    names: full
    data: "2"
    valid_from: 2026-04-01
    source: {document: manual, page: 3ページ}
    checked_on: 2026-11-21
    sections:
      - id: head
        fields:
          - {id: name, label: 氏名, kind: text, from: pupil-name}
          - id: sees
            label: 様子
            kind: one_of
            empty: judgement
            options:
              - {id: well, label: 良好}
              - {id: open, label: 未確認, means: not_confirmed}
          - {id: more, label: 気になること, kind: long_text, empty: judgement}
"""
FILE = "slip.yaml"
FIELD = "forms.0.sections.0.fields"
ONE_OF_TWO = "from（最初の値の出どころ）か empty（空で始まるわけ）の一方を書きます"
BAD = {
    "turned_on_what_is_no_table": (
        FORM.replace("kind: long_text", "kind: long_text, turned: true"),
        f"{FILE}:21: {FIELD}.2: turned は、12行までの table に書きます",
    ),
    "turned_with_too_many_rows": (
        FORM.replace(
            "kind: long_text",
            "kind: table, most: 13, turned: true, columns: [{id: a, label: 甲, kind: text}]",
        ),
        f"{FILE}:21: {FIELD}.2: turned は、12行までの table に書きます",
    ),
    "unknown_field_kind": (
        FORM.replace("kind: long_text", "kind: essay"),
        f"{FILE}:21: {FIELD}.2.kind: 'text', 'long_text', 'number', 'date', 'one_of', "
        "'many_of', 'table', 'person'、'sign' のどれかを書いてください",
    ),
    "duplicate_field_id": (
        FORM.replace("id: more", "id: name"),
        f"{FILE}:21: {FIELD}.2.id: 「name」が二度あります",
    ),
    "duplicate_option_id": (
        FORM.replace("id: open", "id: well"),
        f"{FILE}:20: {FIELD}.1.options.1.id: 「well」が二度あります",
    ),
    "condition_on_a_field_that_does_not_exist": (
        FORM.replace("kind: long_text", "when: {field: seems, is: [well]}, kind: long_text"),
        f"{FILE}:21: {FIELD}.2.when: 「seems」は、前にある選択の項目ではありません",
    ),
    "condition_on_a_later_field": (
        FORM.replace("from: pupil-name", "from: pupil-name, when: {field: sees, is: [well]}"),
        f"{FILE}:13: {FIELD}.0.when: 「sees」は、前にある選択の項目ではありません",
    ),
    "condition_on_an_answer_that_does_not_exist": (
        FORM.replace("kind: long_text", "when: {field: sees, is: [ill]}, kind: long_text"),
        f"{FILE}:21: {FIELD}.2.when: 「ill」は、sees の選択肢にありません",
    ),
    "tells_on_an_answer_that_nobody_knows": (
        FORM.replace("means: not_confirmed", "means: not_confirmed, tells: abuse"),
        f"{FILE}:14: {FIELD}.1: tells は、人が書く項目の、means のない選択肢に書きます",
    ),
    "tells_what_is_no_suspicion": (
        FORM.replace("label: 良好", "label: 良好, tells: sadness"),
        f"{FILE}:19: {FIELD}.1.options.0.tells: 'abuse', 'developmental-disorder'、'delinquency' "
        "のどれかを書いてください",
    ),
    "both_from_and_empty": (
        FORM.replace("from: pupil-name", "from: pupil-name, empty: judgement"),
        f"{FILE}:13: {FIELD}.0: {ONE_OF_TWO}",
    ),
    "neither_from_nor_empty": (
        FORM.replace(", from: pupil-name", ""),
        f"{FILE}:13: {FIELD}.0: {ONE_OF_TWO}",
    ),
    "choice_without_options": (
        FORM.replace("kind: long_text", "kind: many_of"),
        f"{FILE}:21: {FIELD}.2: options は one_of と many_of に、必ず書きます",
    ),
    "table_without_columns": (
        FORM.replace("kind: long_text", "kind: table, most: 3"),
        f"{FILE}:21: {FIELD}.2: columns は table に、必ず書きます",
    ),
    "table_of_fixed_and_growing_rows": (
        FORM.replace(
            "kind: long_text",
            "kind: table, most: 3, rows: [{id: a, label: 甲}], "
            "columns: [{id: b, label: 乙, kind: text}]",
        ),
        f"{FILE}:21: {FIELD}.2: table に rows（決まった行）か most（行の上限）の一方を書きます",
    ),
    "signature_of_nobody": (
        FORM.replace("kind: long_text", "kind: sign"),
        f"{FILE}:21: {FIELD}.2: signed_by は sign に、必ず書きます",
    ),
    "wider_than_the_line": (
        FORM.replace("from: pupil-name", "from: pupil-name, width: 13"),
        f"{FILE}:13: {FIELD}.0.width: 12 以下で書いてください",
    ),
    "section_without_fields": (
        FORM.replace("    sections:\n", "    sections:\n      - {id: none, fields: []}\n"),
        f"{FILE}:11: {FIELD}: 1 つ以上書いてください",
    ),
}


@pytest.mark.parametrize(("text", "fault"), BAD.values(), ids=BAD)
def test_a_bad_form_says_file_line_and_reason(packs: Path, text: str, fault: str) -> None:
    assert faults_of(packs, text, file=FILE) == [fault]


def test_every_bad_field_of_a_form_is_told_at_once(packs: Path) -> None:
    text = FORM.replace("kind: text", "kind: essay").replace("kind: long_text", "kind: sign")
    lines = [fault.split(":")[1] for fault in faults_of(packs, text, file=FILE)]
    assert lines == ["13", "21"]


def test_no_fault_hides_another_and_none_follows_from_another(packs: Path) -> None:
    """A field of an unknown kind is asked for in vain, but that is no fault of who asks."""
    text = FORM.replace("kind: one_of", "kind: radio")
    text = text.replace("2026-04-01", "2026-04-01\n    valid_until: 2026-03-31")
    text = text.replace("document: manual", "document: leaflet")
    text = text.replace("kind: long_text", "kind: sign, when: {field: sees, is: [ill]}")
    found = [fault.partition("slip.yaml:")[2] for fault in faults_of(packs, text, file=FILE)]
    assert sorted((int(one.split(":")[0]), one.split(": ")[1]) for one in found) == [
        (8, "forms.0.valid_until"),
        (9, "出典「leaflet」が pack.yaml の documents にありません"),
        (17, f"{FIELD}.1.kind"),
        (22, f"{FIELD}.2"),
        (22, f"{FIELD}.2.when"),
    ]


def test_a_new_form_and_a_new_version_need_no_code(packs: Path) -> None:
    """A municipality adds a file; from its day on the new version holds, before it the old one."""
    later = FORM.removeprefix("forms:\n").replace("title: 票", "title: 新しい票")
    later = later.replace("2026-04-01", "2026-10-01")
    (packs / "town" / FILE).write_text(FORM + later, encoding="utf-8")
    load_pack.cache_clear()
    titles = [
        {name: form.title for name, (_, form) in forms(["town"], day).items()}
        for day in (date(2026, 3, 31), date(2026, 9, 30), date(2026, 10, 1))
    ]
    assert titles == [{}, {"slip": "票"}, {"slip": "新しい票"}]
