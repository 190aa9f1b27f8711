"""What a conference fills in: its facts where the writer may see the case, and no judgement."""

from datetime import time, timedelta

import pytest

from tests.cases.scene import Scene, make_scene
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.conferences import invite, plan_conference
from tsunagu.cases.actions.recording import Said, hold_conference
from tsunagu.cases.actions.small_steps import StepSaid
from tsunagu.cases.actions.teams import add_member, record_wish
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.conference_enums import Area, Towards
from tsunagu.cases.models import Conference
from tsunagu.clock import today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school of the city of the official forms, with a child, its teacher and manager."""
    scene = make_scene()
    scene.pupil.municipality.packs = ["national", "akashi"]
    scene.pupil.municipality.save()
    return scene


def held(scene: Scene) -> Conference:
    """A conference with two steps, held by the teacher."""
    by, person = scene.teacher, scene.teacher.person
    assert person is not None
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why="朝に泣く", by=by
    )
    add_member(case=case, person=person, part="担任", by=by)
    name_coordinator(case=case, person=person, by=by)
    record_wish(
        case=case, whose=Wisher.CHILD, words="給食だけ", heard_by="担任", heard_on=today(), by=by
    )
    one = plan_conference(case=case, day=today(), at=time(15), place="相談室", agenda="", by=by)
    invited = invite(conference=one, people=[person], outside=["はまなす 林"], by=by)
    until = today() + timedelta(days=7)
    steps = [
        StepSaid("校門で会う", until=until, where="校門", how="声をかける"),
        StepSaid(
            "電話する", towards=Towards.HOME, outside="はまなす 林", until=until, times="夕方"
        ),
    ]
    said = Said(
        {Area.LIFE: "起きている"},
        "朝の居場所",
        "2週間やってみる",
        steps,
        attended={row.pk for row in invited},
        next_on=today() + timedelta(days=14),
    )
    return hold_conference(conference=one, said=said, number=0, by=by)


def values(scene: Scene, form: str) -> dict[str, object]:
    """The answers with which a sheet of the teacher's begins."""
    school = scene.classroom.school
    sheet = begin_sheet(form=form, school=school, pupil=scene.pupil, by=scene.teacher)
    return {name: given.value for name, given in sheet.answers().items()}


def test_case_conference_record_has_the_facts_of_the_conference(scene: Scene) -> None:
    assert "held-on" not in values(scene, "case-conference-record")
    held(scene)
    found = values(scene, "case-conference-record")
    assert found["held-on"] == today().isoformat()
    assert found["participants"] == f"{scene.teacher.label}（担任）、はまなす 林"
    assert (found["child-wish"], found["aim"], found["agreements"]) == (
        "給食だけ",
        "朝の居場所",
        "2週間やってみる",
    )
    assert not {"guardian-wish", "agencies", "parts"} & set(found)


def test_support_team_sheet_has_each_step_in_the_row_of_whom_it_turns_to(scene: Scene) -> None:
    held(scene)
    found = values(scene, "support-team-sheet")
    plan = found["plan"]
    assert isinstance(plan, list)
    rows = {row["row"]: row["cells"] for row in plan}
    assert rows["child"]["what"] == "校門で会う（声をかける）"
    assert rows["child"]["who"] == scene.teacher.label
    assert (rows["home"]["who"], rows["home"]["when"][:2]) == ("はまなす 林", "夕方")
    assert "areas" not in found


def test_yearly_sheet_has_the_aim_and_the_follow_up_slip_the_steps(scene: Scene) -> None:
    """Each with the conference and its day; how a step is done has no column on the slip."""
    assert "aim" not in values(scene, "understanding-sheet-yearly")
    assert "steps" not in values(scene, "follow-up-slip")
    held(scene)
    for form, field in (("understanding-sheet-yearly", "aim"), ("follow-up-slip", "steps")):
        values(scene, form)
        answer = Answer.objects.filter(sheet__form=form, field=field).get()
        assert (answer.origin, answer.origin_on) == ("ケース会議の記録", today())
    assert values(scene, "understanding-sheet-yearly")["aim"] == "朝の居場所"
    steps = values(scene, "follow-up-slip")["steps"]
    assert isinstance(steps, list)
    assert [set(one["cells"]) for one in steps] == [{"what", "who", "when", "where"}] * 2
    assert [(one["cells"]["what"], one["cells"]["who"]) for one in steps] == [
        ("校門で会う（声をかける）", scene.teacher.label),
        ("電話する", "はまなす 林"),
    ]
    kept = values(scene, "meeting-recap")["steps"]
    assert isinstance(kept, list)
    assert [(one["cells"]["what"], one["cells"]["how"]) for one in kept] == [
        ("校門で会う", "声をかける"),
        ("電話する", ""),
    ]


def test_understanding_sheet_and_assessment_know_of_the_conference(scene: Scene) -> None:
    one = held(scene)
    found = values(scene, "understanding-sheet-conference")
    assert (found["held"], found["place"]) == (one.when, "相談室")
    assert found["next"] == one.next_on.isoformat() if one.next_on else None
    assert values(scene, "assessment-sheet")["case-study"] == {"chosen": ["doing"], "notes": {}}
