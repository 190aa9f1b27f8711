"""Finding the names of a city's children, guardians, staff and schools in a text: pure.

However they were typed: in kanji, by their reading, in wide or narrow signs, with or without space.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from tsunagu.school.names import CALLED, HIRAGANA, Name, folded

TITLES = re.compile(f"{CALLED}|先生|せんせい|教諭|校長|教頭")
"""How somebody is called: behind a name of a single sign, or a reading of two, it shows a name."""
VARIANTS = str.maketrans(
    "髙﨑濵濱邊邉齋齊斉澤櫻嶋嶌廣眞國惠龍條", "高崎浜浜辺辺斎斎斎沢桜島島広真国恵竜条"
)
"""Signs with which the same name is written."""
SCHOOLS = (
    ("小学校", "小"),
    ("中学校", "中"),
    ("義務教育学校", ""),
    ("特別支援学校", ""),
    ("支援学校", ""),
    ("養護学校", "養護"),
)
FOUNDER = re.compile(r"^.*?[都道府県市区町村組合]立")
AROUND = 12
"""Signs on either side of a place by which it is known again after the text was changed."""


@dataclass(frozen=True)
class Hit:
    """A place in a text of a story that reads like somebody's name."""

    part: str
    before: str
    word: str
    after: str

    @property
    def key(self) -> str:
        """What tells this place from others; the same words around it are the same place."""
        return sha256(
            "\n".join((self.part, self.before, self.word, self.after)).encode()
        ).hexdigest()


@dataclass(frozen=True)
class KnownNames:
    """Names as they are compared: found wherever they stand, or only where one is called so."""

    anywhere: frozenset[str]
    called: frozenset[str]
    longest: int

    def end_of(self, signs: str, at: int) -> int | None:
        """Where the longest name that begins at a place ends."""
        for length in range(min(self.longest, len(signs) - at), 0, -1):
            end = at + length
            word = signs[at:end]
            known = word in self.anywhere
            if known and word.isascii() and _inside_a_word(signs, at, end):
                continue
            if known or (word in self.called and TITLES.match(signs, end)):
                return end
        return None


def known_names(names: Iterable[Name], schools: Iterable[str]) -> KnownNames:
    """Every way in which people of these names, and schools of these, can be written.

    A whole name is kept only where neither half of it is found by itself.
    """
    anywhere: set[str] = set()
    called: set[str] = set()
    for one in names:
        families = _plain(one.family), _plain(one.family_kana)
        givens = _plain(one.given), _plain(one.given_kana)
        for written, reading in (families, givens):
            (anywhere if len(written) > 1 else called).add(written)
            (anywhere if len(reading) > 2 else called).add(reading)
        short = [[half for half in halves if half in called] for halves in (families, givens)]
        anywhere |= {
            family + given for family in short[0] for given in short[1] if family and given
        }
    for school in schools:
        anywhere |= _ways_of_a_school(school)
    anywhere.discard("")
    called.discard("")
    longest = max(map(len, anywhere | called), default=0)
    return KnownNames(frozenset(anywhere), frozenset(called), longest)


def hits(part: str, text: str, known: KnownNames) -> Iterator[Hit]:
    """The places in a part of a story that read like names, from the beginning."""
    signs, stood = _squeezed(text)
    for first, end in _places(signs, known):
        start, last = stood[first][0], stood[end - 1][1]
        before, after = text[max(start - AROUND, 0) : start], text[last : last + AROUND]
        yield Hit(part, before, text[start:last], after)


def _places(signs: str, known: KnownNames) -> Iterator[tuple[int, int]]:
    """From where to where names stand; a given name right behind a family name is one with it."""
    at, first = 0, None
    while at < len(signs):
        end = known.end_of(signs, at)
        if end is None and first is not None:
            yield first, at
            first = None
        elif end is not None and first is None:
            first = at
        at = end or at + 1
    if first is not None:
        yield first, len(signs)


def searchable(text: str) -> str:
    """A text as it is searched: in hiragana and signs of one width, without spaces."""
    return _squeezed(text)[0]


def _squeezed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text without spaces, lines kept apart, and where each sign stood."""
    plain, stood = folded(text)
    kept = [n for n, sign in enumerate(plain) if sign == "\n" or not sign.isspace()]
    signs = "".join(plain[n].lower() for n in kept)
    return signs.translate(VARIANTS), [stood[n] for n in kept]


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    """A name as it is compared; many have the same family's or given name."""
    signs = unicodedata.normalize("NFKC", name).translate(HIRAGANA).lower()
    return "".join(signs.split()).translate(VARIANTS)


def _inside_a_word(signs: str, at: int, end: int) -> bool:
    """Is it a piece of a longer word in Latin letters?"""
    beside = signs[at - 1 : at] + signs[end : end + 1]
    return any(sign.isascii() and sign.isalpha() for sign in beside)


def _ways_of_a_school(name: str) -> set[str]:
    """Its whole name, without its founder, in short, and what it is called after."""
    whole = _plain(name)
    own = FOUNDER.sub("", whole)
    ways = {whole, own}
    for kind, short in SCHOOLS:
        if own.endswith(kind) and len(own) > len(kind):
            called_after = own.removesuffix(kind)
            ways |= {called_after + short} if short else set()
            ways |= {called_after} if len(called_after) > 1 else set()
            break
    return ways
