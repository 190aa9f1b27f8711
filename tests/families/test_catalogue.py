"""Every text in every language, and what is said where one is lacking or nobody reviewed it."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.command import call
from tsunagu.doors.kanji import beyond
from tsunagu.doors.words import PART
from tsunagu.families import catalogue
from tsunagu.families.catalogue import (
    LANGUAGES,
    PLAIN,
    Catalogue,
    day_words,
    keys,
    missing,
    tell,
    tell_in_print,
    unreviewed,
)
from tsunagu.families.days import SUMS, WHERE_AND_WHEN
from tsunagu.families.enums import Doctor, Homework, How, Span
from tsunagu.families.telling import REASONS
from tsunagu.web.guardians.telling import KINDS

CHOICES = {
    "kind": KINDS,
    "span": Span.values,
    "reason": REASONS,
    "how": How.values,
    "doctor": Doctor.values,
    "homework": Homework.values,
}
"""Texts whose keys are made of a question and its choice."""
SOURCE = Path(catalogue.__file__).parents[1]


def places(text: str) -> set[str]:
    """The values that a text has a place for."""
    return {name for _, _, name, _ in PART.findall(text) if name}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text_and_no_other(code: str) -> None:
    assert missing(code) == []
    assert set(catalogue.catalogue(code).texts) == set(keys())
    for key in set(keys()) - {"date.day", "date.year"}:
        wanted = places(catalogue.catalogue(PLAIN).texts[key])
        assert places(catalogue.catalogue(code).texts[key]) == wanted, key


@pytest.mark.parametrize("key", keys())
def test_plain_japanese_has_a_reading_over_every_kanji(key: str) -> None:
    text = catalogue.catalogue(PLAIN).texts[key]
    bare = "".join(plain for _, _, _, plain in PART.findall(text))
    assert not beyond(bare, 0), key


def test_nobody_has_reviewed_a_text_yet_and_that_is_said() -> None:
    for code in LANGUAGES:
        assert len(unreviewed(code)) == len(keys())


def test_a_text_that_is_lacking_is_shown_in_plain_japanese_marked_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = catalogue.catalogue
    monkeypatch.setattr(
        catalogue, "catalogue", lambda c: Catalogue({}, {}) if c == "vi" else known(c)
    )
    said = tell("door.enter", "vi")
    assert said == '<span lang="ja"><ruby>入<rt>はい</rt></ruby>る</span>'
    assert missing("vi") == list(keys())
    assert tell_in_print("door.enter", "easy") == "入(はい)る"


def test_days_are_said_in_every_language(clock: date) -> None:
    said = {code: tell_in_print_day(code) for code in LANGUAGES}
    assert said["ja"] == "5月20日（水）"
    assert said["pt"] == "quarta-feira, 20 de maio"
    assert said["vi"] == "Thứ Tư, ngày 20 tháng 5"
    assert said["zh"] == "5月20日（星期三）"
    assert "2027" in day_words(date(2027, 1, 4), "en")


def tell_in_print_day(code: str) -> str:
    """A Wednesday without markup."""
    return re.sub(r"<[^>]*>", "", day_words(date(2026, 5, 20), code))


def test_every_text_is_said_somewhere() -> None:
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".html"}
    )
    of_choices = {f"tell.{name}" for name in CHOICES}
    of_choices |= {f"days.{name}" for name in SUMS + WHERE_AND_WHEN}
    of_choices |= {f"{name}.{value}" for name, values in CHOICES.items() for value in values}
    assert of_choices <= set(keys())
    for key in set(keys()) - of_choices:
        assert f'"{key}"' in said or f"'{key}'" in said, key


def test_the_command_lists_what_is_missing_and_unreviewed(tmp_path: Path) -> None:
    none = call(tmp_path, "texts", "missing")
    assert (none.returncode, none.stdout) == (0, "")
    listed = call(tmp_path, "texts", "unreviewed")
    assert listed.returncode == 0
    assert "pt\tdoor.title" in listed.stdout.splitlines()
