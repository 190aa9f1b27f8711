"""A request to the division: by the one table of transitions, the child by initials, up a step."""

from datetime import timedelta

import pytest

from tests.builders import make_actor, make_board
from tests.cases.scene import FAMILY, GIVEN, Scene, make_scene
from tests.cases.test_cases import begun, moved
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.requests import (
    ask_division,
    assign_request,
    decline_request,
    finish_request,
    send_request,
    settle_request,
    withdraw_request,
)
from tsunagu.cases.case_enums import CaseMove
from tsunagu.cases.models import DivisionRequest
from tsunagu.cases.queries.requests import OwedRequest, ReceivedRequest, owed_requests, owners_of
from tsunagu.cases.request_enums import RequestMove as M
from tsunagu.cases.request_enums import RequestState as S
from tsunagu.cases.request_rules import NEXT, STEPS, TRANSITIONS
from tsunagu.clock import freeze, plus_working_days, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATHS: dict[S, tuple[M, ...]] = {
    S.WAITING: (),
    S.SENT: (M.SEND,),
    S.ASSIGNED: (M.SEND, M.ASSIGN),
    S.SETTLED: (M.SEND, M.ASSIGN, M.SETTLE),
    S.DONE: (M.SEND, M.ASSIGN, M.SETTLE, M.DONE),
    S.DECLINED: (M.SEND, M.DECLINE),
    S.WITHDRAWN: (M.WITHDRAW,),
}


class Play:
    """The school's people and the board's, with a request to bring further."""

    def __init__(self, school: Scene) -> None:
        self.school = school
        board = make_board(school.pupil.municipality)
        self.supervisor = make_actor(board, role=RoleKind.SUPERVISOR)
        self.counsellor = make_actor(board, role=RoleKind.LEAD_COUNSELLOR)
        self.head = make_actor(board, role=RoleKind.BOARD_HEAD)
        self.case = begun(school)

    def asked(self, state: S = S.WAITING) -> DivisionRequest:
        """A request in a state, by the deeds that lead there."""
        one = ask_division(
            case=self.case,
            kind="adviser-at-conference",
            text=f"{GIVEN}さんの会議に来てほしい。{FAMILY}家の母も望んでいる",
            by=self.school.teacher,
        )
        for move in PATHS[state]:
            one = self.does(one, move)
        return one

    def does(self, one: DivisionRequest, move: M) -> DivisionRequest:
        """The request after a move by who makes it."""
        day = today() + timedelta(days=7)
        at_board = self.supervisor
        if move == M.SEND:
            return send_request(request=one, by=self.school.manager)
        if move == M.WITHDRAW:
            return withdraw_request(request=one, why="家族が望まない", by=self.school.teacher)
        if move == M.ASSIGN:
            adviser = self.counsellor.person
            return assign_request(request=one, adviser=adviser, text="", by=at_board)
        if move == M.SETTLE:
            return settle_request(request=one, on=day, text="16時", by=at_board)
        if move == M.DONE:
            return finish_request(request=one, text="会議に出た", by=at_board)
        return decline_request(request=one, why="今月は行けない", by=at_board)

    def turns(self) -> list[bool]:
        """Does it stand on Today of teacher, manager, supervisor, counsellor, head?"""
        people = (self.school.teacher, self.school.manager)
        people += (self.supervisor, self.counsellor, self.head)
        return [owed_requests(one).exists() for one in people]


@pytest.fixture
def play(clock: object, db: None) -> Play:
    """A case at a school, and a board."""
    return Play(make_scene())


@pytest.mark.parametrize("state", set(S))
@pytest.mark.parametrize("move", set(M) - {M.ASK})
def test_every_state_allows_the_moves_of_the_table_and_no_other(
    play: Play, state: S, move: M
) -> None:
    one = play.asked(state)
    assert one.state == state
    to = TRANSITIONS.get((state, move))
    if to is None:
        with pytest.raises(Refused, match=move.label):
            play.does(one, move)
    else:
        assert play.does(one, move).state == to
    steps = list(one.steps.values_list("move", flat=True))
    assert steps == ["ask", *PATHS[state], *([move] if to else [])]


def test_every_open_state_has_an_owner_a_due_day_and_words() -> None:
    assert STEPS.keys() == NEXT.keys() == {state for state, _ in TRANSITIONS}


def test_due_counts_from_the_day_settled_and_a_new_adviser_keeps_it(play: Play) -> None:
    one = play.asked(S.SETTLED)
    assert one.on == today() + timedelta(days=7)
    assert one.due == plus_working_days(one.on, 5)
    assert play.does(one, M.ASSIGN).due == one.due


def test_each_step_is_its_owners_turn_and_what_nobody_does_goes_up(play: Play) -> None:
    one = play.asked()
    assert play.turns() == [False, True, False, False, False]
    one = play.does(one, M.SEND)
    assert play.turns() == [False, False, True, False, False]
    with freeze(one.due + timedelta(days=1)):
        assert play.turns() == [False, False, True, False, True]
        assert "期限を過ぎた" in OwedRequest(owed_requests(play.head).get(), play.head).why
        assert owners_of(one) == ["指導主事", "教育委員会の課長"]
    one = play.does(one, M.ASSIGN)
    assert play.turns() == [False, False, False, True, False]
    assert play.counsellor.person is not None
    assert owners_of(one) == [play.counsellor.person.name]
    play.counsellor.person.roles.update(last=today() - timedelta(days=1))
    assert play.turns() == [False, False, True, False, False]


def test_board_reads_initials_and_nobodys_name_and_nothing_taken_back(play: Play) -> None:
    one = play.asked(S.SENT)
    read = ReceivedRequest(one)
    assert FAMILY not in read.text + read.child
    assert GIVEN not in read.text
    assert read.child
    one = play.does(one, M.WITHDRAW)
    assert ReceivedRequest(one).text == ""


def test_board_receives_what_a_manager_sent_and_nothing_before(play: Play) -> None:
    one = play.asked()
    known = DivisionRequest.objects.received_by(play.supervisor, Deed.SEE_CONSULTATION)
    assert not known.exists()
    play.does(one, M.SEND)
    assert known.get() == one
    other = make_actor(make_board(make_scene().pupil.municipality), role=RoleKind.SUPERVISOR)
    assert not DivisionRequest.objects.received_by(other, Deed.SEE_CONSULTATION).exists()


@pytest.mark.parametrize("state", STEPS)
def test_case_is_not_closed_while_a_request_is_open_and_says_which(play: Play, state: S) -> None:
    one = play.asked(state)
    with pytest.raises(Refused) as refused:
        moved(play.case, CaseMove.CLOSE, play.school.teacher)
    (reason,) = refused.value.reasons
    assert f"「{one.label}」" in reason
    assert f"「{state.label}」" in reason
    play.does(one, M.WITHDRAW)
    assert not moved(play.case, CaseMove.CLOSE, play.school.teacher).open


def test_who_may_not_does_nothing(play: Play) -> None:
    one = play.asked()
    coach = make_actor(play.school.classroom.school, role=RoleKind.TEACHER)
    deeds: list[tuple[object, Actor]] = [
        (lambda by: send_request(request=one, by=by), play.school.teacher),
        (lambda by: withdraw_request(request=one, why="x", by=by), coach),
        (lambda by: decline_request(request=one, why="x", by=by), play.school.manager),
        (lambda by: ask_division(case=play.case, kind="x", text="x", by=by), play.supervisor),
    ]
    for deed, by in deeds:
        with pytest.raises(Denied):
            deed(by)  # type: ignore[operator]


def test_what_is_missing_is_told(play: Play) -> None:
    with pytest.raises(Refused) as refused:
        ask_division(case=play.case, kind="no-such-kind", text=" ", by=play.school.teacher)
    assert len(refused.value.reasons) == 2
    one = play.asked(S.ASSIGNED)
    with pytest.raises(Refused, match="今日から"):
        settle_request(request=one, on=today() - timedelta(days=1), text="", by=play.supervisor)
    with pytest.raises(Refused, match="わけ"):
        decline_request(request=one, why=" ", by=play.supervisor)
    play.does(one, M.WITHDRAW)
    case = moved(play.case, CaseMove.CLOSE, play.school.teacher)
    with pytest.raises(Refused, match="ケースが終わっています"):
        ask_division(case=case, kind="special-needs-visit", text="x", by=play.school.teacher)
