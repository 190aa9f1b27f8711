"""Who leaves, who comes and whose roles change around a day, from roles alone."""

from datetime import date
from uuid import UUID

import pytest

from tsunagu.access.enums import RoleKind
from tsunagu.access.rules import Move, Term, moves, without_successor

SINCE, LAST, UNTIL = date(2027, 3, 1), date(2027, 3, 31), date(2027, 5, 1)
FIRST = date(2027, 4, 1)


def term(person: int, first: date, last: date | None, kind: str = "attendance_lead") -> Term:
    return Term(UUID(int=person), UUID(int=person), RoleKind(kind), "", None, first, last)


def found(*terms: Term) -> list[Move]:
    return moves(terms, since=SINCE, last=LAST, until=UNTIL)


@pytest.mark.parametrize(
    ("last", "leaves"),
    [
        (date(2027, 2, 28), False),
        (SINCE, True),
        (LAST, True),
        (FIRST, False),
        (None, False),
    ],
)
def test_who_leaves_has_a_role_that_ends_from_since_to_last(last: date, leaves: bool) -> None:
    assert [m.leaves for m in found(term(1, date(2020, 4, 1), last))] == [True] * leaves


@pytest.mark.parametrize(
    ("first", "comes"),
    [
        (SINCE, False),
        (date(2027, 3, 2), True),
        (FIRST, True),
        (UNTIL, True),
        (date(2027, 5, 2), False),
    ],
)
def test_who_comes_has_a_role_that_begins_after_since_until_then(first: date, comes: bool) -> None:
    assert [m.comes for m in found(term(1, first, None))] == [True] * comes


def test_who_goes_on_in_another_role_changes_and_a_short_stand_in_leaves() -> None:
    changes, leaves = found(
        term(1, date(2020, 4, 1), LAST, "homeroom"),
        term(1, FIRST, None, "attendance_lead"),
        term(2, date(2027, 3, 5), date(2027, 3, 20)),
    )
    assert (changes.leaves, changes.comes) == (False, False)
    assert (leaves.leaves, leaves.comes) == (True, False)


@pytest.mark.parametrize(
    ("successor", "gaps"),
    [(FIRST, 0), (date(2027, 4, 2), 1), (None, 1)],
)
def test_without_successor_asks_for_the_very_next_day(successor: date | None, gaps: int) -> None:
    terms = [term(1, date(2020, 4, 1), LAST)]
    terms += [term(2, successor, None)] if successor else []
    assert len(without_successor(terms, since=SINCE, last=LAST)) == gaps


def test_without_successor_leaves_classes_to_who_asks_them() -> None:
    room = Term(*(UUID(int=1),) * 2, RoleKind.HOMEROOM, "", UUID(int=9), SINCE, LAST)
    assert without_successor([room], since=SINCE, last=LAST) == []
