"""What guardians read: one catalogue a language, by key, with who has reviewed each text.

`{今日|きょう}` puts a reading over kanji, `{name}` is a place for a value. A text that a language
lacks is shown in plain Japanese, and `tsunagu texts missing` lists it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import yaml
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from tsunagu.clock import today
from tsunagu.doors.words import PART, with_reading

TEXTS = Path(__file__).parent / "texts"
RT = re.compile(r"<rt>.*?</rt>")
RUBY = re.compile(r"<ruby>(.*?)<rt>(.*?)</rt></ruby>")


@dataclass(frozen=True)
class Language:
    """A language of the guardians' pages: its code here, as a page names it, and by itself."""

    code: str
    tag: str
    name: str


LANGUAGES = {
    one.code: one
    for one in (
        Language("ja", "ja", "日本語"),
        Language("easy", "ja", "やさしい にほんご"),
        Language("en", "en", "English"),
        Language("zh", "zh-Hans", "中文（简体）"),
        Language("pt", "pt-BR", "Português"),
        Language("fil", "fil", "Filipino"),
        Language("es", "es", "Español"),
        Language("vi", "vi", "Tiếng Việt"),
    )
}
"""In the order in which they are offered; the first is the one nobody chose."""
PLAIN = "easy"
"""What stands in for a text that a language lacks."""


@dataclass(frozen=True)
class Catalogue:
    """The texts of a language, and by key who has reviewed which."""

    texts: dict[str, str]
    reviewed_by: dict[str, str]


@cache
def catalogue(code: str) -> Catalogue:
    """What is written in a language."""
    loaded = yaml.safe_load((TEXTS / f"{code}.yaml").read_text(encoding="utf-8"))
    return Catalogue(loaded["texts"], loaded["reviewed_by"] or {})


@cache
def keys() -> tuple[str, ...]:
    """Every text there is, by the plain Japanese that none may lack."""
    return tuple(catalogue(PLAIN).texts)


def missing(code: str) -> list[str]:
    """Keys of texts that a language lacks."""
    return [key for key in keys() if not catalogue(code).texts.get(key)]


def unreviewed(code: str) -> list[str]:
    """Keys of texts of a language that nobody has reviewed."""
    known = catalogue(code)
    return [key for key in keys() if known.texts.get(key) and not known.reviewed_by.get(key)]


def tell(key: str, code: str, **values: object) -> SafeString:
    """A text in a language; where that lacks it, in plain Japanese and marked so."""
    text = catalogue(code).texts.get(key)
    if text:
        return _set(text, values)
    said = _set(catalogue(PLAIN).texts[key], values)
    return said if LANGUAGES[code].tag == "ja" else format_html('<span lang="ja">{}</span>', said)


def tell_plain(key: str, code: str, **values: object) -> str:
    """The same without markup or readings, for a title."""
    return unescape(strip_tags(RT.sub("", tell(key, code, **values))))


def tell_in_print(key: str, code: str, **values: object) -> str:
    """The same for paper, with readings in brackets."""
    return unescape(strip_tags(RUBY.sub(r"\1(\2)", tell(key, code, **values))))


def listed(key: str, code: str) -> list[SafeString]:
    """The words of a text that is a list, such as the days of the week."""
    text = catalogue(code).texts.get(key) or catalogue(PLAIN).texts[key]
    return [_set(one.strip(), {}) for one in text.split(",")]


def day_words(day: date, code: str) -> SafeString:
    """A day with its weekday as the language writes it; with the year where it is another one."""
    key = "date.day" if day.year == today().year else "date.year"
    return tell(
        key,
        code,
        year=day.year,
        month=day.month,
        day=day.day,
        monthname=listed("date.months", code)[day.month - 1],
        weekday=listed("date.weekdays", code)[day.weekday()],
    )


def _set(text: str, values: dict[str, object]) -> SafeString:
    return format_html_join("", "{}", ((one,) for one in _parts(text, values)))


def _parts(text: str, values: dict[str, object]) -> Iterator[SafeString]:
    for kanji, reading, name, plain in PART.findall(text):
        if kanji:
            yield with_reading(kanji, reading, 0)
        else:
            value = values[name] if name else plain
            yield conditional_escape(value if isinstance(value, str) else str(value))
