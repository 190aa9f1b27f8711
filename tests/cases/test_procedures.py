"""Kinds of case with their own procedure: each step's day, its records, and who owes it."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor
from tests.cases.scene import Scene, make_scene
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.cases import begin_case, move_case, name_coordinator
from tsunagu.cases.actions.procedures import record_step
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseMove, CaseOrigin, StepOutcome
from tsunagu.cases.models import Case
from tsunagu.cases.procedure_rules import due_of, next_due, past
from tsunagu.cases.queries.cases import owed_cases
from tsunagu.cases.queries.procedures import OwedStep, procedure_of
from tsunagu.clock import freeze, plus_working_days, today
from tsunagu.packs.loader import case_kinds
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.schema import ProcedureStep

DAY = date(2026, 5, 20)
AGED = ProcedureStep(id="six", label="六歳", owner="課", age=6, source="ours")


def test_step_names_days_or_an_age_and_not_both() -> None:
    for given in ({}, {"days": 3, "age": 6}):
        with pytest.raises(ValueError, match="どちらか一つ"):
            ProcedureStep(id="x", label="x", owner="x", source="ours", **given)


@pytest.mark.parametrize(
    ("birth", "due", "gone"),
    [
        (date(2020, 5, 20), DAY, False),
        (date(2020, 5, 19), date(2026, 5, 19), True),
        (date(2020, 2, 29), date(2026, 3, 1), True),
        (None, None, False),
    ],
)
def test_age_is_due_on_the_birthday_and_not_owed_where_it_lies_before_the_case(
    birth: date | None, due: date | None, gone: bool
) -> None:
    assert due_of(AGED, DAY, birth) == due
    assert past(AGED, DAY, birth) == gone


def test_every_kind_of_the_packs_has_a_first_step_and_the_example_names_its_pages() -> None:
    kinds = {name: kind for name, (_, kind) in case_kinds(["kunitachi"], DAY).items()}
    assert kinds["absence"].steps == ()
    for name in ("young-carer", "medical-care", "medical-care-nursery", "development"):
        assert next_due(kinds[name], DAY, None) is not None
    nursery = kinds["medical-care-nursery"].steps
    assert [one.id for one in nursery][:4] == ["situation", "visit", "inform", "examine"]
    assert nursery[-1].age == 6
    assert nursery[-1].source != "ours"
    assert [one.age for one in kinds["development"].steps][1:] == [3, 5, 6, 12, 15, 18]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def begun(scene: Scene) -> Case:
    """A young carer's case that the teacher coordinates."""
    by, origin = scene.teacher, CaseOrigin.SIGN
    case = begin_case(pupil=scene.pupil, kind="young-carer", origin=origin, why="世話", by=by)
    add_member(case=case, person=by.person, part="担任", by=by)
    return name_coordinator(case=case, person=by.person, by=by)


def record(case: Case, scene: Scene, step: str, outcome: StepOutcome, text: str = "聞いた") -> None:
    """The teacher records a step today."""
    record_step(case=case, step=step, outcome=outcome, on=today(), text=text, by=scene.teacher)


def settle(case: Case, scene: Scene) -> None:
    """The teacher records of every step that is left that it is not needed."""
    for one in procedure_of(case):
        if one.owed:
            record(case, scene, one.step.id, StepOutcome.NOT_NEEDED, "ほかで支えている")


def closed(case: Case, scene: Scene) -> Case:
    """The case closed by the teacher."""
    return move_case(case=case, move=CaseMove.CLOSE, text="終わり", until=None, by=scene.teacher)


@pytest.mark.django_db
def test_records_stay_and_the_newest_of_a_step_holds(scene: Scene) -> None:
    case = begun(scene)
    assert case.procedure_due == plus_working_days(today(), 5)
    record(case, scene, "hear", StepOutcome.DONE)
    case.refresh_from_db()
    assert case.procedure_due == plus_working_days(today(), 10)
    with pytest.raises(Refused, match="もう記録されています"):
        record(case, scene, "hear", StepOutcome.NOT_NEEDED)
    record(case, scene, "hear", StepOutcome.TAKEN_BACK, "まちがえた")
    record(case, scene, "hear", StepOutcome.NOT_NEEDED, "もう聞いてある")
    (hear, *others) = procedure_of(case)
    assert [one.outcome for one in hear.records] == ["done", "taken_back", "not_needed"]
    assert hear.held
    assert not hear.owed
    assert all(one.owed for one in others)


@pytest.mark.django_db
def test_what_is_missing_is_told_at_once_and_a_closed_case_takes_nothing(scene: Scene) -> None:
    case, by = begun(scene), scene.teacher
    done, later = StepOutcome.DONE, today() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        record_step(case=case, step="hear", outcome=done, on=later, text=" ", by=by)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="手順から選んで"):
        record(case, scene, "nothing", done)
    stranger = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    with pytest.raises(Denied):
        record_step(case=case, step="hear", outcome=done, on=today(), text="x", by=stranger)
    settle(case, scene)
    closed(case, scene)
    with pytest.raises(Refused, match="終わったケース"):
        record(case, scene, "hear", done)


@pytest.mark.django_db
def test_case_with_steps_that_nobody_recorded_is_not_closed_and_each_is_named(scene: Scene) -> None:
    case = begun(scene)
    record(case, scene, "hear", StepOutcome.DONE)
    record(case, scene, "wish", StepOutcome.NOT_NEEDED, "もう書きとめてある")
    record(case, scene, "wish", StepOutcome.TAKEN_BACK, "まちがえた")
    with pytest.raises(Refused) as refused:
        closed(case, scene)
    left = [one.step.label for one in procedure_of(case)][1:]
    assert len(refused.value.reasons) == len(left) == 5
    for reason, label in zip(refused.value.reasons, left, strict=True):
        assert f"手順の「{label}」" in reason
        assert "しなくてよいわけ" in reason
    settle(case, scene)
    assert not closed(case, scene).open


@pytest.mark.django_db
def test_step_is_owed_by_the_coordinator_and_goes_up_past_its_day(scene: Scene) -> None:
    case = begun(scene)
    lead = make_actor(scene.classroom.school, role=RoleKind.ATTENDANCE_LEAD)
    assert not owed_cases(scene.teacher, by="procedure_due").exists()
    due = case.procedure_due
    assert due is not None
    with freeze(due):
        (owed,) = owed_cases(scene.teacher, by="procedure_due")
        line = OwedStep(owed, scene.teacher)
        assert "本人の話を聞く" in line.next
        assert (line.due, line.overdue) == (due, False)
        assert not owed_cases(lead, by="procedure_due").exists()
    with freeze(due + timedelta(days=1)):
        (owed,) = owed_cases(lead, by="procedure_due")
        assert "期限を過ぎた" in OwedStep(owed, lead).why


@pytest.mark.django_db
def test_procedure_is_that_of_the_version_under_which_the_case_began(scene: Scene) -> None:
    case = begun(scene)
    RuleVersion.objects.filter(pk=case.version_id).update(
        content={**case.version.content, "steps": case.version.content["steps"][:1]}
    )
    assert [one.step.id for one in procedure_of(Case.objects.get(pk=case.pk))] == ["hear"]
