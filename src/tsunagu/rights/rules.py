"""Others' names in what was written, and words made black: pure functions on plain values."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypedDict

BLACK = "■■■■"
"""Stands for anything that is black, whatever its length."""
CALLED = "(?:さん|くん|君|ちゃん|様|さま)"
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
LEFT_OF = "\uff9e\uff9f"
"""Half-width signs that belong to the letter before them."""


class Span(TypedDict):
    """A stretch of a field's text: proposed by its words, or an `own` one of who reviews."""

    field: str
    start: int
    end: int
    black: bool
    own: bool


@dataclass(frozen=True)
class Name:
    """The name of a child or of a guardian, with its reading where it is known."""

    family: str
    given: str
    family_kana: str = ""
    given_kana: str = ""


def one_name(name: str) -> str:
    """A name however it was typed: without spaces, and wide and narrow signs alike."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def names_pattern(others: Iterable[Name], *, own: Name) -> re.Pattern[str] | None:
    """What finds others' names in folded text: whole, family or given name alone, or a reading.

    Never what the child is called. A name of a single sign, or a reading of two, counts only where
    somebody is called by it.
    """
    theirs: set[str] = set()
    for one in others:
        theirs |= _ways(one.family, one.given, {own.family, own.given}, alone=2)
        kana = {own.family_kana, own.given_kana}
        theirs |= _ways(one.family_kana, one.given_kana, kana, alone=3)
    longest_first = sorted(theirs, key=lambda words: (-len(words), words))
    return re.compile("|".join(longest_first)) if longest_first else None


def _ways(family: str, given: str, own: Collection[str], *, alone: int) -> set[str]:
    """Patterns for a name; parts of `alone` or more signs are found wherever they stand."""
    family, given = folded(family)[0], folded(given)[0]
    parts = {family, given} - {folded(name)[0] for name in own} - {""}
    ways = {re.escape(part) + ("" if len(part) >= alone else CALLED) for part in parts}
    if family and given and parts:
        ways.add(rf"{re.escape(family)}\s*{re.escape(given)}")
    return ways


def folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text in hiragana and signs of one width, and from where to where each sign stood."""
    signs: list[str] = []
    stood: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (text[end] in LEFT_OF or unicodedata.combining(text[end])):
            end += 1
        new = unicodedata.normalize("NFKC", text[start:end]).translate(HIRAGANA)
        signs += new
        stood += [(start, end)] * len(new)
        start = end
    return "".join(signs), stood


def proposed(field: str, text: str, pattern: re.Pattern[str] | None) -> list[Span]:
    """The spans of a field's text in which somebody else seems to be named."""
    if pattern is None:
        return []
    plain, stood = folded(text)
    return [
        Span(
            field=field,
            start=stood[found.start()][0],
            end=stood[found.end() - 1][1],
            black=True,
            own=False,
        )
        for found in pattern.finditer(plain)
    ]


def occurrences(field: str, text: str, words: str) -> list[Span]:
    """Every place at which words stand in a field's text."""
    return [
        Span(field=field, start=found.start(), end=found.end(), black=True, own=True)
        for found in re.finditer(re.escape(words), text)
    ]


def blacked(text: str, spans: Iterable[Span]) -> str:
    """The text without what is black; spans that touch or overlap are one."""
    parts, at, last_black = [], 0, -1
    for span in sorted((s for s in spans if s["black"]), key=lambda s: (s["start"], s["end"])):
        if span["start"] > last_black:
            parts += [text[at : span["start"]], BLACK]
        at = last_black = max(at, span["end"])
    return "".join([*parts, text[at:]])
