"""What a case agrees on: one rhythm at a time, with whom, ended with a reason or with the case."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_person, make_school
from tests.cases.scene import Scene, make_scene
from tests.cases.test_cases import begun, moved
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.agreements import agree_rhythm, end_rhythm, running
from tsunagu.cases.case_enums import CaseMove as M
from tsunagu.cases.models import Case, Rhythm
from tsunagu.clock import today
from tsunagu.response.models import ContactRhythm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(weeks=1)


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def agreed(scene: Scene, case: Case, first: date | None = None, **contact: object) -> Rhythm:
    """A rhythm as the teacher agreed on it with the child."""
    return agree_rhythm(
        case=case,
        contact=ContactRhythm(first=first or today(), **contact),
        how="夕方に電話",
        child_wish="図書室の話をしたい",
        family_wish="",
        agreed_with="本人と母",
        agreed_on=today(),
        by=scene.teacher,
    )


def test_rhythm_is_one_at_a_time_and_a_new_one_ends_the_former(scene: Scene) -> None:
    case = begun(scene)
    old = agreed(scene, case, last=today() + 4 * WEEK)
    new = agreed(scene, case, today() + WEEK, every_days=3)
    old.contact.refresh_from_db()
    assert old.contact.last == today() + WEEK - timedelta(days=1)
    assert running(case) == old
    assert list(case.rhythms.all()) == [new, old]
    third = agreed(scene, case)
    assert list(case.rhythms.all()) == [third]


def test_ended_why_is_kept_and_one_that_had_not_begun_is_gone(scene: Scene) -> None:
    case = begun(scene)
    rhythm = agreed(scene, case)
    with pytest.raises(Refused, match="わけ"):
        end_rhythm(rhythm=rhythm, why=" ", by=scene.teacher)
    end_rhythm(rhythm=rhythm, why="毎日来ている", by=scene.teacher)
    rhythm.refresh_from_db()
    assert (rhythm.ended_why, rhythm.ended_by) == ("毎日来ている", scene.teacher.person)
    assert rhythm.contact.last == today()
    later = agreed(scene, case, today() + WEEK)
    end_rhythm(rhythm=later, why="やめた", by=scene.teacher)
    assert list(case.rhythms.all()) == [rhythm]


def test_closing_the_case_ends_its_rhythm_and_none_is_agreed_on_then(scene: Scene) -> None:
    case = begun(scene)
    rhythm = agreed(scene, case)
    case = moved(case, M.CLOSE, scene.teacher)
    rhythm.refresh_from_db()
    assert (rhythm.contact.last, rhythm.ended_why) == (today(), "ケースを終えたため")
    with pytest.raises(Refused, match="ケースが終わっています"):
        agreed(scene, case)


def test_closing_the_case_leaves_no_rhythm_to_come(scene: Scene) -> None:
    case = begun(scene)
    runs = agreed(scene, case)
    agreed(scene, case, today() + WEEK)
    moved(case, M.CLOSE, scene.teacher)
    runs.refresh_from_db()
    assert (runs.contact.last, runs.ended_why) == (today(), "ケースを終えたため")
    assert list(ContactRhythm.objects.all()) == [runs.contact]


def test_closing_the_case_keeps_why_a_rhythm_was_ended_before(scene: Scene) -> None:
    case = begun(scene)
    rhythm = agreed(scene, case)
    end_rhythm(rhythm=rhythm, why="毎日来ている", by=scene.teacher)
    moved(case, M.CLOSE, scene.teacher)
    rhythm.refresh_from_db()
    assert rhythm.ended_why == "毎日来ている"


def test_all_that_speaks_against_a_rhythm_is_told_at_once(scene: Scene) -> None:
    case = begun(scene)
    stranger = make_person(make_school(scene.pupil.municipality), role=RoleKind.PRINCIPAL)
    with pytest.raises(Refused) as refused:
        agree_rhythm(
            case=case,
            contact=ContactRhythm(
                first=today() - WEEK, last=today() - 2 * WEEK, every_days=32, person=stranger
            ),
            agreed_with=" ",
            agreed_on=today() + WEEK,
            by=scene.teacher,
        )
    assert len(refused.value.reasons) == 6
    assert not ContactRhythm.objects.exists()


def test_who_is_not_of_the_case_agrees_on_nothing(scene: Scene) -> None:
    case = begun(scene)
    rhythm = agreed(scene, case)
    other = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    with pytest.raises(Denied):
        agree_rhythm(case=case, contact=ContactRhythm(first=today()), by=other)
    with pytest.raises(Denied):
        end_rhythm(rhythm=rhythm, why="x", by=other)
