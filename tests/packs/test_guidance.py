"""Guidance and the sharing's form: plain words everywhere, the manual's where it is followed."""

import re

import pytest

from tests.conftest import WEDNESDAY
from tsunagu.clock import freeze, today
from tsunagu.packs.loader import load_pack, phrases

GROUPS = (
    "contact.ask.child",
    "contact.ask.guardian",
    "contact.observe.child",
    "contact.observe.guardian",
    "contact.tell.child",
    "contact.tell.guardian",
    "contact.letter",
    "sharing.agenda",
    "sharing.comes",
    "sharing.does_not",
)
MANUAL = "akashi-early-response-manual"
PLACES = {
    ("sharing.agenda", "欠席に対する意識", "受けとめ"),
    ("sharing.agenda", "登校しぶり", "以前の担任.*個人票.*児童生徒理解・教育支援シート"),
    ("sharing.comes", "過ごす場所と時間", "保健室・別室.*時間をずらす.*放課後"),
    ("sharing.comes", "見守る人", "授業、休み時間、放課後、部活動"),
    ("sharing.comes", "家庭への連絡・家庭訪問", "連絡や家庭訪問"),
    ("sharing.comes", "専門職との連携", "スクールカウンセラー.*スクールソーシャルワーカー"),
    ("sharing.does_not", "朝の電話・迎え", "電話するか迎えに行くか"),
    ("sharing.does_not", "その日の電話・家庭訪問", "電話や家庭訪問.*体の具合"),
    ("sharing.does_not", "代わりに示すこと", "遅れて来る、別室"),
    ("sharing.does_not", "専門職との連携", "スクールカウンセラー.*スクールソーシャルワーカー"),
    ("sharing.does_not", "関係機関", "関係機関"),
}
"""What page 6 asks for: part of the form, label, and what its sentence must speak of."""


@pytest.mark.parametrize("group", GROUPS)
def test_every_municipality_has_the_phrases_that_a_manual_may_put_otherwise(group: str) -> None:
    with freeze(WEDNESDAY):
        plain = {p.id: p for p in phrases(["machida-2013"], group, today())}
        manual = {p.id: p for p in phrases(["akashi"], group, today())}
    assert plain.keys() == manual.keys()
    assert {p.source for p in plain.values()} == {"ours"}
    assert list(plain) == list(manual)
    assert "ours" not in {p.source for p in manual.values()}


@pytest.mark.parametrize(("group", "label", "words"), sorted(PLACES))
def test_page_6_of_the_manual_is_whole(group: str, label: str, words: str) -> None:
    found = [p for p in load_pack("akashi").phrases if (p.group, p.label) == (group, label)]
    assert [p.source.document for p in found if p.source != "ours"] == [MANUAL]
    assert [p.source.page for p in found if p.source != "ours"] == ["6ページ"]
    assert re.search(words, found[0].text)


@pytest.mark.parametrize("key", ["ask-child-weighs", "ask-guardian-weighs"])
def test_page_5_looks_behind_the_symptoms_for_friends_and_lessons(key: str) -> None:
    phrase = next(p for p in load_pack("akashi").phrases if p.id == key)
    assert re.search("具合の悪さの奥に、友だちや勉強", phrase.text)
    assert phrase.source != "ours"
    assert phrase.source.page == "4・5ページ"
