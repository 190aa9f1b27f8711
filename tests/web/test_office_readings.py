"""The rules page and the policy page."""

import pytest
from django.urls import reverse

from tests.builders import make_class, make_person
from tests.web.school_life import browser_of
from tsunagu.access.deeds import Deed
from tsunagu.access.labels import DEED_LABELS
from tsunagu.access.table import TABLE
from tsunagu.packs.loader import load_packs

pytestmark = pytest.mark.django_db


def test_rules_page_holds_every_rule_with_source_and_ours() -> None:
    page = browser_of(make_person(make_class())).get(reverse("rules")).content.decode()
    for pack in load_packs(["national", "akashi"]):
        for rule in pack.responses:
            assert f'id="{rule.id}"' in page
    assert "続けて休んだ日数が4、7、10日…" in page
    assert "つなぐの取り決め" in page


def test_policy_page_holds_every_row() -> None:
    page = browser_of(make_person(make_class())).get(reverse("policy")).content.decode()
    for row in TABLE:
        assert row.why in page


def test_every_deed_has_a_label() -> None:
    assert set(DEED_LABELS) == set(Deed)
