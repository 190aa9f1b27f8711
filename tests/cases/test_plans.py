"""My plan: words a child can read, its own part, “this is not right” until an adult has spoken."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Model

from tests.builders import make_actor, make_class
from tests.cases.scene import Scene, make_scene, move_on
from tests.cases.test_cases import begun
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import hand_case_over, move_case
from tsunagu.cases.actions.plans import (
    answer_not_right,
    end_line,
    read_words,
    say_not_right,
    write_line,
    write_part,
)
from tsunagu.cases.case_enums import CaseMove, Righted
from tsunagu.cases.models import Case, Conference, NotRight, PlanLine, PlanPart, SmallStep
from tsunagu.cases.queries.plans import owed_words, plans_of
from tsunagu.clock import JST, freeze, now, today
from tsunagu.doors.actions import give_pictures, pupil_actor
from tsunagu.doors.models import PictureDoor
from tsunagu.doors.queries import grade_of
from tsunagu.doors.words import faults_of, plain_braces, written_for
from tsunagu.school.models import Classroom, Pupil

pytestmark = pytest.mark.django_db
NURSE = "{保健室|ほけんしつ}の{先生|せんせい}"


@pytest.fixture
def scene(clock: object) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def case(scene: Scene) -> Case:
    """A case that the teacher coordinates."""
    return begun(scene)


def room_of(pupil: Pupil) -> Classroom:
    """The class that a child is in."""
    return pupil.enrolments.get(end__isnull=True).classroom


@pytest.fixture
def child(scene: Scene) -> Actor:
    """The child itself."""
    room = room_of(scene.pupil)
    give_pictures(enrolments=scene.pupil.enrolments.all(), by=make_actor(room))
    door = PictureDoor.objects.get(pupil=scene.pupil)
    return pupil_actor(door, room.school_id, via="screen")


def line(case: Case, by: Actor, what: str = "ここで{話|はな}そう", **more: object) -> PlanLine:
    """A line of the plan."""
    step = more.get("step")
    assert step is None or isinstance(step, SmallStep)
    return write_line(case=case, step=step, what=what, who=str(more.get("who", NURSE)), by=by)


def read(child: Actor, scene: Scene) -> list[str]:
    """What the child reads."""
    return [str(one.what) for plan in plans_of(child, grade_of(scene.pupil)) for one in plan.lines]


@pytest.mark.parametrize(
    ("text", "grade", "told"),
    [
        ("{給食|きゅうしょく}を食べる", 2, []),
        ("給食を食べる", 2, ["「給食」に読みがな"]),
        ("給食を相談する", 1, ["「給食」に読みがな", "「相談」に読みがな"]),
        ("給食を相談する", 6, []),
        ("給食", 0, ["「給食」に読みがな"]),
        ("{給食|給}を食べる", 2, ["の形で"]),
        ("{給食}を食べる", 2, ["の形で"]),
        ("{name}と話す", 2, ["の形で"]),
        ("給食|きゅうしょく", 6, ["の形で"]),
    ],
)
def test_words_that_a_child_could_not_read_are_told_one_by_one(
    text: str, grade: int, told: list[str]
) -> None:
    faults = faults_of(text, grade)
    assert [want in fault for want, fault in zip(told, faults, strict=False)] == [True] * len(told)
    assert bool(faults) == bool(told)
    assert bool(written_for(text, grade)) == (not told)


def test_readings_stand_over_what_is_beyond_the_grade_and_markup_is_none() -> None:
    text = plain_braces("｛給食｜きゅうしょく｝ を <b>")
    assert written_for(text, 2) == "<ruby>給食<rt>きゅうしょく</rt></ruby> を &lt;b&gt;"
    assert written_for(text, 6) == "給食 を &lt;b&gt;"


def test_what_the_child_cannot_read_is_refused_with_all_reasons(scene: Scene, case: Case) -> None:
    room = room_of(scene.pupil)
    room.grades = ",P1,"
    room.save()
    with pytest.raises(Refused) as refused:
        write_line(case=case, step=None, what="給食を食べる", who="担任", by=scene.teacher)
    told = [reason.split("に")[0] for reason in refused.value.reasons]
    assert told == ["「給食」", "「食」", "「担任」"]
    assert not PlanLine.objects.exists()


def test_without_a_line_there_is_no_plan_and_no_case_to_be_seen(
    scene: Scene, case: Case, child: Actor
) -> None:
    assert plans_of(child, 6) == []
    for say in (write_part, say_not_right):
        words = {"text": "x"} if say is write_part else {"words": ""}
        with pytest.raises(Denied):
            say(plan=case.pk, **words, by=child)
    made = line(case, scene.teacher)
    assert len(read(child, scene)) == 1
    end_line(line=made, by=scene.teacher)
    assert read(child, scene) == []


def test_a_line_that_lacks_a_reading_is_not_shown(scene: Scene, case: Case, child: Actor) -> None:
    line(case, scene.teacher, "休む{日|ひ}を{話|はな}そう")
    assert plans_of(child, 1)
    assert plans_of(child, 0) == []


def test_a_line_of_a_step_goes_with_it_and_new_words_take_its_place(
    scene: Scene, case: Case, child: Actor
) -> None:
    person = scene.teacher.person
    common = {"municipality": case.municipality, "case": case}
    met = Conference.objects.create(
        **common, day=today(), state="held", called_by=person, called_at=now(), held_at=now()
    )
    step = SmallStep.objects.create(
        **common, conference=met, place=0, what="朝の電話", who=person, towards="child"
    )
    line(case, scene.teacher, "はじめ", step=step)
    line(case, scene.teacher, "つぎ", step=step)
    assert read(child, scene) == ["つぎ"]
    SmallStep.objects.update(state="done")
    assert read(child, scene) == []


def test_nobody_elses_plan_and_none_of_a_closed_case(
    scene: Scene, case: Case, child: Actor
) -> None:
    line(case, scene.teacher)
    other = make_class(room_of(scene.pupil).school, name="9組", pupils=1)
    give_pictures(enrolments=other.enrolments.all(), by=make_actor(other))
    door = PictureDoor.objects.get(pupil=other.enrolments.get().pupil)
    beside = pupil_actor(door, other.school_id, via="screen")
    assert plans_of(beside, 6) == []
    with pytest.raises(Denied):
        say_not_right(plan=case.pk, words="", by=beside)
    with pytest.raises(Denied):
        plans_of(scene.teacher, 6)
    move_case(case=case, move=CaseMove.CLOSE, text="おわり", until=None, by=scene.teacher)
    assert read(child, scene) == []


def waiting(actor: Actor) -> list[bool]:
    """What waits for an actor; true where it is that the plan is not right."""
    return [one.not_right is not None for one in owed_words(actor)]


def test_not_right_is_one_until_answered_and_reaches_the_coordinator(
    scene: Scene, case: Case, child: Actor
) -> None:
    line(case, scene.teacher)
    assert waiting(scene.teacher) == []
    first = say_not_right(plan=case.pk, words="", by=child)
    for words in ("", "あさはいや", "あさはいや", "給食も"):
        assert say_not_right(plan=case.pk, words=words, by=child).pk == first.pk
    assert NotRight.objects.get().words == "あさはいや\n給食も"
    assert waiting(scene.teacher) == [True]
    read_words(case=case, by=scene.teacher)
    assert NotRight.objects.get().read_by == scene.teacher.person
    assert waiting(scene.teacher) == [True], "to have read is no answer"
    say_not_right(plan=case.pk, words="もうひとつ", by=child)
    assert NotRight.objects.get().read_at is None
    answer_not_right(case=case, answer=Righted.SPOKEN, said="昼にする", by=scene.teacher)
    assert waiting(scene.teacher) == []
    with pytest.raises(Refused, match="もうありません"):
        answer_not_right(case=case, answer=Righted.SPOKEN, said="", by=scene.teacher)
    assert say_not_right(plan=case.pk, words="", by=child).pk != first.pk
    told = Event.objects.filter(deed="plan.own", kind="not_right")
    assert all(not {"words", "said"} & set(one.details) for one in told)


def test_it_goes_up_once_its_day_is_past(scene: Scene, case: Case, child: Actor) -> None:
    lead = make_actor(room_of(scene.pupil).school, role=RoleKind.ATTENDANCE_LEAD)
    line(case, scene.teacher)
    friday = datetime(2026, 5, 22, 15, tzinfo=JST)
    with freeze(friday):
        said = say_not_right(plan=case.pk, words="", by=child)
    assert said.due == date(2026, 5, 25)
    for day, up in ((23, []), (25, []), (26, [True])):
        with freeze(datetime(2026, 5, day, 10, tzinfo=JST)):
            assert waiting(lead) == up, day
            assert waiting(scene.teacher) == [True]


def test_the_childs_own_part_waits_to_be_read_and_anew_when_written_anew(
    scene: Scene, case: Case, child: Actor
) -> None:
    line(case, scene.teacher)
    write_part(plan=case.pk, text="図書室にいきたい", by=child)
    assert waiting(scene.teacher) == [False]
    read_words(case=case, by=scene.teacher)
    assert waiting(scene.teacher) == []
    write_part(plan=case.pk, text="校庭にいきたい", by=child)
    assert waiting(scene.teacher) == [False]
    write_part(plan=case.pk, text="", by=child)
    assert waiting(scene.teacher) == []
    with pytest.raises(Refused, match="1000字まで"):
        write_part(plan=case.pk, text="あ" * 1001, by=child)
    assert PlanPart.objects.get().text == ""


def test_who_may_not_write_the_case_writes_and_answers_nothing(
    scene: Scene, case: Case, child: Actor
) -> None:
    made: Model = line(case, scene.teacher)
    assert isinstance(made, PlanLine)
    say_not_right(plan=case.pk, words="", by=child)
    room = room_of(scene.pupil)
    for by in (
        child,
        make_actor(room.school, role=RoleKind.OFFICE),
        make_actor(make_class(room.school, name="8組", pupils=0)),
    ):
        with pytest.raises(Denied):
            line(case, by)
        with pytest.raises(Denied):
            end_line(line=made, by=by)
        with pytest.raises(Denied):
            read_words(case=case, by=by)
        with pytest.raises(Denied):
            answer_not_right(case=case, answer=Righted.SPOKEN, said="", by=by)
        assert waiting(by) == []


def test_a_case_is_not_closed_over_it_and_a_handover_ends_it(
    scene: Scene, case: Case, child: Actor
) -> None:
    line(case, scene.teacher)
    say_not_right(plan=case.pk, words="", by=child)
    with pytest.raises(Refused, match="これはちがう"):
        move_case(case=case, move=CaseMove.CLOSE, text="おわり", until=None, by=scene.teacher)
    with freeze(now() + timedelta(days=1)):
        move_on(scene.pupil)
        hand_case_over(case=case, text="次の学校へ", by=scene.teacher)
    assert NotRight.objects.get().answer == Righted.HANDED
