"""To whom an SOS has gone by now: worked out when somebody looks, so that no job can lose it.

Pure: the moment of sending, the steps, the people in order, the open hours and now; nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from tsunagu.sos.enums import ANSWERS, Move, State

Spans = Sequence[tuple[datetime, datetime]]
"""When somebody is there to read, in order and apart from one another."""


def is_open(spans: Spans, at: datetime) -> bool:
    """Is somebody there at a moment?"""
    return any(start <= at < end for start, end in spans)


def open_for(spans: Spans, since: datetime, until: datetime) -> timedelta:
    """How much of a time lies in the hours."""
    lying = (min(end, until) - max(start, since) for start, end in spans)
    return sum((one for one in lying if one > timedelta()), timedelta())


def after(spans: Spans, since: datetime, minutes: int) -> datetime | None:
    """When so many minutes of the hours are over; None where the hours do not last so long."""
    left = timedelta(minutes=minutes)
    for start, end in spans:
        begin = max(start, since)
        if end - begin >= left:
            return begin + left
        left -= max(end - begin, timedelta())
    return None


def unattended(spans: Spans, since: datetime) -> datetime:
    """From when on nobody of the school was there: at once, or from the end of that day's hours."""
    return next((end for start, end in spans if start <= since < end), since)


class Step(NamedTuple):
    """A step as the rules need it."""

    move: str
    at: datetime
    by: UUID | None = None
    to: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """How an SOS stands: since when, with whom, and who took part (`hands`).

    `first` is who comes first where it waits: whoever it was handed to, or had it before.
    """

    state: State
    since: datetime
    holder: UUID | None = None
    first: UUID | None = None
    hands: frozenset[UUID] = frozenset()
    said_all_right: bool = False


def standing(sent: datetime, steps: Iterable[Step]) -> Standing:
    """How it stands after its steps, in order."""
    now = Standing(State.WAITING, sent)
    for step in steps:
        hands = now.hands | {one for one in (step.by, step.to) if one}
        now = replace(_after(now, step), hands=hands)
    return now


def _after(now: Standing, step: Step) -> Standing:
    if step.move == Move.ALL_RIGHT:
        return replace(now, said_all_right=True)
    if step.move == Move.NOT_YET:
        if now.state == State.WAITING:
            return replace(now, said_all_right=False)
        return Standing(State.WAITING, step.at, first=now.holder)
    if step.move == Move.PASS:
        return Standing(State.WAITING, step.at, first=step.to)
    state = State.CLOSED if step.move == Move.CLOSE else State.READ
    if step.move in ANSWERS or (step.move == Move.READ and now.state == State.ANSWERED):
        state = State.ANSWERED
    return Standing(state, step.at, holder=step.by, said_all_right=now.said_all_right)


@dataclass(frozen=True)
class Reached:
    """Who has been told by now, whose turn it is (nobody: the board's duty), and until when."""

    told: tuple[UUID, ...]
    turn: UUID | None
    due: datetime | None
    duty: bool


def reached(
    since: datetime, line: Sequence[UUID], spans: Spans, minutes: int, at: datetime
) -> Reached:
    """How far along the line something unread has come.

    Each has so many minutes of the hours; who was told stays told. The board's duty is told once
    everybody had a turn, and as soon as the school's hours are over, or were when it was sent.
    """
    turn = int(open_for(spans, since, at) / timedelta(minutes=minutes))
    duty = turn >= len(line) or unattended(spans, since) <= at
    if turn >= len(line):
        return Reached(tuple(line), None, None, duty)
    due = after(spans, since, minutes * (turn + 1))
    return Reached(tuple(line[: turn + 1]), line[turn], due, duty)
