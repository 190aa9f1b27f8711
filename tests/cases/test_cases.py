"""A case: begun under the kind in force, taken further by the table, its words kept to the team."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_class, make_school
from tests.cases.scene import Scene, make_scene, move_on
from tests.cases.test_procedures import settle
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case, move_case, name_coordinator
from tsunagu.cases.actions.teams import (
    add_member,
    end_member,
    record_wish,
    withdraw_case_note,
    write_case_note,
)
from tsunagu.cases.case_enums import CaseMove as M
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.case_enums import CaseState as S
from tsunagu.cases.case_rules import TRANSITIONS
from tsunagu.cases.models import Case
from tsunagu.cases.queries.cases import OwedCase, owed_cases
from tsunagu.clock import freeze, today
from tsunagu.org.models import Leave
from tsunagu.packs.models import RuleVersion
from tsunagu.response.actions import set_freeze, withdraw_freeze
from tsunagu.response.models import RuleFreeze
from tsunagu.response.reviews import next_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATHS: dict[S, tuple[M, ...]] = {
    S.NOTICED: (),
    S.ASSESSING: (M.ASSESS,),
    S.PLANNED: (M.ASSESS, M.PLAN),
    S.SUPPORTED: (M.ASSESS, M.PLAN, M.SUPPORT),
    S.WATCHED: (M.WATCH,),
    S.CLOSED: (M.CLOSE,),
    S.REOPENED: (M.CLOSE, M.REOPEN),
}


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def begun(scene: Scene, *moves: M, kind: str = "absence") -> Case:
    """A case that the teacher coordinates, after some moves."""
    case = begin_case(
        pupil=scene.pupil,
        kind=kind,
        origin=CaseOrigin.RESPONSE,
        why="朝に泣くと聞いた",
        by=scene.teacher,
    )
    add_member(case=case, person=scene.teacher.person, part="担任", by=scene.teacher)
    name_coordinator(case=case, person=scene.teacher.person, by=scene.teacher)
    for one in moves:
        case = moved(case, one, scene.teacher)
    return case


def moved(case: Case, move: M, by: Actor) -> Case:
    """The case after a move, with a review in four weeks where it needs one."""
    until = today() + timedelta(weeks=4)
    return move_case(case=case, move=move, text="みんなで決めた", until=until, by=by)


@pytest.mark.parametrize("state", set(S))
@pytest.mark.parametrize("move", set(M) - {M.BEGIN})
def test_every_state_allows_the_moves_of_the_table_and_no_other(
    scene: Scene, state: S, move: M
) -> None:
    case = begun(scene, *PATHS[state])
    assert case.state == state
    to = TRANSITIONS.get((state, move))
    if to is None:
        with pytest.raises(Refused, match=move.label):
            moved(case, move, scene.teacher)
    else:
        assert moved(case, move, scene.teacher).state == to
    steps = list(case.steps.values_list("move", flat=True))
    assert steps == ["begin", *PATHS[state], *([move] if to else [])]


def test_a_case_keeps_the_version_of_its_kind_under_which_it_began(scene: Scene) -> None:
    case = begun(scene)
    assert case.definition.assess_days == 10
    assert case.version == RuleVersion.objects.get(kind="case_kinds", rule="absence")


def test_one_open_case_of_a_kind_and_all_that_is_missing_is_told_at_once(scene: Scene) -> None:
    begun(scene)
    with pytest.raises(Refused) as refused:
        begin_case(
            pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why=" ", by=scene.teacher
        )
    assert len(refused.value.reasons) == 2
    assert "すでに始まっています" in refused.value.reasons[1]


def test_review_rests_sharing_until_its_day_and_closing_ends_the_rest(scene: Scene) -> None:
    case = begun(scene, M.WATCH)
    assert case.due == case.review_on == today() + timedelta(weeks=4)
    assert RuleFreeze.objects.get(pupil=scene.pupil).last == case.due
    with freeze(today() + timedelta(days=3)):
        moved(case, M.CLOSE, scene.teacher)
        assert RuleFreeze.objects.get(pupil=scene.pupil).last == today()


def test_rest_lasts_until_the_latest_review_of_the_cases_that_are_open(scene: Scene) -> None:
    def resting() -> date | None:
        return RuleFreeze.objects.get(pupil=scene.pupil).last

    absence = begun(scene, M.WATCH)
    carer = begun(scene, kind="young-carer")
    weeks = timedelta(weeks=1)
    review = {"text": "x", "by": scene.teacher}
    carer = move_case(case=carer, move=M.WATCH, until=today() + 2 * weeks, **review)
    assert resting() == absence.due
    carer = move_case(case=carer, move=M.REVIEW, until=today() + 6 * weeks, **review)
    assert resting() == carer.due
    settle(carer, scene)
    with freeze(today() + weeks):
        moved(carer, M.CLOSE, scene.teacher)
        assert resting() == absence.due
        moved(absence, M.CLOSE, scene.teacher)
        assert resting() == today()


def test_rest_that_was_taken_back_does_not_begin_again_with_another_case_closed(
    scene: Scene,
) -> None:
    begun(scene, M.WATCH)
    carer = begun(scene, kind="young-carer")
    withdraw_freeze(fact=RuleFreeze.objects.get(), by=scene.teacher)
    settle(carer, scene)
    moved(carer, M.CLOSE, scene.teacher)
    assert not RuleFreeze.objects.exists()


def test_review_day_set_in_a_sharing_is_left_alone(scene: Scene) -> None:
    shared = today() + timedelta(weeks=6)
    set_freeze(pupil=scene.pupil, first=today(), last=shared, by=scene.teacher)
    case = begun(scene, M.WATCH)
    assert next_review(scene.pupil) == case.due
    moved(case, M.CLOSE, scene.teacher)
    assert set(RuleFreeze.objects.values_list("of_cases", "last")) == {
        (False, shared),
        (True, today()),
    }
    sooner = today() + timedelta(weeks=1)
    again = moved(case, M.REOPEN, scene.teacher)
    again = moved(again, M.WATCH, scene.teacher)
    set_freeze(pupil=scene.pupil, first=today(), last=sooner, by=scene.teacher)
    assert set(RuleFreeze.objects.values_list("of_cases", "last")) == {
        (False, sooner),
        (True, again.due),
    }


@pytest.mark.parametrize("days", [None, 0, 367])
def test_review_day_lies_ahead_and_within_a_year(scene: Scene, days: int | None) -> None:
    until = None if days is None else today() + timedelta(days=days)
    with pytest.raises(Refused, match="次に見直す日"):
        move_case(case=begun(scene), move=M.WATCH, text="x", until=until, by=scene.teacher)


def test_coordinator_is_of_the_team_and_leaves_it_only_after_another_is_named(
    scene: Scene,
) -> None:
    case = begun(scene)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    with pytest.raises(Refused, match="チームに入っている"):
        name_coordinator(case=case, person=nurse.person, by=scene.teacher)
    member = case.members.get()
    with pytest.raises(Refused, match="コーディネーター"):
        end_member(member=member, last=None, by=scene.teacher)
    add_member(case=case, person=nurse.person, part="養護教諭", by=scene.teacher)
    case = name_coordinator(case=case, person=nurse.person, by=scene.teacher)
    member.case = case
    end_member(member=member, last=None, by=scene.teacher)
    assert [one.person for one in case.members.on(today())] == [nurse.person]


def test_team_reaches_the_case_of_a_child_whom_one_does_not_teach(scene: Scene) -> None:
    case = begun(scene)
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    seen = Case.objects.visible_to(coach, Deed.SEE_CASE)
    assert not seen.exists()
    assert not may(coach, Deed.SEE_CASE, case.scope)
    member = add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    assert seen.get() == case
    assert may(coach, Deed.SEE_CASE_NOTE, case.scope)
    with freeze(today() + timedelta(days=1)):
        end_member(member=member, last=today(), by=scene.teacher)
        assert may(coach, Deed.SEE_CASE, case.scope)
    with freeze(today() + timedelta(days=2)):
        assert not Case.objects.visible_to(coach, Deed.SEE_CASE).exists()
        assert not may(coach, Deed.SEE_CASE, case.scope)


def test_somebody_from_outside_is_named_and_sees_nothing_by_it(scene: Scene) -> None:
    case = begun(scene)
    add_member(case=case, person=None, outside="はまなす 相談員", part="相談", by=scene.teacher)
    assert not Case.objects.visible_to(scene.lead, Deed.SEE_CASE).exists()
    assert not may(scene.lead, Deed.SEE_CASE, case.scope)


def test_restricted_note_is_read_by_team_and_managers_alone(scene: Scene) -> None:
    case = begun(scene)
    note = write_case_note(case=case, text="家の事情", restricted=True, by=scene.teacher)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    readers = [scene.teacher, scene.manager, nurse]
    assert [note.readable_by(one, case.scope) for one in readers] == [True, True, False]
    with pytest.raises(Denied):
        write_case_note(case=case, text="x", restricted=True, by=nurse)
    withdraw_case_note(note=note, why="書きまちがい", by=scene.teacher)
    with pytest.raises(Refused, match="もう取り消されて"):
        withdraw_case_note(note=note, why="x", by=scene.teacher)


def test_note_is_withdrawn_by_its_writer_or_a_manager_after_the_writer_has_left(
    scene: Scene,
) -> None:
    case = begun(scene)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    notes = [
        write_case_note(case=case, text="家の事情", restricted=False, by=nurse) for _ in range(2)
    ]
    with pytest.raises(Denied):
        withdraw_case_note(note=notes[0], why="x", by=scene.teacher)
    with pytest.raises(Refused, match="わけを書いて"):
        withdraw_case_note(note=notes[0], why=" ", by=scene.manager)
    withdraw_case_note(note=notes[1], why="書きまちがい", by=nurse)
    Role.objects.filter(person=nurse.person).update(last=today() - timedelta(days=1))
    withdraw_case_note(note=notes[0], why="利用停止の請求", by=scene.manager)
    assert not case.notes.filter(withdrawn_at=None).exists()
    events = Event.objects.filter(deed=Deed.WITHDRAW_CASE_NOTE)
    assert {one.actor for one in events} == {
        str(by.person.pk) for by in (nurse, scene.manager) if by.person
    }


def test_wish_stands_in_their_own_words_and_the_newest_first(scene: Scene) -> None:
    case = begun(scene)
    for days, words in ((2, "給食だけ行きたい"), (1, "図書室なら行ける")):
        heard = today() - timedelta(days=days)
        record_wish(
            case=case,
            whose=Wisher.CHILD,
            words=words,
            heard_by="担任",
            heard_on=heard,
            by=scene.teacher,
        )
    assert [one.words for one in case.wishes.all()] == ["図書室なら行ける", "給食だけ行きたい"]


def test_case_stays_with_its_school_when_the_child_goes_to_another(scene: Scene) -> None:
    case = begun(scene)
    elsewhere = make_class(make_school(scene.pupil.municipality))
    new = make_actor(elsewhere)
    move_on(scene.pupil, elsewhere)
    assert not Case.objects.visible_to(new, Deed.SEE_CASE).exists()
    assert Case.objects.visible_to(scene.manager, Deed.SEE_CASE).get() == case


def owing(actor: Actor) -> list[Case]:
    """What stands on somebody's Today."""
    return list(owed_cases(actor))


def test_next_step_is_owed_by_coordinator_stand_in_lead_and_manager_in_turn(scene: Scene) -> None:
    case = begun(scene)
    lead = make_actor(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    assert [owing(one) for one in (scene.teacher, lead, scene.manager)] == [[case], [], []]
    person = scene.teacher.person
    assert person is not None
    leave = Leave.objects.create(
        municipality=person.municipality, person=person, first=today(), last=today(), by=person
    )
    assert [owing(one) for one in (lead, scene.manager)] == [[case], []]
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    case.members.update(stand_in=nurse.person)
    assert [owing(one) for one in (nurse, lead)] == [[case], []]
    assert "不在" in OwedCase(owing(nurse)[0], nurse).why
    leave.delete()
    with freeze(case.due + timedelta(days=1)):
        assert [owing(one) for one in (scene.teacher, nurse, lead)] == [[case], [], [case]]
        assert "期限を過ぎた" in OwedCase(owing(lead)[0], lead).why


def test_without_a_coordinator_and_a_lead_the_managers_owe_it(scene: Scene) -> None:
    case = begun(scene)
    Case.objects.update(coordinator=None)
    assert owing(scene.manager) == [case]
    assert "決まっていない" in OwedCase(owing(scene.manager)[0], scene.manager).why
