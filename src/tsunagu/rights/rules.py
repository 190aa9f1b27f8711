"""Others' names in what was written, and words made black: pure functions on plain values."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

BLACK = "■■■■"
"""Stands for anything that is black, whatever its length."""
CALLED = "(?:さん|くん|君|ちゃん|様)"


class Span(TypedDict):
    """A stretch of a field's text: proposed by its words, or an `own` one of who reviews."""

    field: str
    start: int
    end: int
    black: bool
    own: bool


@dataclass(frozen=True)
class Name:
    """The name of a child or of a guardian."""

    family: str
    given: str


def one_name(name: str) -> str:
    """A name however it was typed: without spaces, and wide and narrow signs alike."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def names_pattern(others: Iterable[Name], *, own: Name) -> re.Pattern[str] | None:
    """What finds others' names: whole, family or given name alone; never what the child is called.

    A name of a single sign counts only where somebody is called by it.
    """
    theirs: set[str] = set()
    for one in others:
        parts = {one.family, one.given} - {own.family, own.given, ""}
        theirs |= {re.escape(part) if len(part) > 1 else part + CALLED for part in parts}
        if one.family and one.given and parts:
            theirs.add(rf"{re.escape(one.family)}[\s\u3000]*{re.escape(one.given)}")
    longest_first = sorted(theirs, key=lambda words: (-len(words), words))
    return re.compile("|".join(longest_first)) if longest_first else None


def proposed(field: str, text: str, pattern: re.Pattern[str] | None) -> list[Span]:
    """The spans of a field's text in which somebody else seems to be named."""
    if pattern is None:
        return []
    return [
        Span(field=field, start=found.start(), end=found.end(), black=True, own=False)
        for found in pattern.finditer(text)
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
