"""Finding pupils by name as people type one: with or without a space, in any width and kana."""

from typing import Any, TypeVar
from unicodedata import normalize

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat, Replace

from tsunagu.school.names import HIRAGANA

KATAKANA = {hiragana: katakana for katakana, hiragana in HIRAGANA.items()}
HALF_WIDTH = {
    ord(whole): f"{letter}{mark}"
    for mark in ("", "\uff9e", "\uff9f")
    for letter in map(chr, range(0xFF66, 0xFF9E))
    if len(whole := normalize("NFKC", letter + mark)) == 1
}
"""Katakana as rosters of old systems write it, a voiced one as two letters."""
Rows = TypeVar("Rows", bound=QuerySet[Any])
SPACES = (" ", "\u3000")


def _joined(family: str, given: str) -> Any:
    """Family and given name as the database compares them: one after the other, without spaces."""
    whole: Any = Concat(family, given, output_field=CharField())
    for space in SPACES:
        whole = Replace(whole, Value(space), Value(""))
    return whole


def _spellings(word: str) -> set[str]:
    """A word in each of the kana in which a reading may stand."""
    katakana = word.translate(KATAKANA)
    return {word.translate(HIRAGANA), katakana, katakana.translate(HALF_WIDTH)}


def named(rows: Rows, text: str, at: str = "") -> Rows:
    """The rows whose pupil, reached by the prefix `at`, has every word in the name or its reading.

    Compared in the database: nobody's name is read who does not fit.
    """
    words = normalize("NFKC", text).split()
    if not words:
        return rows
    rows = rows.alias(
        whole_name=_joined(f"{at}family_name", f"{at}given_name"),
        whole_kana=_joined(f"{at}family_kana", f"{at}given_kana"),
    )
    for word in words:
        names = Q(whole_name__contains=word)
        for spelling in _spellings(word):
            names |= Q(whole_kana__contains=spelling)
        rows = rows.filter(names)
    return rows
