"""Names in what was written, however they were typed: pure, but for those that a school knows."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from tsunagu.school.models import EnrolmentQuerySet, Guardian, Pupil, PupilQuerySet, Sibling

CALLED = "(?:さん|くん|君|ちゃん|様|さま)"
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
"""From katakana, to translate with."""
LEFT_OF = "\uff9e\uff9f"
"""Half-width signs that belong to the letter before them."""


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


def places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """From where to where in a text the pattern finds something folded, and that."""
    plain, stood = folded(text)
    for found in pattern.finditer(plain):
        yield stood[found.start()][0], stood[found.end() - 1][1], found.group()


def bare(words: str) -> str:
    """A name as it is compared: folded, without spaces and without how somebody is called."""
    return re.sub(rf"\s|{CALLED}$", "", folded(words)[0])


def known_names(enrolments: EnrolmentQuerySet) -> set[Name]:
    """The names of enrolled children and of those at their homes; two queries."""
    there = enrolments.order_by().values("pupil")
    names = _names_of(Pupil.objects.filter(pk__in=there))
    guardians = Guardian.objects.filter(pupil__in=there).order_by()
    return names | {whole_name(one) for one in guardians.values_list("name", flat=True)}


def sibling_names(enrolments: EnrolmentQuerySet) -> set[Name]:
    """The names of enrolled children's recorded siblings, wherever they are; one query."""
    there = enrolments.order_by().values("pupil")
    others = Q(pk__in=Sibling.objects.filter(pupil__in=there).values("other"))
    pupils = Q(pk__in=Sibling.objects.filter(other__in=there).values("pupil"))
    return _names_of(Pupil.objects.filter(others | pupils))


def _names_of(pupils: PupilQuerySet) -> set[Name]:
    fields = ("family_name", "given_name", "family_kana", "given_kana")
    return {Name(*one) for one in pupils.order_by().values_list(*fields)}


def whole_name(whole: str) -> Name:
    """A guardian's name, typed as one, in its parts."""
    family, _, given = whole.replace("\u3000", " ").partition(" ")
    return Name(family, given.strip())
