"""What may become of a consultation and who owes it: every state, every deed, every absence."""

from itertools import product

import pytest

from tsunagu.cases.consultation_rules import NEXT, STEPS, TRANSITIONS, owners, stages
from tsunagu.cases.enums import OVER
from tsunagu.cases.enums import ConsultationMove as M
from tsunagu.cases.enums import ConsultationOwner as W
from tsunagu.cases.enums import ConsultationState as S

TABLE = """
waiting     return→returned send→sent withdraw→withdrawn
returned    ask→waiting send→sent withdraw→withdrawn
sent        read→read assign→assigned correct→sent withdraw→withdrawn
read        assign→assigned correct→read withdraw→withdrawn
assigned    assign→assigned correct→assigned try→assigned call→called withdraw→withdrawn
called      assign→called correct→called advise→advised visit→visit confer→conference withdraw→withdrawn
advised     assign→advised correct→advised advise→advised visit→visit confer→conference close→closed withdraw→withdrawn
visit       assign→visit correct→visit advise→advised visit→visit confer→conference close→closed withdraw→withdrawn
conference  assign→conference correct→conference advise→advised visit→visit confer→conference close→closed withdraw→withdrawn
closed
withdrawn
"""  # noqa: E501


def test_each_state_goes_where_the_table_says_and_nowhere_else() -> None:
    said = {}
    for line in TABLE.strip().splitlines():
        state, *moves = line.split()
        for one in moves:
            move, to = one.split("→")
            said[S(state), M(move)] = S(to)
    assert said == TRANSITIONS
    assert {S(line.split()[0]) for line in TABLE.strip().splitlines()} == set(S)


def test_every_state_that_is_not_over_has_an_owner_a_day_and_a_way_out() -> None:
    assert STEPS.keys() == NEXT.keys() == set(S) - OVER
    reached = {(state, to) for (state, _), to in TRANSITIONS.items()}
    for state in STEPS:
        open_ways, known = {state}, set()
        while open_ways:
            known |= open_ways
            open_ways = {to for here, to in reached if here in known} - known
        assert {S.CLOSED, S.WITHDRAWN} <= known


@pytest.mark.parametrize(
    ("state", "overdue", "adviser", "supervisor", "owing"),
    [
        (S.WAITING, True, True, True, {W.MANAGER}),
        (S.RETURNED, False, True, True, {W.ASKER}),
        (S.RETURNED, True, True, True, {W.ASKER, W.MANAGER}),
        (S.SENT, False, True, True, {W.SUPERVISOR}),
        (S.SENT, True, True, True, {W.SUPERVISOR, W.HEAD}),
        (S.SENT, False, True, False, {W.HEAD}),
        (S.ASSIGNED, False, True, True, {W.ADVISER}),
        (S.ASSIGNED, True, True, True, {W.ADVISER, W.SUPERVISOR}),
        (S.ASSIGNED, False, False, True, {W.SUPERVISOR}),
        (S.ASSIGNED, False, False, False, {W.HEAD}),
        (S.CLOSED, True, True, True, set()),
    ],
)
def test_owner_is_the_first_who_is_there_and_the_next_one_up_when_it_is_overdue(
    state: S, overdue: bool, adviser: bool, supervisor: bool, owing: set[W]
) -> None:
    assert owing == owners(state, overdue=overdue, adviser_here=adviser, supervisor_here=supervisor)


def test_somebody_owes_every_open_state_whoever_is_away() -> None:
    for state, overdue, adviser, supervisor in product(STEPS, *[(True, False)] * 3):
        assert owners(state, overdue=overdue, adviser_here=adviser, supervisor_here=supervisor)


def test_the_way_has_one_place_where_things_stand() -> None:
    for state in set(S) - OVER:
        assert [one.place for one in stages(state)].count("now") == 1
    assert {one.place for one in stages(S.CLOSED)} == {"done"}
    assert stages(S.WITHDRAWN) == []
