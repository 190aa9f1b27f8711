"""Attendance as a guardian reads it: every number with its days, or as a limit keeps it."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, roll
from tests.families.families import come_in, letter_to
from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind
from tsunagu.clock import freeze, today
from tsunagu.families.children import Child, children_of
from tsunagu.families.days import Month, months_of
from tsunagu.families.entering import family_actor
from tsunagu.school.guardian_actions import set_limit
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def child(room: Classroom, office: Actor) -> Child:
    """The first child as its mother sees it, after three days of which a roll was taken."""
    marks = {
        date(2026, 4, 30): MarkInput(late=True),
        date(2026, 5, 18): MarkInput(kind=Kind.ABSENT),
        date(2026, 5, 19): MarkInput(),
    }
    for day, mark in marks.items():
        with freeze(day):
            roll(room, day, make_actor(room), n1=mark)
    account = come_in(letter_to(room, "母1", office))
    return children_of(family_actor(account, via="screen"), Deed.SEE_OWN_CHILD)[0]


def said(month: Month) -> dict[str, int]:
    """The numbers of a month by name."""
    return {one.name: one.count for one in month.sums}


def test_months_with_the_days_behind_each_number(child: Child) -> None:
    may, april = months_of(child)
    assert (may.first, april.first) == (date(2026, 5, 1), date(2026, 4, 1))
    assert said(may)["to_attend"] == 2
    assert said(may)["attended"] == 1
    [absent] = [one for one in may.sums if one.name == "absent"]
    assert (absent.count, absent.days) == (1, [date(2026, 5, 18)])
    [late] = [one for one in april.sums if one.name == "late"]
    assert late.days == [date(2026, 4, 30)]
    assert may.untaken > 0


@pytest.fixture
def limited(child: Child, head: Actor) -> Child:
    """The same child as its mother sees it under a protection order."""
    set_limit(
        guardian=child.guardian,
        kind="protection_order",
        first=today(),
        last=None,
        paper="決定書",
        by=head,
    )
    account = child.guardian.letters.get().account
    assert account
    return children_of(family_actor(account, via="screen"), Deed.SEE_OWN_CHILD)[0]


def test_a_limit_keeps_where_and_when(limited: Child) -> None:
    [april] = months_of(limited)
    assert april.first == date(2026, 4, 1)
    assert set(said(april)) == {"to_attend", "attended", "absent"}
    assert not any(one.days for one in april.sums)


def test_under_a_limit_a_roll_changes_nothing_that_is_read(limited: Child, room: Classroom) -> None:
    before = months_of(limited)
    roll(room, today(), make_actor(room))
    assert months_of(limited) == before
    with freeze(today() + timedelta(days=1)):
        assert months_of(limited) == before


def test_under_a_limit_a_school_year_begins_with_nothing(limited: Child) -> None:
    with freeze(date(2027, 4, 20)):
        assert months_of(limited) == []
