"""A child reads every text: readings stand over every kanji beyond its grade."""

import re
from pathlib import Path

import pytest

import tsunagu.web as web_package
from tsunagu.doors.kanji import GRADE_OF, KANJI, TAUGHT, beyond
from tsunagu.doors.words import PART, grade_number, in_kana, readable, say, texts
from tsunagu.sos.enums import About, How, Phrase, Place
from tsunagu.web.portal.me import QUESTIONS
from tsunagu.web.sos.choices import CHOSEN_FROM

RUBY = re.compile(r"<ruby>.*?<rt>(.*?)</rt></ruby>")
NUMBERS: dict[str, object] = {"count": 2, "hour": 8, "minute": 5, "month": 5, "day": 20}
NAMES = ("name", "time", "who", "weekday", "when", "to", "place", "opens", "closes")
VALUES = NUMBERS | dict.fromkeys(NAMES, "ひな")
OF_SOS = {
    "sos.role": CHOSEN_FROM,
    "sos.about": About,
    "sos.how": How,
    "sent.place": Place,
    "sent.phrase": Phrase,
}


def test_lists_are_those_of_the_course_of_study() -> None:
    assert [len(taught) for taught in TAUGHT] == [80, 160, 200, 202, 193, 191]
    assert len(GRADE_OF) == 1026
    assert (GRADE_OF["学"], GRADE_OF["岡"], GRADE_OF["胃"]) == (1, 4, 6)


@pytest.mark.parametrize("grade", range(7))
def test_no_text_has_a_bare_kanji_beyond_the_grade(grade: int) -> None:
    assert len(texts()) > 50
    for key in texts():
        said = say(key, grade, **VALUES)
        assert not beyond(RUBY.sub("", said), grade), key
        assert not any(KANJI.search(reading) for reading in RUBY.findall(said)), key


def test_every_text_is_whole() -> None:
    for key, text in texts().items():
        assert "".join(found.group() for found in PART.finditer(text)) == text, key


def test_every_text_is_said_somewhere() -> None:
    web = Path(web_package.__file__).parent
    said = "".join(one.read_text(encoding="utf-8") for one in web.rglob("*.html"))
    said += "".join(one.read_text(encoding="utf-8") for one in web.rglob("*.py"))
    choices = {f"check.{name}.{value}" for name in QUESTIONS for value in QUESTIONS[name].values}
    asked = {f"check.{name}" for name in QUESTIONS}
    asked |= {f"{group}.{one.value}" for group, ones in OF_SOS.items() for one in ones}
    unsaid = {key for key in texts() if f'"{key}"' not in said} - choices - asked
    assert not unsaid


def test_a_reading_goes_when_its_kanji_were_learnt() -> None:
    assert say("check.heart.rainy", 0) == "<ruby>雨<rt>あめ</rt></ruby>"
    assert say("check.heart.rainy", 1) == "雨"


def test_what_a_child_calls_itself_is_no_markup() -> None:
    assert "<b>" not in say("me.hello", 6, name="<b>")


def test_a_name_without_a_reading_is_not_shown_where_it_cannot_be_read() -> None:
    assert readable("白藤", "", 6) == ""
    assert readable("白藤", "白藤", 6) == ""
    assert readable("白藤", "しらふじ", 6) == "<ruby>白藤<rt>しらふじ</rt></ruby>"
    assert readable("ひなた", "", 0) == "ひなた"


@pytest.mark.parametrize(
    ("grades", "number"), [(",P2,", 2), (",P4,P5,", 4), (",J3,", 6), (",E1,", 0), ("", 0)]
)
def test_kanji_follow_the_lowest_grade_of_the_class(grades: str, number: int) -> None:
    assert grade_number(grades) == number


def test_a_pages_title_is_in_kana() -> None:
    assert in_kana("door.pictures") == "じぶんのえを、じゅんにみっつえらんでね"
    assert in_kana("sos.title") == "SOS"
