"""Characters that the packaged font has not: each falls back or is told, none is a blank box."""

import pytest

from tsunagu.glyphs import Missing, packaged, settable


def told(words: str) -> tuple[str, list[Missing]]:
    """What is set, and what was told."""
    found: list[Missing] = []
    return settable(words, found.append), found


def test_the_font_has_what_names_need() -> None:
    font = packaged()
    assert font.characters.issuperset("𠮷髙﨑塚德濵邉﨟鷗①㈱□✓〔〕※ễ한")
    assert "葛\U000e0100" in font.variants
    assert "葛\U000e01ef" not in font.variants


@pytest.mark.parametrize(
    "words", ["𠮷野家の髙﨑", "葛\U000e0100城市", "か\u3099", "一行目\n二行目", "☑ 済み", ""]
)
def test_what_the_font_has_stays(words: str) -> None:
    assert told(words) == (words, [])


@pytest.mark.parametrize(
    ("words", "printed", "code", "what"),
    [
        ("笑😀", "笑〔U+1F600〕", "U+1F600", "GRINNING FACE"),
        ("葛\U000e01ef", "葛", "U+845B U+E01EF", "異体字"),
        ("辻\ufe03", "辻", "U+8FBB U+FE03", "異体字"),
        ("\ue000田", "〔U+E000〕田", "U+E000", "外字"),
        ("\u0378", "〔U+0378〕", "U+0378", "名前のない文字"),
        ("नमस्ते"[0], "〔U+0928〕", "U+0928", "DEVANAGARI LETTER NA"),
        ("𝐀", "A", "U+1D400", "MATHEMATICAL BOLD CAPITAL A"),
        ("\ud800", "〔U+D800〕", "U+D800", "名前のない文字"),
    ],
)
def test_what_the_font_has_not_is_told(words: str, printed: str, code: str, what: str) -> None:
    assert told(words)[0] == printed
    (one,) = told(words)[1]
    assert (one.code, one.what) == (code, what)


def test_what_nobody_sees_goes_without_a_word() -> None:
    assert told("a\tb\x00c\u202ed\ufeff") == ("a bcd", [])


def test_a_family_of_emoji_is_told_piece_by_piece() -> None:
    printed, found = told("👨‍👩‍👧\ufe0f")
    assert printed == "〔U+1F468〕〔U+1F469〕〔U+1F467〕"
    assert [one.written for one in found] == ["👨", "👩", "👧"]
