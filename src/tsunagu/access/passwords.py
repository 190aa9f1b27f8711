"""Passwords that everybody tries first: refused, whatever signs stand around them."""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from tsunagu.access.models import Account
from tsunagu.clock import today
from tsunagu.org.models import Organisation, Person
from tsunagu.packs.loader import setting

SHORTEST_WORD, SHORTEST_OF_ONES_OWN = 4, 2
ENOUGH = 3
"""So many words or loose letters are a password of one's own; two are soon tried."""
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "0123456789")
"""What lies side by side on a keyboard, or is said in a row."""


class TooEasy:
    """A validator of Django: no password of common words, of the place's or of one's own names.

    Beside 20,000 known passwords (the list that Django brings) it knows the words of the packs'
    `password-words` and the names of the person, the places of work and the municipality.
    """

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise `ValidationError` for a password that is soon guessed."""
        words = _common() | (_of(user) if user else frozenset())
        if weight(password, words) < ENOUGH:
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        """What to choose instead."""
        return (
            "よく使われることばや、名前・学校・市のことばを並べただけのものは使えません。"
            "関係のないことばを三つ以上つなげてください"
        )


class NotTooLong:
    """A validator of Django: a length that nobody types, but somebody may paste again and again."""

    def __init__(self, max_length: int) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise `ValidationError` for a password that is too long."""
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """How long it may be."""
        return f"{self.max_length}文字までにしてください"


def weight(password: str, words: Iterable[str]) -> int:
    """How many of these words and loose letters it takes at least to write a password.

    Case, width, signs, digits, repetitions and rows of the keyboard count for nothing.
    """
    text, known = _plain(password), frozenset(words)
    least = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        least[end] = least[end - 1] + 1
        for start in range(end):
            piece = text[start:end]
            if _is_free(piece):
                least[end] = min(least[end], least[start])
            elif piece in known:
                least[end] = min(least[end], least[start] + 1)
    return least[-1]


def _plain(text: str) -> str:
    """Letters and digits alone, in small letters of one width; at most so many as one types."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())[:128]


def _is_free(piece: str) -> bool:
    """Digits, one letter again and again, or three and more in a row of the keyboard?"""
    if piece.isdigit():
        return True
    if len(piece) < 3:
        return False
    turned = piece[::-1]
    return len(set(piece)) == 1 or any(piece in row or turned in row for row in ROWS)


@cache
def _common() -> frozenset[str]:
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        known = (_plain(line) for line in file)
        return frozenset(word for word in known if len(word) >= SHORTEST_WORD)


def _of(account: Account) -> frozenset[str]:
    """Words that belong to the person and the place: the first that somebody else tries."""
    person: Person = account.person
    city = person.municipality
    places = Organisation.objects.filter(roles__person=person).values_list("name", flat=True)
    texts = [account.username, person.sourced_id, person.email, person.kana, city.name, city.code]
    texts += [person.family_name, person.given_name, *places]
    texts.append(str(setting(city.packs, "password-words", today())))
    pieces = (_plain(piece) for text in texts for piece in re.split(r"[\W_]+", text))
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST_OF_ONES_OWN)
