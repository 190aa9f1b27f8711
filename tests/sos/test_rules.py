"""To whom an SOS has gone: both sides of every limit, with the clock moved."""

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.clock import JST
from tsunagu.sos.enums import Move, State
from tsunagu.sos.rules import Step, after, open_for, reached, standing, unattended

A, B, C = (UUID(int=n) for n in (1, 2, 3))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2026."""
    return datetime(2026, 5, day, hour, minute, tzinfo=JST)


SPANS = [(at(day, 8, 15), at(day, 16, 45)) for day in (20, 21, 22, 25)]
"""Wednesday to Friday, and Monday."""


def told(sent: datetime, now: datetime) -> tuple[tuple[UUID, ...], UUID | None, bool]:
    """Who was told, whose turn it is, and whether the board's duty was."""
    gone = reached(sent, [A, B, C], SPANS, 20, now)
    return gone.told, gone.turn, gone.duty


def test_each_has_twenty_minutes_of_the_hours() -> None:
    sent = at(20, 10)
    assert told(sent, sent) == ((A,), A, False)
    assert told(sent, at(20, 10, 19)) == ((A,), A, False)
    assert told(sent, at(20, 10, 20)) == ((A, B), B, False)
    assert told(sent, at(20, 10, 59)) == ((A, B, C), C, False)
    assert told(sent, at(20, 11)) == ((A, B, C), None, True)
    assert reached(sent, [A, B, C], SPANS, 20, sent).due == at(20, 10, 20)


def test_over_the_end_of_the_day_the_board_is_told_and_the_rest_counts_on_the_next() -> None:
    sent = at(22, 16, 35)
    assert told(sent, at(22, 16, 44)) == ((A,), A, False)
    assert told(sent, at(22, 16, 45)) == ((A,), A, True)
    assert told(sent, at(24, 12)) == ((A,), A, True)
    assert told(sent, at(25, 8, 24)) == ((A,), A, True)
    assert told(sent, at(25, 8, 25)) == ((A, B), B, True)
    assert reached(sent, [A, B, C], SPANS, 20, sent).due == at(25, 8, 25)


def test_at_night_the_board_is_told_at_once_and_the_first_has_until_the_morning() -> None:
    sent = at(22, 21)
    assert told(sent, sent) == ((A,), A, True)
    assert reached(sent, [A], SPANS, 20, sent).due == at(25, 8, 35)


def test_where_everybody_is_away_it_is_the_boards() -> None:
    gone = reached(at(20, 10), [], SPANS, 20, at(20, 10))
    assert (gone.told, gone.turn, gone.duty) == ((), None, True)


def test_no_end_of_the_holidays_in_sight_promises_nothing() -> None:
    assert after(SPANS, at(30, 10), 20) is None
    assert unattended(SPANS, at(30, 10)) == at(30, 10)


moments = st.integers(0, 12 * 24 * 60).map(lambda n: at(15, 0) + timedelta(minutes=n))


@given(moments, st.lists(moments, min_size=2, max_size=2).map(sorted), st.integers(0, 3))
def test_who_was_told_stays_told(sent: datetime, looks: list[datetime], people: int) -> None:
    line = [A, B, C][:people]
    first, later = (reached(sent, line, SPANS, 20, max(sent, look)) for look in looks)
    assert later.told[: len(first.told)] == first.told
    assert later.duty >= first.duty
    assert first.told or first.duty


@given(moments, st.integers(1, 600))
def test_what_is_due_has_just_so_many_minutes_before_it(sent: datetime, minutes: int) -> None:
    due = after(SPANS, sent, minutes)
    if due is not None:
        assert open_for(SPANS, sent, due) == timedelta(minutes=minutes)


def test_steps_say_how_it_stands() -> None:
    sent = at(20, 10)
    read = Step(Move.READ, at(20, 11), A)
    assert standing(sent, []).state == State.WAITING
    assert standing(sent, [read]).state == State.READ
    met = standing(sent, [read, Step(Move.MEET, at(20, 12), A)])
    assert (met.state, met.holder) == (State.ANSWERED, A)
    passed = standing(sent, [read, Step(Move.PASS, at(20, 12), A, B)])
    assert (passed.state, passed.first, passed.since) == (State.WAITING, B, at(20, 12))
    assert passed.hands == {A, B}
    closed = [read, Step(Move.CLOSE, at(20, 12), A)]
    assert standing(sent, closed).state == State.CLOSED
    again = standing(sent, [*closed, Step(Move.NOT_YET, at(21, 9))])
    assert (again.state, again.first, again.since) == (State.WAITING, A, at(21, 9))
    assert standing(sent, [Step(Move.ALL_RIGHT, at(20, 11))]).said_all_right
    unread = standing(sent, [Step(Move.NOT_YET, at(20, 11))])
    assert unread.since == sent, "what nobody has read does not begin anew"
