"""What may become of a follow-up slip and who owes it: every state, every deed, every absence."""

import pytest

from tsunagu.cases.enums import SLIP_OVER
from tsunagu.cases.enums import FollowUpMove as M
from tsunagu.cases.enums import FollowUpOwner as W
from tsunagu.cases.enums import FollowUpState as S
from tsunagu.cases.follow_up_rules import HAND_IN, NEXT, STEPS, TRANSITIONS, owners, stages

TABLE = """
sent       read→read correct→sent withdraw→withdrawn
read       share→shared correct→read withdraw→withdrawn
shared     support→supported correct→shared withdraw→withdrawn
supported
withdrawn
"""


def test_each_state_goes_where_the_table_says_and_nowhere_else() -> None:
    said = {}
    for line in TABLE.strip().splitlines():
        state, *moves = line.split()
        for one in moves:
            move, to = one.split("→")
            said[S(state), M(move)] = S(to)
    assert said == TRANSITIONS
    assert {S(line.split()[0]) for line in TABLE.strip().splitlines()} == set(S)


def test_every_state_that_is_not_over_has_an_owner_a_day_and_its_words() -> None:
    assert STEPS.keys() == NEXT.keys() == set(S) - SLIP_OVER


@pytest.mark.parametrize(
    ("step", "overdue", "here", "owing"),
    [
        (HAND_IN, False, True, {W.LEAD}),
        (HAND_IN, True, True, {W.LEAD, W.MANAGER}),
        (HAND_IN, False, False, {W.MANAGER}),
        (STEPS[S.SENT][:2], False, True, {W.SUPERVISOR}),
        (STEPS[S.SENT][:2], True, True, {W.SUPERVISOR, W.HEAD}),
        (STEPS[S.SENT][:2], False, False, {W.HEAD}),
        (STEPS[S.READ][:2], True, True, {W.WRITER, W.MANAGER}),
        (STEPS[S.SHARED][:2], True, False, {W.MANAGER}),
    ],
)
def test_what_is_overdue_goes_up_a_step(
    step: tuple[W, W], overdue: bool, here: bool, owing: set[W]
) -> None:
    assert owners(*step, overdue=overdue, here=here) == owing


@pytest.mark.parametrize(("state", "behind"), [(S.SENT, 1), (S.SHARED, 3), (S.SUPPORTED, 4)])
def test_the_way_shows_where_a_slip_stands(state: S, behind: int) -> None:
    places = [one.place for one in stages(state)]
    assert places[:behind] == ["done"] * behind
    assert places[behind : behind + 1] == (["now"] if behind < len(places) else [])


def test_one_taken_back_stands_nowhere() -> None:
    assert stages(S.WITHDRAWN) == []
