"""What may become of a suspicion in every state."""

import pytest

from tsunagu.cases.enums import TO_DECIDE
from tsunagu.cases.enums import SuspicionMove as Move
from tsunagu.cases.enums import SuspicionState as State
from tsunagu.cases.suspicion_rules import TRANSITIONS

ALLOWED = {
    State.OPEN: {Move.NOTIFY, Move.HOLD, Move.FOLLOW},
    State.HELD: {Move.NOTIFY, Move.HOLD, Move.CONFIRM, Move.OBJECT, Move.FOLLOW},
    State.SETTLED: {Move.NOTIFY, Move.FOLLOW, Move.END},
    State.NOTIFIED: {Move.NOTIFY, Move.FOLLOW, Move.END},
    State.ENDED: set[Move](),
}


@pytest.mark.parametrize("state", State)
def test_each_state_lets_these_moves_and_no_others(state: State) -> None:
    assert {move for move in Move if (state, move) in TRANSITIONS} == ALLOWED[state]


def test_notifying_waits_for_nobody_and_nothing_ends_undecided() -> None:
    for state in set(State) - {State.ENDED}:
        assert TRANSITIONS[state, Move.NOTIFY] == State.NOTIFIED
        assert ((state, Move.END) in TRANSITIONS) == (state not in TO_DECIDE)
        assert TRANSITIONS[state, Move.FOLLOW] == state


def test_not_notifying_is_settled_by_the_second_person_alone() -> None:
    ways = {pair for pair, to in TRANSITIONS.items() if to == State.SETTLED}
    assert ways == {(State.HELD, Move.CONFIRM), (State.SETTLED, Move.FOLLOW)}
    assert TRANSITIONS[State.HELD, Move.OBJECT] == State.OPEN
