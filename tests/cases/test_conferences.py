"""A conference: planned, invited to, held once by the table, its steps on the Today of who acts."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.builders import make_actor, make_class, make_school
from tests.cases.scene import Scene, make_scene, move_on
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.cases import begin_case, move_case, name_coordinator
from tsunagu.cases.actions.conferences import (
    answer_invitation,
    cancel_conference,
    change_conference,
    invite,
    plan_conference,
)
from tsunagu.cases.actions.recapping import recap_of
from tsunagu.cases.actions.recording import (
    Overtaken,
    Said,
    hold_conference,
    record_assent,
    write_record,
)
from tsunagu.cases.actions.small_steps import StepSaid, add_step, end_step
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseMove, CaseOrigin
from tsunagu.cases.conference_enums import (
    Area,
    Assents,
    Coming,
    ConferenceMove,
    ConferenceState,
    StepState,
    Whose,
)
from tsunagu.cases.conference_rules import TRANSITIONS
from tsunagu.cases.models import Case, Conference, SmallStep
from tsunagu.cases.queries.meetings import turns
from tsunagu.clock import freeze, plus_working_days, today
from tsunagu.org.models import Leave
from tsunagu.response.actions import end_task, reopen_task
from tsunagu.response.carrying import carry_over
from tsunagu.response.enums import Status
from tsunagu.response.models import Draft, Task
from tsunagu.response.queries.owed import owed
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
S, M = ConferenceState, ConferenceMove
SAID = Said({Area.LIFE: "朝は起きている"}, "朝の場所をつくる", "まず2週間やってみる")


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def case(scene: Scene) -> Case:
    """A case that the teacher coordinates, watched."""
    case = begin_case(
        pupil=scene.pupil,
        kind="absence",
        origin=CaseOrigin.RESPONSE,
        why="朝に泣くと聞いた",
        by=scene.teacher,
    )
    add_member(case=case, person=scene.teacher.person, part="担任", by=scene.teacher)
    name_coordinator(case=case, person=scene.teacher.person, by=scene.teacher)
    until = today() + timedelta(weeks=4)
    return move_case(case=case, move=CaseMove.WATCH, text="x", until=until, by=scene.teacher)


def planned(case: Case, by: Actor, *others: Actor) -> Conference:
    """A conference of today to which the planner and others are invited."""
    one = plan_conference(case=case, day=today(), at=time(15, 30), place="相談室", agenda="", by=by)
    people = [actor.person for actor in (by, *others) if actor.person]
    invite(conference=one, people=people, outside=["はまなす 相談員"], by=by)
    return one


def held(one: Conference, by: Actor, *steps: StepSaid, **changes: object) -> Conference:
    """The conference held with these steps, all who were invited there."""
    met = {
        "attended": set(one.invitations.values_list("pk", flat=True)),
        "next_on": today() + timedelta(weeks=2),
        **changes,
    }
    said = replace(SAID, steps=steps, **met)  # type: ignore[arg-type]
    return hold_conference(conference=one, said=said, number=one.number, by=by)


def a_step(**changes: object) -> StepSaid:
    """A step for the week to come."""
    values = {"what": "朝に校門で会う", "until": today() + timedelta(days=7), **changes}
    return StepSaid(**values)  # type: ignore[arg-type]


def test_what_the_table_does_not_allow_is_refused_in_every_state(scene: Scene, case: Case) -> None:
    by = scene.teacher
    again = {"day": today(), "at": None, "place": "", "agenda": "", "by": by}
    deeds = {
        M.CHANGE: lambda one: change_conference(conference=one, **again),  # type: ignore[arg-type]
        M.INVITE: lambda one: invite(conference=one, people=[], outside=["客"], by=by),
        M.WRITE: lambda one: write_record(conference=one, said=SAID, number=one.number, by=by),
        M.HOLD: lambda one: held(one, by),
        M.CANCEL: lambda one: cancel_conference(conference=one, why="延期", by=by),
        M.ASSENT: lambda one: record_assent(
            conference=one,
            whose=Whose.CHILD,
            who="",
            answer=Assents.AGREES,
            words="",
            on=today(),
            by=by,
        ),
        M.STEP: lambda one: add_step(conference=one, said=a_step(), by=by),
    }
    for state in S:
        for move, deed in deeds.items():
            one = planned(case, by)
            if state == S.HELD:
                one = held(one, by)
            elif state == S.CANCELLED:
                one = cancel_conference(conference=one, why="延期", by=by)
            if to := TRANSITIONS.get((state, move)):
                deed(one)
                one.refresh_from_db()
                assert one.state == to
            else:
                with pytest.raises(Refused, match=move.label):
                    deed(one)


def test_staff_are_invited_who_take_part_in_the_case_and_answer_for_themselves(
    scene: Scene, case: Case
) -> None:
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    with pytest.raises(Refused, match="先にケースのチームに"):
        planned(case, scene.teacher, coach)
    one = planned(case, scene.teacher, nurse)
    mine, theirs = (one.invitations.get(person=who.person) for who in (scene.teacher, nurse))
    outside = one.invitations.get(person=None)
    assert [row.answer for row in (mine, theirs, outside)] == ["comes", "waits", "waits"]
    with pytest.raises(Denied):
        answer_invitation(invitation=theirs, answer=Coming.COMES, word="", by=scene.teacher)
    answer_invitation(invitation=theirs, answer=Coming.CANNOT, word="出張", by=nurse)
    answer_invitation(invitation=outside, answer=Coming.COMES, word="電話で", by=scene.teacher)
    change_conference(
        conference=one, day=today(), at=time(16), place="", agenda="", by=scene.teacher
    )
    answers = one.invitations.values_list("answer", flat=True)
    assert sorted(answers) == ["comes", "waits", "waits"]


def test_holding_tells_at_once_all_that_is_missing_and_writes_nothing(
    scene: Scene, case: Case
) -> None:
    one = planned(case, scene.teacher)
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    steps = (StepSaid(""), a_step(who=coach.person, until=today() - timedelta(days=1)))
    with pytest.raises(Refused) as refused:
        held(one, scene.teacher, *steps, attended=set(), next_on=None)
    said = "\n".join(refused.value.reasons)
    for words in (
        "出た人",
        "次に集まる日",
        "何をするか",
        "いつまでにするか",
        "会議の日より前",
        "チーム",
    ):
        assert words in said
    assert (Task.objects.count(), SmallStep.objects.count()) == (0, 0)
    one.refresh_from_db()
    assert one.planned


def test_steps_are_on_the_today_of_who_acts_and_the_next_day_is_the_review(
    scene: Scene, case: Case
) -> None:
    one = held(planned(case, scene.teacher), scene.teacher, a_step(outside="はまなす 相談員"))
    (line,) = owed(scene.teacher)
    assert line.task.asks == "朝に校門で会う（はまなす 相談員がすることを見届ける）"
    assert line.task.stands == Status.OPEN
    case.refresh_from_db()
    assert case.due == one.next_on
    assert one.invitations.filter(attended=True).count() == 2


def test_a_step_ends_with_its_task_and_a_task_with_its_step(scene: Scene, case: Case) -> None:
    one = held(planned(case, scene.teacher), scene.teacher, a_step(), a_step(what="手紙"))
    first, second = one.steps.select_related("task")
    assert first.task
    assert second.task
    end_task(task=first.task, status=Status.DONE, why="会えた", by=scene.teacher)
    with pytest.raises(Refused, match="わけ"):
        end_step(step=second, state=StepState.DROPPED, why="", by=scene.teacher)
    end_step(step=second, state=StepState.DROPPED, why="本人が望まない", by=scene.teacher)
    assert list(one.steps.values_list("state", "why")) == [
        ("done", "会えた"),
        ("dropped", "本人が望まない"),
    ]
    assert list(Task.objects.order_by("step__place").values_list("status", flat=True)) == [
        "done",
        "not_needed",
    ]
    first.task.refresh_from_db()
    reopen_task(task=first.task, by=scene.teacher)
    end_step(step=second, state=StepState.OPEN, why="", by=scene.teacher)
    assert set(one.steps.values_list("state", flat=True)) == {"open"}
    assert Task.objects.owed().count() == 2


def test_a_step_is_handed_on_to_somebody_else_and_is_theirs(scene: Scene, case: Case) -> None:
    lead = make_actor(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    one = held(planned(case, scene.teacher), scene.teacher, a_step())
    over = {"status": Status.HANDED_OVER, "why": "出張", "by": scene.teacher}
    end_task(task=Task.objects.get(), handed_to=lead.person, **over)  # type: ignore[arg-type]
    assert [len(owed(who)) for who in (scene.teacher, lead)] == [0, 1]
    assert one.steps.get().state == StepState.OPEN


def test_who_answers_for_no_tasks_has_the_step_without_one(scene: Scene, case: Case) -> None:
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    one = held(planned(case, scene.teacher), scene.teacher, a_step(who=nurse.person))
    step = one.steps.get()
    assert (step.task, step.who) == (None, nurse.person)
    assert end_step(step=step, state=StepState.DONE, why="", by=nurse).ended_by == nurse.person


def test_case_is_not_closed_while_a_step_or_a_conference_is_open(scene: Scene, case: Case) -> None:
    step = held(planned(case, scene.teacher), scene.teacher, a_step()).steps.get()
    waiting = planned(case, scene.teacher)
    closing = {"case": case, "move": CaseMove.CLOSE, "text": "x", "until": None}
    with pytest.raises(Refused) as refused:
        move_case(**closing, by=scene.teacher)  # type: ignore[arg-type]
    assert "朝に校門で会う" in refused.value.reasons[0]
    assert "会議がまだです" in refused.value.reasons[1]
    end_step(step=step, state=StepState.DONE, why="", by=scene.teacher)
    cancel_conference(conference=waiting, why="済んだ", by=scene.teacher)
    move_case(**closing, by=scene.teacher)  # type: ignore[arg-type]
    task = Task.objects.get()
    with pytest.raises(Refused, match="終わったケース"):
        reopen_task(task=task, by=scene.teacher)
    assert Task.objects.get().status == Status.DONE


def test_who_writes_over_another_is_told_and_nothing_is_lost(scene: Scene, case: Case) -> None:
    one = planned(case, scene.teacher)
    write_record(conference=one, said=SAID, number=0, by=scene.manager)
    with pytest.raises(Overtaken) as overtaken:
        held(one, scene.teacher, a_step())
    now = overtaken.value.now
    assert (now.aim, now.saved_by, now.number) == (SAID.aim, scene.manager.person, 1)
    assert held(now, scene.teacher, a_step()).held


@pytest.fixture
def elsewhere(scene: Scene) -> Classroom:
    """A class of another school of the city."""
    return make_class(make_school(scene.pupil.municipality, name="うみべ小学校"))


def test_child_that_goes_in_mid_conference_gets_no_step_and_the_words_stay(
    scene: Scene, case: Case, elsewhere: Classroom
) -> None:
    one = planned(case, scene.teacher)
    written = replace(SAID, steps=(a_step(),))
    one = write_record(conference=one, said=written, number=0, by=scene.teacher)
    move_on(scene.pupil, elsewhere)
    with pytest.raises(Refused, match="在籍していません"):
        held(one, scene.manager, a_step())
    assert one.steps.get().what == a_step().what
    assert not Task.objects.exists()
    assert held(one, scene.manager).held


def test_step_of_a_child_that_moved_is_the_coordinators_and_no_task_anywhere(
    scene: Scene, case: Case, elsewhere: Classroom
) -> None:
    lead = make_actor(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    steps = (a_step(who=lead.person), a_step(what="体重を測る", who=nurse.person))
    held(planned(case, scene.teacher), scene.teacher, *steps)
    new = make_actor(elsewhere)
    team = (scene.teacher, lead, nurse, new)
    assert [len(owed(who)) for who in team] == [0, 1, 0, 0]
    assert [len(turns(who)) for who in team] == [0, 0, 1, 0]
    move_on(scene.pupil, elsewhere)
    assert carry_over(municipality=scene.pupil.municipality) == 1
    assert carry_over(municipality=scene.pupil.municipality) == 0
    assert [len(owed(who)) for who in team] == [0, 0, 0, 0]
    assert [len(turns(who)) for who in team] == [2, 0, 0, 0]
    assert {"ほかの学校に移りました" in one.why for one in turns(scene.teacher)} == {True}
    task = Task.objects.get()
    assert (task.school, task.status, task.ended_by) == (case.school, "withdrawn", "moved")
    step = case.small_steps.select_related("task").get(task=task)
    end_step(step=step, state=StepState.DROPPED, why="引き継ぎに書いた", by=scene.teacher)
    assert [one.next for one in turns(scene.teacher)] == ["体重を測る"]
    assert Task.objects.get().status == Status.NOT_NEEDED


def test_step_of_a_child_that_moved_is_never_nobodys_and_comes_back_with_the_child(
    scene: Scene, case: Case, elsewhere: Classroom
) -> None:
    held(planned(case, scene.teacher), scene.teacher, a_step())
    move_on(scene.pupil, elsewhere)
    carry_over(municipality=scene.pupil.municipality)
    both = (scene.teacher, scene.manager)
    assert [len(turns(who)) for who in both] == [1, 0]
    leave = Leave.objects.create(
        municipality=case.municipality, person=scene.teacher.person, first=today(), last=today()
    )
    assert [len(turns(who)) for who in both] == [1, 1]
    leave.delete()
    with freeze(today() + timedelta(days=1)):
        move_on(scene.pupil, scene.classroom)
        assert [[one.why for one in turns(who)] for who in both] == [[""], []]


def test_recap_is_begun_by_one_of_the_team_while_the_case_is_open(scene: Scene, case: Case) -> None:
    other = make_actor(make_class(scene.classroom.school, name="2組", pupils=0))
    one = held(planned(case, scene.teacher), scene.teacher)
    with pytest.raises(Denied):
        recap_of(conference=one, by=other)
    add_member(case=case, person=other.person, part="部活動", by=scene.teacher)
    Case.objects.filter(pk=case.pk).update(state="closed")
    with pytest.raises(Denied):
        recap_of(conference=Conference.objects.get(pk=one.pk), by=other)
    Case.objects.filter(pk=case.pk).update(state=case.state)
    recap = recap_of(conference=Conference.objects.get(pk=one.pk), by=other)
    assert recap.begun_by == other.person
    assert may(other, Deed.WRITE_SHEET, recap.scope)
    Case.objects.filter(pk=case.pk).update(state="closed")
    with pytest.raises(Denied):
        recap_of(conference=Conference.objects.get(pk=one.pk), by=other)
    assert recap_of(conference=Conference.objects.get(pk=one.pk), by=scene.teacher) == recap


def test_recap_after_the_child_moved_is_the_former_schools(
    scene: Scene, case: Case, elsewhere: Classroom
) -> None:
    one = held(planned(case, scene.teacher), scene.teacher)
    move_on(scene.pupil, elsewhere)
    for by in (make_actor(elsewhere, role=RoleKind.PRINCIPAL), make_actor(elsewhere)):
        with pytest.raises(Denied):
            recap_of(conference=one, by=by)
    recap = recap_of(conference=one, by=scene.manager)
    assert recap.school == case.school
    assert may(scene.manager, Deed.WRITE_SHEET, recap.scope)


def test_step_goes_along_into_the_next_class_of_the_school(scene: Scene, case: Case) -> None:
    held(planned(case, scene.teacher), scene.teacher, a_step())
    new = make_class(scene.classroom.school, name="2組")
    move_on(scene.pupil, new)
    carry_over(municipality=scene.pupil.municipality)
    assert Task.objects.get().classroom == new


def test_a_draft_ends_with_the_record_and_the_day_must_have_come(scene: Scene, case: Case) -> None:
    later = plan_conference(
        case=case, day=today() + timedelta(days=1), at=None, place="", agenda="", by=scene.teacher
    )
    invite(conference=later, people=[scene.teacher.person], outside=[], by=scene.teacher)  # type: ignore[list-item]
    with pytest.raises(Refused, match="まだ来ていません"):
        held(later, scene.teacher)
    Draft.objects.create(
        municipality=case.municipality,
        person=scene.teacher.person,
        pupil=scene.pupil,
        form="conference",
        about=later.pk,
        at=later.called_at,
    )
    with freeze(later.day):
        held(later, scene.teacher)
    assert not Draft.objects.exists()


def test_not_asked_and_no_need_words_and_the_newest_stands_first(scene: Scene, case: Case) -> None:
    one = held(planned(case, scene.teacher), scene.teacher)
    asked = {"conference": one, "whose": Whose.CHILD, "who": "", "on": today(), "by": scene.teacher}
    with pytest.raises(Refused, match="わけ"):
        record_assent(**asked, answer=Assents.NOT_ASKED, words="")  # type: ignore[arg-type]
    record_assent(**asked, answer=Assents.NOT_ASKED, words="寝ていた")  # type: ignore[arg-type]
    asked["on"] = today() + timedelta(days=1)
    with freeze(today() + timedelta(days=1)):
        record_assent(**asked, answer=Assents.AGREES, words="")  # type: ignore[arg-type]
    assert [row.answer for row in one.assents.all()] == ["agrees", "not_asked"]


def asked(one: Conference, whose: Whose, answer: Assents, by: Actor) -> None:
    """Somebody's answer of today, with words."""
    values = {"who": "", "words": "寝ていた", "on": today(), "by": by}
    record_assent(conference=one, whose=whose, answer=answer, **values)  # type: ignore[arg-type]


def to_ask(actor: Actor) -> list[str]:
    """Whom the actor's day says to ask about what was decided."""
    found = (one.next.rpartition("（") for one in turns(actor))
    return [whom.rstrip("）") for said, _, whom in found if "どう思うか" in said]


def test_assent_that_nobody_asked_for_is_owed_by_the_coordinator_and_then_up_a_step(
    scene: Scene, case: Case
) -> None:
    lead = make_actor(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    people = (scene.teacher, lead, scene.manager, nurse)
    one = held(planned(case, scene.teacher), scene.teacher)
    assert [to_ask(who) for who in people] == [[], [], [], []]
    with freeze(plus_working_days(today(), 2)):
        assert [to_ask(who) for who in people] == [["本人・保護者"], [], [], []]
        asked(one, Whose.GUARDIAN, Assents.DISAGREES, scene.teacher)
    due = plus_working_days(one.day, 5)
    with freeze(due):
        assert [to_ask(who) for who in people] == [["本人"], [], [], []]
        assert [turn.due for turn in turns(scene.teacher)] == [due]
    with freeze(due + timedelta(days=1)):
        assert [to_ask(who) for who in people] == [["本人"], ["本人"], [], []]
        assert ["期限を過ぎた" in turn.why for turn in turns(lead)] == [True]
        asked(one, Whose.CHILD, Assents.NOT_ASKED, scene.teacher)
        assert [to_ask(who) for who in people] == [[], [], [], []]
        again = plus_working_days(today(), 5)
    with freeze(again):
        assert [to_ask(who) for who in people] == [["本人"], [], [], []]
        asked(one, Whose.CHILD, Assents.AGREES, scene.teacher)
        assert [to_ask(who) for who in people] == [[], [], [], []]


def test_only_what_was_decided_last_is_asked_about_and_nothing_of_who_has_gone(
    scene: Scene, case: Case, elsewhere: Classroom
) -> None:
    held(planned(case, scene.teacher), scene.teacher)
    with freeze(today() + timedelta(weeks=1)):
        newer = held(planned(case, scene.teacher), scene.teacher)
    with freeze(today() + timedelta(weeks=2)):
        (line,) = turns(scene.teacher)
        assert (line.conference, line.anchor) == (newer, "h-assents")
        move_on(scene.pupil, elsewhere)
        assert turns(scene.teacher) == []
    with freeze(today() + timedelta(weeks=2, days=1)):
        move_on(scene.pupil, scene.classroom)
        assert len(turns(scene.teacher)) == 1
        closing = {"case": case, "move": CaseMove.CLOSE, "text": "x", "until": None}
        move_case(**closing, by=scene.teacher)  # type: ignore[arg-type]
        assert turns(scene.teacher) == []
