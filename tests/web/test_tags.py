"""Words of the templates: dates as a school writes them."""

from datetime import UTC, date, datetime, time

import pytest

from tsunagu.clock import freeze
from tsunagu.web.templatetags.tsunagu import (
    day_word,
    days_ago,
    jp_date,
    jp_date_year,
    jp_dates,
    jp_time,
    tel,
)

WEDNESDAY = date(2026, 5, 20)


def test_dates_carry_their_weekday() -> None:
    assert jp_date(WEDNESDAY) == "5月20日（水）"
    assert jp_date_year(WEDNESDAY) == "2026年5月20日（水）"
    assert jp_date(None) == jp_date_year(None) == jp_time(None) == days_ago(None) == ""


def test_dates_side_by_side_are_not_broken() -> None:
    assert jp_dates([]) == ""
    days = [date(2026, 5, 19), WEDNESDAY]
    first, second = (f'<span class="nowrap">{jp_date(day)}</span>' for day in days)
    assert jp_dates(days) == f"{first}、{second}"


def test_instants_are_shown_in_tokyo() -> None:
    late = datetime(2026, 5, 19, 23, 27, tzinfo=UTC)
    assert jp_date(late) == "5月20日（水）"
    assert jp_time(late) == "8:27"
    assert jp_time(time(9, 5)) == "9:05"


@pytest.mark.parametrize(
    ("day", "words"),
    [(20, "今日"), (19, "昨日"), (17, "3日前"), (21, "1日後")],
)
def test_days_ago(day: int, words: str) -> None:
    with freeze(WEDNESDAY):
        assert days_ago(date(2026, 5, day)) == words
        assert days_ago((WEDNESDAY - date(2026, 5, day)).days) == words


def test_day_word_names_close_days() -> None:
    with freeze(WEDNESDAY):
        assert day_word(WEDNESDAY) == "今日 5月20日（水）"
        assert day_word(date(2026, 5, 18)) == "5月18日（月）"


def test_tel_keeps_what_can_be_dialled() -> None:
    assert tel("042（754）1111") == "0427541111"
