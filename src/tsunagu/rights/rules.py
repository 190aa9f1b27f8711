"""Others' names and words made black, and what a claim changes: pure functions on plain values."""

import re
from collections.abc import Iterable
from typing import TypedDict

from tsunagu.rights.enums import ClaimKind
from tsunagu.school.names import places

BLACK = "■■■■"
"""Stands for anything that is black, whatever its length."""


class Span(TypedDict):
    """A stretch of a field's text: proposed by its words, or an `own` one of who reviews."""

    field: str
    start: int
    end: int
    black: bool
    own: bool


def proposed(field: str, text: str, pattern: re.Pattern[str] | None) -> list[Span]:
    """The spans of a field's text in which somebody else seems to be named."""
    if pattern is None:
        return []
    return [
        Span(field=field, start=start, end=end, black=True, own=False)
        for start, end, _ in places(pattern, text)
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


STOPPED_HERE = ("response.contact", "response.sharing")
"""What nobody meets any more once a claim stops it; all else is stopped at its own screen."""


def changed_here(kind: str, holding: str, field: str) -> bool:
    """Does granting a claim of a kind change a record, or a field of one, by itself?"""
    return holding in STOPPED_HERE if kind == ClaimKind.STOP else bool(field)
