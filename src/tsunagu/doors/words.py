"""What a child reads: texts by key, with readings over the kanji beyond its grade."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from tsunagu.doors.kanji import KANJI, TAUGHT, beyond

TEXTS = Path(__file__).parent / "texts" / "child.yaml"
PART = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}|\{([a-z]+)\}|([^{}]+)")
"""Kanji with their reading, a place for a value, or plain text."""


@cache
def texts() -> dict[str, str]:
    """Every text by its key."""
    loaded: dict[str, str] = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return loaded


def say(key: str, grade: int, **values: object) -> SafeString:
    """A text for a child of a grade, 0 for whom one does not know. Raises `KeyError`.

    A value that is not markup already is escaped and stands as it is: see `with_reading`.
    """
    return format_html_join("", "{}", ((one,) for one in _parts(texts()[key], grade, values)))


def _parts(text: str, grade: int, values: dict[str, object]) -> Iterator[SafeString]:
    for kanji, reading, name, plain in PART.findall(text):
        if kanji:
            yield with_reading(kanji, reading, grade)
        else:
            yield conditional_escape(_words(values[name]) if name else plain)


def _words(value: object) -> str:
    """Markup as it is, anything else in words."""
    return value if isinstance(value, str) else str(value)


def in_kana(key: str) -> str:
    """A text without values, each reading in the place of its kanji. Raises `KeyError`."""
    return PART.sub(lambda part: part[2] or part[0], texts()[key])


def written(text: str, grade: int) -> SafeString:
    """A text of a pack that is written like the catalogue's."""
    return format_html_join("", "{}", ((one,) for one in _parts(text, grade, {})))


def with_reading(text: str, reading: str, grade: int) -> SafeString:
    """Words with their reading over them, where a kanji is beyond the grade."""
    if not beyond(text, grade):
        return conditional_escape(text)
    return format_html("<ruby>{}<rt>{}</rt></ruby>", text, reading)


def readable(text: str, reading: str, grade: int) -> SafeString:
    """A name as a child can read it: with its reading, or the reading alone.

    Empty where kanji are beyond the grade and no reading is known: another word must do.
    """
    if beyond(text, grade) and (not reading or KANJI.search(reading)):
        return SafeString("")
    return with_reading(text, reading, grade)


RUBY = re.compile(r"\{([^{}|]+)\|([ぁ-ゖァ-ヺー]+)\}")
RUN = re.compile(rf"{KANJI.pattern}+")


def plain_braces(text: str) -> str:
    """Words for a child as they are kept: braces as a Japanese keyboard types them made plain."""
    return " ".join(text.translate(str.maketrans("｛｜｝", "{|}")).split())


def faults_of(text: str, grade: int) -> list[str]:
    """What a child of a grade could not read in words that an adult wrote with readings."""
    rest = RUBY.sub("", text)
    if set(rest) & set("{|}"):
        return ["読みがなは {漢字|かんじ} の形で、ひらがなかカタカナで書いてください"]
    unread = [run for run in RUN.findall(rest) if beyond(run, grade)]
    return [
        f"「{run}」に読みがなをつけてください。例：{{{run}|よみがな}}"
        for run in dict.fromkeys(unread)
    ]


def written_for(text: str, grade: int) -> SafeString:
    """Words that an adult wrote for a child of a grade; empty where the child cannot read them."""
    return SafeString("") if faults_of(text, grade) else written(text, grade)


def grade_number(grades: str) -> int:
    """The grade of elementary school whose kanji a child knows: `P2` is 2, junior high 6.

    Of a class of several grades the lowest; 0 where none is known.
    """
    known = [code for code in grades.split(",") if code]
    return min((_number(code) for code in known), default=0)


def _number(code: str) -> int:
    if code[0] in "JH":
        return len(TAUGHT)
    return int(code[1:]) if code[0] == "P" and code[1:].isdigit() else 0
