"""Answers as paper says them."""

from datetime import date

from tsunagu.clock import in_words
from tsunagu.forms.answers import Given, Value, is_empty
from tsunagu.forms.wording import in_words_of
from tsunagu.packs.forms import FormField


def plain(field: FormField, value: Value) -> str:
    """An answer without choices or rows."""
    if is_empty(value):
        return ""
    if field.kind == "sign":
        return f"{value['name']}　{_day(value['at'][:10])}"
    return cell(field.kind, str(value))


def cell(kind: str, words: str) -> str:
    """A table's cell, or any answer that is words: a date as people write it."""
    return _day(words) if kind == "date" and words else words


def in_one_line(field: FormField, value: Value) -> str:
    """Any answer as small print names it."""
    if is_empty(value):
        return "空欄"
    return f"{len(value)}行" if field.kind == "table" else in_words_of(field, value)


def rests_on(given: Given) -> str:
    """Who saw what and when, on one line; nothing where it is not said."""
    seen = given.seen
    return "　".join(words for words in (seen.by, _day(seen.on), seen.what) if words)


def found(field: FormField, given: Given) -> str:
    """Where a first value was found, and which where somebody wrote another."""
    where = "　".join(words for words in (given.origin, _day(given.origin_on)) if words)
    first = f"　はじめの値は「{in_one_line(field, given.first)}」" if given.overwritten else ""
    return f"{where}{first}" if where else ""


def _day(day: date | str | None) -> str:
    """A day with its year; a stored one is ISO."""
    if not day:
        return ""
    return in_words(date.fromisoformat(day) if isinstance(day, str) else day, year=True)
