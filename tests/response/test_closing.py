"""What closes a task without anyone ticking it off."""

from datetime import date, datetime, time

import pytest

from tsunagu.clock import JST
from tsunagu.packs.loader import load_pack
from tsunagu.response.closing import Case, ContactRow, NoticeRow, closing
from tsunagu.response.rules import Span

DAY = date(2026, 5, 20)
RULES = {rule.id: rule for name in ("national", "akashi") for rule in load_pack(name).responses}


def case(rule, **facts):
    facts.setdefault("ill", True)
    facts.setdefault("evening", time(17))
    kind = RULES[rule].task_kind
    return Case(kind=kind, day=DAY, rules=[RULES[rule]], run_first=date(2026, 5, 12), **facts)


def contact(day, hour, *, family=True, seen=False):
    return ContactRow(datetime(2026, 5, day, hour, tzinfo=JST), family, seen)


@pytest.mark.parametrize(
    ("evening", "day", "hour", "closed"),
    [
        (17, 19, 16, False),
        (17, 19, 17, True),
        (19, 19, 18, False),
        (19, 19, 19, True),
        (17, 20, 9, True),
        (17, 25, 9, True),
    ],
)
def test_contact_from_the_evening_before_answers(evening, day, hour, closed):
    contacts = [contact(day, hour)]
    found = closing(case("second-day-visit", contacts=contacts, evening=time(evening)))
    assert (found == ("done", "contact")) is closed


def test_contact_that_reached_nobody_of_the_family_answers_nothing():
    assert closing(case("second-day-visit", contacts=[contact(20, 9, family=False)])) is None


@pytest.mark.parametrize(
    ("rule", "closed"), [("first-day-call", True), ("second-day-visit", False)]
)
def test_guardian_message_closes_the_first_day_call_alone(rule, closed):
    notice = NoticeRow(Span(DAY, DAY), "announced", from_guardian=True)
    assert (closing(case(rule, notices=[notice])) is not None) is closed


@pytest.mark.parametrize(
    ("facts", "ended_by"),
    [
        ({"notices": [NoticeRow(Span(DAY, DAY), "announced", True)]}, "guardian_message"),
        ({"notices": [NoticeRow(Span(DAY, DAY), "hospital")]}, "whereabouts"),
        ({"epidemics": [Span(DAY, DAY)]}, "epidemic"),
    ],
)
def test_contact_answers_only_what_is_still_owed(facts, ended_by):
    found = closing(case("first-day-call", contacts=[contact(25, 9)], **facts))
    assert found == ("not_needed", ended_by)


def test_epidemic_closes_reported_illness_and_nothing_else():
    spans = [Span(DAY, DAY)]
    assert closing(case("second-day-visit", epidemics=spans)) == ("not_needed", "epidemic")
    assert closing(case("second-day-visit", epidemics=spans, ill=False)) is None
    assert closing(case("share-run-3", epidemics=spans)) is None


def test_standing_notice_closes_contacts_while_whereabouts_are_known():
    notice = NoticeRow(Span(date(2026, 5, 1)), "hospital")
    assert closing(case("second-day-visit", notices=[notice])) == ("not_needed", "whereabouts")
    assert closing(case("share-run-3", notices=[notice])) is None


def test_weekday_notice_says_away_only_on_the_other_days():
    comes_on_wednesday = NoticeRow(Span(date(2026, 5, 1)), "weekdays", weekdays="2")
    comes_on_monday = NoticeRow(Span(date(2026, 5, 1)), "weekdays", weekdays="0")
    assert closing(case("second-day-visit", notices=[comes_on_wednesday])) is None
    assert closing(case("second-day-visit", notices=[comes_on_monday])) is not None


def test_see_child_run_7_closes_when_someone_saw_the_child_since_the_run_began():
    seen = [contact(12, 9, seen=True)]
    assert closing(case("see-child-run-7", contacts=seen)) == ("done", "seen_in_run")
    before = [contact(11, 9, seen=True)]
    assert closing(case("see-child-run-7", contacts=before)) is None
    assert closing(case("see-child-run-7", contacts=[contact(15, 9)])) is None
    assert closing(case("see-child-run-7", back=True)) == ("done", "back")
    assert closing(case("board-run-7", back=True)) is None


def test_board_run_7_is_not_needed_with_a_good_reason():
    good = [Span(date(2026, 5, 1), date(2026, 5, 31))]
    assert closing(case("board-run-7", good_reasons=good)) == ("not_needed", "good_reason")
    past = [Span(date(2026, 5, 1), date(2026, 5, 19))]
    assert closing(case("board-run-7", good_reasons=past)) is None
