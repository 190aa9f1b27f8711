"""What may become of a share in every state, and where it stands on a day."""

from datetime import date, timedelta

import pytest

from tsunagu.cases.enums import Basis, Move, Standing, State
from tsunagu.cases.rules import TRANSITIONS, first_state, standing

DAY = date(2026, 5, 20)
ALLOWED = {
    State.WAITING: {Move.CONFIRM: State.OFFERED, Move.END: State.ENDED},
    State.OFFERED: {
        Move.ACCEPT: State.ACCEPTED,
        Move.DECLINE: State.DECLINED,
        Move.END: State.ENDED,
    },
    State.ACCEPTED: {Move.END: State.ENDED},
    State.DECLINED: {},
    State.ENDED: {},
}


@pytest.mark.parametrize("state", State)
def test_each_state_lets_these_moves_and_no_others(state: State) -> None:
    assert {
        move: TRANSITIONS.get((state, move)) for move in Move if (state, move) in TRANSITIONS
    } == ALLOWED[state]


@pytest.mark.parametrize("basis", Basis)
def test_only_a_guardians_consent_goes_out_without_a_manager(basis: Basis) -> None:
    goes = first_state(basis, of_a_guardian=True) == State.OFFERED
    assert goes == (basis == Basis.CONSENT)
    assert first_state(basis, of_a_guardian=False) == State.WAITING


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("shift", [-1, 0, 30, 31])
def test_only_an_accepted_share_within_its_days_and_consent_is_in_force(
    state: State, withdrawn: bool, left: bool, shift: int
) -> None:
    last = DAY + timedelta(days=30)
    on = DAY + timedelta(days=shift)
    found = standing(state=state, first=DAY, last=last, withdrawn=withdrawn, left=left, on=on)
    expected = state == State.ACCEPTED and not (withdrawn or left) and 0 <= shift <= 30
    assert (found == Standing.IN_FORCE) == expected


def test_the_day_after_the_last_it_is_over_and_before_the_first_it_is_to_come() -> None:
    def on(
        day: date, *, withdrawn: bool = False, left: bool = False, state: State = State.ACCEPTED
    ) -> Standing:
        return standing(state=state, first=DAY, last=DAY, withdrawn=withdrawn, left=left, on=day)

    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert [on(before), on(DAY), on(after)] == [
        Standing.UPCOMING,
        Standing.IN_FORCE,
        Standing.OVER,
    ]
    assert on(DAY, withdrawn=True) == on(after, withdrawn=True) == Standing.WITHDRAWN
    assert on(after, withdrawn=True, state=State.DECLINED) == Standing.DECLINED
    assert on(after, state=State.OFFERED) == Standing.OVER
    assert on(DAY, left=True) == on(before, left=True) == Standing.LEFT
    assert on(after, left=True) == Standing.OVER
    assert on(DAY, left=True, withdrawn=True) == Standing.WITHDRAWN
