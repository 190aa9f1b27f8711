"""A form with every kind of question, and answers to all of them."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from tsunagu.forms.answers import Given, Seen
from tsunagu.forms.printing.paper import Heading
from tsunagu.packs.forms import Form

FRIDAY = date(2026, 11, 20)
HEADING = Heading(
    printed=FRIDAY, whose="A T　5年2組", state="下書き", source="早期対応マニュアル 9ページ"
)
SEEN = Seen("担任 山田", FRIDAY, "教室に入る前に立ち止まった")


@pytest.fixture(scope="session")
def form() -> Form:
    """The form of `own.yaml`."""
    text = Path(__file__).with_name("own.yaml").read_text(encoding="utf-8")
    return Form.model_validate(yaml.safe_load(text))


@pytest.fixture
def answers() -> dict[str, Given]:
    """An answer to every question, as they are stored."""
    return {
        "written-on": Given("2026-11-20", origin="今日", origin_on=FRIDAY, first="2026-11-20"),
        "school": Given("東雲小学校", origin="名簿", origin_on=FRIDAY, first="東雲小学校"),
        "grade": Given("5年", origin="名簿", origin_on=FRIDAY, first="5年"),
        "class": Given("2組"),
        "class-kind": Given({"chosen": ["regular"], "notes": {}}),
        "absent": Given(12, origin="出席簿", origin_on=FRIDAY, first=11),
        "teacher": Given("髙﨑 𠮷子"),
        "narrow": Given("い"),
        "review": Given("2026-12-01"),
        "child": Given("「図書室で本を読みたい」"),
        "guardian": Given("朝の支度を待ってほしい。"),
        "agency": Given("月に二度の来所。"),
        "traits": Given(
            {"chosen": ["earnest", "trouble"], "notes": {"trouble": ["部活動のあと"]}}, SEEN
        ),
        "siblings": Given({"chosen": ["yes"], "notes": {"yes": ["中1", "13", "昨年の秋"]}}),
        "since": Given("別室に通った", SEEN),
        "areas": Given([{"row": "social", "cells": {"problem": "泣いた", "means": "司書"}}], SEEN),
        "steps": Given([{"row": "", "cells": {"what": "校門で会う", "day": "2026-11-24"}}]),
        "manager": Given({"person": "1", "name": "佐藤", "at": "2026-11-21T10:00+09:00"}),
    }
