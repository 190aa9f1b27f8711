"""What may become of a share, and where it stands on a day: plain values alone."""

import re
from collections.abc import Iterable
from datetime import date

from tsunagu.cases.enums import Basis, Move, Standing, State
from tsunagu.school.names import folded, places

TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.CONFIRM): State.OFFERED,
    (State.WAITING, Move.END): State.ENDED,
    (State.OFFERED, Move.ACCEPT): State.ACCEPTED,
    (State.OFFERED, Move.DECLINE): State.DECLINED,
    (State.OFFERED, Move.END): State.ENDED,
    (State.ACCEPTED, Move.END): State.ENDED,
}
"""What each deed makes of each state; what is not here cannot be done."""


def first_state(basis: Basis, *, of_a_guardian: bool) -> State:
    """A share by a guardian's consent goes out at once; else a manager confirms it first."""
    return State.OFFERED if basis == Basis.CONSENT and of_a_guardian else State.WAITING


def standing(
    *, state: State, first: date, last: date, withdrawn: bool, left: bool, on: date
) -> Standing:
    """Where a share stands on a day.

    `withdrawn` says that its consent was taken back, `left` that the child is not at the school
    that asked for it.
    Only what is `IN_FORCE` can be read by the receiver. What was ended or declined stays so,
    whatever comes after.
    """
    if state in {State.DECLINED, State.ENDED}:
        return Standing(state.value)
    if withdrawn:
        return Standing.WITHDRAWN
    if last < on:
        return Standing.OVER
    if left:
        return Standing.LEFT
    if state != State.ACCEPTED:
        return Standing(state.value)
    return Standing.IN_FORCE if first <= on else Standing.UPCOMING


def without_names(text: str, names: Iterable[str], instead: str) -> str:
    """A text with each name replaced, the longest first; rather a word too many than a name."""
    known = sorted({folded(name)[0] for name in names if name}, key=len, reverse=True)
    if not known:
        return text
    return without(text, places(re.compile("|".join(map(re.escape, known))), text), instead)


def without(text: str, found: Iterable[tuple[int, int, str]], instead: str) -> str:
    """A text with other words at the places found, which stand in order."""
    parts, at = [], 0
    for start, end, _ in found:
        parts += [text[at:start], instead]
        at = end
    return "".join([*parts, text[at:]])
