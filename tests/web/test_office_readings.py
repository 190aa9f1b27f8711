"""The rules page and the policy page."""

import pytest
from django.urls import reverse

from tests.builders import make_class, make_person
from tests.web.school_life import browser_of
from tsunagu.access.table import TABLE
from tsunagu.packs.loader import load_packs

pytestmark = pytest.mark.django_db


def test_rules_page_holds_every_rule_with_source_and_ours() -> None:
    page = browser_of(make_person(make_class())).get(reverse("rules")).content.decode()
    for pack in load_packs(["national", "akashi"]):
        for rule in pack.responses:
            assert f'id="{rule.id}"' in page
        for way in pack.noticings:
            assert way.what in page
        for line in pack.help_lines:
            assert line.phone in page
    assert "続けて休んだ日数が4、7、10日…" in page
    assert "つなぐの取り決め" in page


def test_policy_page_holds_every_row() -> None:
    page = browser_of(make_person(make_class())).get(reverse("policy")).content.decode()
    for row in TABLE:
        assert row.why in page
        assert row.condition in page


def test_policy_page_answers_by_role_object_and_words() -> None:
    browser = browser_of(make_person(make_class()))
    asked = {"role": "homeroom", "thing": "contact", "words": "訂正"}
    page = browser.get(reverse("policy"), asked).content.decode()
    assert "<h2>1件</h2>" in page
    assert "わけを書く。前の内容は残る" in page
    nothing = browser.get(reverse("policy"), {"role": "office", "thing": "protection"})
    assert "あてはまるものがありません" in nothing.content.decode()
    unknown = browser.get(reverse("policy"), {"role": "king", "thing": "crown"})
    assert "すべて（" in unknown.content.decode()
