"""Dates, coded values and yes or no, in every spelling that the contract names."""

from datetime import date

import pytest
from django.db.models import TextChoices

from tsunagu.intake.values import BadValue, coded, read_date, read_yes


class Kind(TextChoices):
    ABSENT = "absent", "欠席"
    MISSING = "missing", "所在未確認"


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-20",
        "2026/5/20",
        "2026/05/20",
        "R8.5.20",
        "r8.5.20",
        "R08.05.20",
        "令和8年5月20日",
        "令和８年５月２０日",
        "2026年5月20日",
        "46162",
        "20260520",
        "2026-05-20 00:00:00",
        "2026-05-20T00:00",
        "2026/5/20(水)",
        "2026/5/20 (水)",
        "2026年5月20日（水）",
        "令和8年5月20日(水曜日)",
        "\u30002026-05-20 ",
    ],
)
def test_date_styles(text: str) -> None:
    assert read_date(text) == date(2026, 5, 20)


def test_date_first_year_of_an_era() -> None:
    assert read_date("令和元年5月1日") == date(2019, 5, 1)
    assert read_date("H31.4.30") == date(2019, 4, 30)
    assert read_date("S64.1.7") == date(1989, 1, 7)


@pytest.mark.parametrize("text", ["2026-02-30", "R8.2.29", "R1.4.30", "2026/13/1", "0000-01-01"])
def test_date_that_does_not_exist(text: str) -> None:
    with pytest.raises(BadValue, match="ありません"):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("H38.5.20", "平成は1989年1月8日（日）から2019年4月30日（火）までです"),
        ("H31.5.1", "平成は1989年1月8日（日）から2019年4月30日（火）までです"),
        ("昭和64年1月8日", "昭和は1926年12月25日（土）から1989年1月7日（土）までです"),
        ("R1.4.30", "令和は2019年5月1日（水）からです"),
    ],
)
def test_date_outside_its_era_says_from_when_to_when_that_was(text: str, span: str) -> None:
    with pytest.raises(BadValue, match=f"「{text}」という日付はありません。{span}"):
        read_date(text)


@pytest.mark.parametrize("text", ["2026/5/20(火)", "2026年5月20日（火）", "R8.5.20(木)"])
def test_date_with_a_wrong_weekday_says_which_it_is(text: str) -> None:
    with pytest.raises(BadValue, match="曜日が違います。2026年5月20日（水）です"):
        read_date(text)


@pytest.mark.parametrize("text", ["5/20", "2026520", "あした", "2026-05-20T10:00", "5月20日（水）"])
def test_date_in_another_style_says_which_are_read(text: str) -> None:
    with pytest.raises(BadValue, match=r"2026-05-20、2026/5/20、R8\.5\.20、令和8年5月20日"):
        read_date(text)


def test_yes_and_no() -> None:
    assert [read_yes(t) for t in ("1", "１", "true", "TRUE", "○", "〇")] == [True] * 6
    assert [read_yes(t) for t in ("0", "false", "", "\u3000")] == [False] * 4
    with pytest.raises(BadValue, match="はい は 1・true・○"):
        read_yes("×")


def test_coded_value_by_code_label_or_further_spelling() -> None:
    kinds = coded(Kind, {"欠": "absent"})
    assert {kinds.read(t) for t in ("absent", "欠席", "欠", "\u3000欠席 ")} == {"absent"}
    with pytest.raises(BadValue, match="欠席・所在未確認"):
        kinds.read("Absent")
