"""How people write dates, coded values and yes or no in a cell."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from django.db.models import TextChoices

from tsunagu.clock import WEEKDAYS, in_words
from tsunagu.packs.loader import load_packs
from tsunagu.packs.schema import Symbol

ERAS = {
    "令和": (2018, date(2019, 5, 1), date.max),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
}
"""The year before an era's first, its first day and its last."""
ERA_OF_LETTER = {"R": "令和", "H": "平成", "S": "昭和"}
WESTERN = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
JAPANESE = re.compile(
    r"(令和|平成|昭和|[RHS])(元|\d{1,2})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?"
)
TAIL = re.compile(r"(?:\s*\(([月火水木金土日])(?:曜日?)?\)|[ T]0?0:00(?::00(?:\.0+)?)?)\Z")
"""What may follow a date: its weekday, or the midnight that spreadsheets write."""
SERIAL = re.compile(r"[2-7]\d{4}")
EXCEL_EPOCH = date(1899, 12, 30)
DATE_STYLES = "2026-05-20、2026/5/20、R8.5.20、令和8年5月20日"
YES = frozenset({"1", "true", "○", "〇", "◯"})
NO = frozenset({"0", "false", ""})


class BadValue(ValueError):
    """A cell cannot be read; the message says in Japanese what is expected."""


def trimmed(text: str) -> str:
    """The text without half-width and full-width spaces around it."""
    return text.strip().strip("\u3000\ufeff").strip()


def plain(text: str) -> str:
    """The text as it is compared: trimmed, full-width letters, digits and signs made half-width."""
    return trimmed(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def read_date(text: str) -> date:
    """The date that a cell states in any of the styles of the contract, or as Excel's serial.

    The weekday may follow, as on our own lists and prints; then it must be the right one.
    """
    given = plain(text)
    if SERIAL.fullmatch(given):
        return EXCEL_EPOCH + timedelta(days=int(given))
    tail = TAIL.search(given)
    head = given[: tail.start()] if tail else given
    if match := WESTERN.fullmatch(head) or COMPACT.fullmatch(head):
        found = _existing(text, *match.groups())
    elif match := JAPANESE.fullmatch(head.upper()):
        found = _of_era(text, *match.groups())
    else:
        raise BadValue(f"「{text}」は日付として読めません。{DATE_STYLES} のように書いてください")
    weekday = tail[1] if tail else None
    if weekday and weekday != WEEKDAYS[found.weekday()]:
        right = in_words(found, year=True)
        raise BadValue(f"「{text}」の曜日が違います。{right}です。日付か曜日を直してください")
    return found


def _existing(text: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        why = f"「{text}」という日付はありません。実在する日付を書いてください"
        raise BadValue(why) from error


def _of_era(text: str, era: str, years: str, month: str, day: str) -> date:
    name = ERA_OF_LETTER.get(era, era)
    before, first, last = ERAS[name]
    found = _existing(text, str(before + (1 if years == "元" else int(years))), month, day)
    if not first <= found <= last:
        until = "" if last == date.max else f"{in_words(last, year=True)}まで"
        span = f"{in_words(first, year=True)}から{until}"
        raise BadValue(f"「{text}」という日付はありません。{name}は{span}です")
    return found


def read_yes(text: str) -> bool:
    """Yes is 1, true or ○; no is 0, false or nothing."""
    given = plain(text).casefold()
    if given in YES:
        return True
    if given in NO:
        return False
    raise BadValue(
        f"「{text}」は読めません。はい は 1・true・○、いいえ は 0・false・空欄で書いてください"
    )


@dataclass(frozen=True)
class Coded:
    """A coded value: what may be written for it, and the code that each spelling stands for."""

    codes: Mapping[str, str]
    labels: tuple[str, ...]

    def find(self, text: str) -> str | None:
        """The code that a cell states, or None."""
        return self.codes.get(plain(text))

    def read(self, text: str) -> str:
        """The code that a cell states. Raises `BadValue`, which lists what may be written."""
        code = self.find(text)
        if code is None:
            raise BadValue(
                f"「{text}」は使えません。{'・'.join(self.labels)} のどれかにしてください"
            )
        return code


def coded(choices: type[TextChoices], also: Mapping[str, str] | None = None) -> Coded:
    """Code or Japanese label of some choices; `also` maps further spellings to codes."""
    pairs = [(str(value), str(label)) for value, label in choices.choices]
    codes = {plain(spelling): value for value, label in pairs for spelling in (value, label)}
    codes |= {plain(spelling): code for spelling, code in (also or {}).items()}
    return Coded(codes, tuple(label for _, label in pairs))


def register_symbols(pack_names: Iterable[str], on: date) -> Mapping[str, Symbol]:
    """The symbols of a municipality's register in force on a day, keyed as `plain` writes them.

    One symbol may stand for several facts at once: kind, late, left early, place and reason.
    """
    return _symbols(tuple(pack_names), on)


@cache
def _symbols(pack_names: tuple[str, ...], on: date) -> Mapping[str, Symbol]:
    return {
        plain(symbol.symbol): symbol
        for pack in load_packs(pack_names)
        for symbol in pack.symbols
        if symbol.in_force(on)
    }
