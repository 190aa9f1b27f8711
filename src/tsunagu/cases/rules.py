"""What may become of a share, and where it stands on a day: plain values alone."""

from datetime import date

from tsunagu.cases.enums import Basis, Move, Standing, State

TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.CONFIRM): State.OFFERED,
    (State.WAITING, Move.END): State.ENDED,
    (State.OFFERED, Move.ACCEPT): State.ACCEPTED,
    (State.OFFERED, Move.DECLINE): State.DECLINED,
    (State.OFFERED, Move.END): State.ENDED,
    (State.ACCEPTED, Move.END): State.ENDED,
}
"""What each deed makes of each state; what is not here cannot be done."""


def first_state(basis: Basis) -> State:
    """A share by consent goes out at once; on any other basis a manager confirms it first."""
    return State.OFFERED if basis == Basis.CONSENT else State.WAITING


def standing(*, state: State, first: date, last: date, withdrawn: bool, on: date) -> Standing:
    """Where a share stands on a day; `withdrawn` says that its consent was taken back.

    Only what is `IN_FORCE` can be read by the receiver. What was ended or declined stays so,
    whatever comes after.
    """
    if state in {State.DECLINED, State.ENDED}:
        return Standing(state.value)
    if withdrawn:
        return Standing.WITHDRAWN
    if last < on:
        return Standing.OVER
    if state != State.ACCEPTED:
        return Standing(state.value)
    return Standing.IN_FORCE if first <= on else Standing.UPCOMING
