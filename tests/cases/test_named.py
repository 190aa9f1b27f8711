"""Names in a text are found however they are typed, and the place is pointed at."""

import pytest

from tsunagu.cases.named import Hit, hits, known_names
from tsunagu.school.names import Name

KNOWN = known_names(
    [
        Name("高橋", "陽翔", "たかはし", "はると"),
        Name("森", "蓮", "もり", "れん"),
        Name("Ōta", "Li", "", ""),
        Name("グエン", "アン"),
    ],
    ["つなぐ市立ひばり第一小学校", "朝日中学校"],
)
FOUND = {
    "高橋さんは来た": "高橋",
    "髙橋陽翔は来た": "髙橋陽翔",
    "高橋　陽翔が": "高橋　陽翔",
    "高 橋 陽 翔が": "高 橋 陽 翔",
    "たかはし君が": "たかはし",
    "タカハシが": "タカハシ",
    "ﾀｶﾊｼ ﾊﾙﾄが": "ﾀｶﾊｼ ﾊﾙﾄ",
    "ハルトが来た": "ハルト",
    "森さんは": "森",
    "森蓮は": "森蓮",
    "もりれんは": "もりれん",
    "ﾓﾘ 蓮は": "ﾓﾘ 蓮",
    "蓮くんは": "蓮",
    "ぐえんは": "ぐえん",
    "ＬＩ が": "ＬＩ",
    "ひばり第一小学校で": "ひばり第一小学校",
    "ﾂﾅｸﾞ市立ひばり第１小": "",
    "ひばり第一小で": "ひばり第一小",
    "朝日中の": "朝日中",
    "朝日の": "朝日",
    "森を歩いた": "",
    "はちみつの蓮根": "",
    "limit": "",
    "高い\n橋": "",
}


@pytest.mark.parametrize(("text", "word"), FOUND.items(), ids=FOUND)
def test_name_is_found_as_it_was_typed_and_nothing_else(text: str, word: str) -> None:
    assert [hit.word for hit in hits("aims", text, KNOWN)] == ([word] if word else [])


def test_place_is_told_with_what_stands_around_it_and_known_again_by_that() -> None:
    text = "春に相談があった。高橋さんと話した。次の日、森さんも来た。"
    first, second = hits("aims", text, KNOWN)
    assert first == Hit("aims", "春に相談があった。", "高橋", "さんと話した。次の日、森")
    again = next(hits("aims", text + "それから長い文が続いた。", KNOWN))
    elsewhere = next(hits("outcome", text, KNOWN))
    assert first.key == again.key
    assert len({first.key, second.key, elsewhere.key}) == 3
