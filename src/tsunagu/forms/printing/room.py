"""How long words are on paper: by this is decided where a label stands."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from tsunagu.forms.printing.paper import LINE, Choice

PAGE = {False: 180, True: 267}
"""Millimetres between a page's margins, upright and across."""
INSET = 3
"""Millimetres of a cell's width that stay free."""
LABEL, ANSWER = 2.83, 3.18
"""Millimetres of a full letter of a label and of an answer."""
HALF = 0.58
"""What a half-width letter takes of a full one."""
MARK, DATE = 5, 34
"""Millimetres that a mark takes behind an answer, and a date with its weekday."""
GAP, BETWEEN, BOX = 5, 1, 1
"""Full letters of an empty place behind a choice, between two choices, and of a choice's box."""


def room(parts: int, landscape: bool) -> float:
    """Millimetres for words in a cell of so many parts of the line."""
    return parts * PAGE[landscape] / LINE - INSET


def letters(words: str) -> float:
    """The length of words in full letters."""
    return sum(1 if east_asian_width(one) in "WFA" else HALF for one in words)


def lines_of(choices: Iterable[Choice], first: float, others: float) -> int:
    """Lines that choices take where the first has so much room and all others so much."""
    number, free = 1, first
    for length in (_of_choice(one) * ANSWER for one in choices):
        if length > free:
            number, free = number + 1, others
        free -= length + BETWEEN * ANSWER
    return number


def _of_choice(choice: Choice) -> float:
    said = [letters(label) + (letters(words) or GAP) for label, words in choice.notes]
    return BOX + letters(choice.label) + (sum(said) + len(said) + 1 if said else 0)
