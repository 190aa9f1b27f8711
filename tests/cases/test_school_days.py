"""Agreements about school days: one of a kind at a time, on the roll, and on the office's list."""

from datetime import date, time, timedelta

import pytest

from tests.builders import make_actor, make_class, make_person, make_school
from tests.cases.scene import Scene, make_scene, move_on
from tests.cases.test_cases import begun, moved
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries import roll_sheet
from tsunagu.cases.actions.cases import begin_case, hand_case_over
from tsunagu.cases.actions.school_days import agree_school_day, end_school_day
from tsunagu.cases.case_enums import CaseMove as M
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.models import Case, SchoolDay
from tsunagu.cases.queries.school_days import days_of, lines_of
from tsunagu.clock import freeze, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager; no other notice speaks of the days."""
    found = make_scene()
    Notice.objects.all().delete()
    return found


def agreed(scene: Scene, case: Case, *, late: bool = False, **said: object) -> SchoolDay:
    """What the teacher agreed on."""
    values = {"kind": "day", "first": today(), "room": "別室", **said}
    return agree_school_day(new=SchoolDay(case=case, **values), late_start=late, by=scene.teacher)


def listed(scene: Scene, day: date) -> list[str]:
    """Times, room, who receives and lunch on the manager's list of a day."""
    rows = lines_of(scene.manager, scene.classroom.school, day)
    return ["|".join(row.cells[3:]) for row in rows]


def test_late_start_fills_the_roll_in_as_agreed_and_ends_with_the_agreement(scene: Scene) -> None:
    one = agreed(scene, begun(scene), late=True, arrives=time(10, 30), receiver="養護教諭")
    line = next(x for x in roll_sheet(scene.classroom, today()).lines if x.pupil == scene.pupil)
    assert (line.mark.kind, line.mark.late, line.mark.late_agreed) == ("present", True, True)
    assert one.notice is not None
    assert one.notice.note == "10:30ごろ登校、別室、迎える人 養護教諭"
    end_school_day(agreed=one, why="もう要らない", last=today(), by=scene.teacher)
    for day, late in ((today(), True), (today() + ONE_DAY, False)):
        lines = roll_sheet(scene.classroom, day).lines
        assert next(x for x in lines if x.pupil == scene.pupil).mark.late is late


def test_late_start_is_refused_beside_another_notice_and_nothing_is_written(scene: Scene) -> None:
    case = begun(scene)
    former = agreed(scene, case)
    Notice.objects.create(
        municipality=case.municipality,
        pupil=scene.pupil,
        kind="weekdays",
        weekdays="0",
        first=today(),
        at=case.begun_at,
    )
    with pytest.raises(Refused, match="決まった曜日に登校"):
        agreed(scene, case, late=True, arrives=time(10, 30))
    assert list(days_of(scene.pupil, today())) == [former]


def test_one_of_a_kind_holds_and_a_new_one_ends_it_the_day_before(scene: Scene) -> None:
    case = begun(scene)
    first = agreed(scene, case, arrives=time(10), late=True)
    lunch = agreed(scene, case, kind="lunch", room="")
    second = agreed(scene, case, first=today() + WEEK, arrives=time(9))
    first.refresh_from_db()
    assert first.held_until == today() + WEEK - ONE_DAY
    assert first.notice is not None
    assert first.notice.last == first.held_until
    assert set(days_of(scene.pupil, today())) == {first, lunch, second}
    third = agreed(scene, case, arrives=time(11))
    second.refresh_from_db()
    assert second.until is not None
    assert second.until < second.first
    assert set(days_of(scene.pupil, today())) == {lunch, third}


def test_end_of_what_is_over_and_all_that_is_wrong_is_told_at_once(scene: Scene) -> None:
    case = begun(scene)
    one = agreed(scene, case)
    end_school_day(agreed=one, why="まちがい", last=today() - ONE_DAY, by=scene.teacher)
    assert not days_of(scene.pupil, today()).exists()
    with pytest.raises(Refused) as refused:
        end_school_day(agreed=one, why=" ", last=today() - WEEK, by=scene.teacher)
    assert len(refused.value.reasons) == 3
    with pytest.raises(Refused) as refused:
        agreed(scene, case, room=" ", first=today() - WEEK, last=today() - 2 * WEEK, late=True)
    assert len(refused.value.reasons) == 4
    with pytest.raises(Refused, match="下校の時刻"):
        agreed(scene, case, arrives=time(10), leaves=time(10))


def test_closing_the_case_ends_them_and_who_is_not_of_it_agrees_on_nothing(scene: Scene) -> None:
    case = begun(scene)
    one = agreed(scene, case)
    other = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    with pytest.raises(Denied):
        agree_school_day(new=SchoolDay(case=case), late_start=False, by=other)
    with pytest.raises(Denied):
        end_school_day(agreed=one, why="x", last=today(), by=other)
    case = moved(case, M.CLOSE, scene.teacher)
    one.refresh_from_db()
    assert (one.held_until, one.ended_why) == (today(), "ケースを終えたため")
    with pytest.raises(Refused, match="ケースが終わっています"):
        agreed(scene, case)


def test_list_tells_the_day_and_when_lunch_stops_and_comes_back(scene: Scene) -> None:
    case = begun(scene)
    stop, back = today() + WEEK, today() + 2 * WEEK
    agreed(scene, case, arrives=time(10, 5), leaves=time(12), receiver="東", last=today())
    agreed(scene, case, kind="lunch", room="", first=stop, last=back - ONE_DAY)
    assert listed(scene, today()) == ["10:05|12:00|別室|東|5月27日（水）から止める"]
    assert listed(scene, stop) == ["||||止める（5月27日（水）から6月2日（火）まで）"]
    assert listed(scene, back) == ["||||6月3日（水）から再開"]
    assert listed(scene, back + WEEK) == []


def test_list_is_the_offices_and_managers_of_the_school_where_the_child_is(scene: Scene) -> None:
    agreed(scene, begun(scene))
    school = scene.classroom.school
    office = actor_of(make_person(school, role=RoleKind.OFFICE))
    nurse = actor_of(make_person(school, role=RoleKind.NURSE))
    assert [len(lines_of(who, school, today())) for who in (office, nurse)] == [1, 0]
    elsewhere = make_class(pupils=1)
    stranger = actor_of(make_person(elsewhere, role=RoleKind.PRINCIPAL))
    assert lines_of(stranger, school, today()) == []
    with freeze(today() + ONE_DAY):
        move_on(scene.pupil)
        assert lines_of(office, school, today()) == []


def test_school_that_takes_the_child_on_keeps_nothing_of_what_was_agreed_before(
    scene: Scene,
) -> None:
    case = begun(scene)
    day = agreed(scene, case, late=True, arrives=time(10), receiver="東")
    lunch = agreed(scene, case, kind="lunch", room="", first=today() + WEEK)
    there = make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)
    principal = make_actor(there, role=RoleKind.PRINCIPAL)
    with freeze(today() + ONE_DAY):
        move_on(scene.pupil, there)
        assert [row.cells[5] for row in lines_of(principal, there.school, today())] == ["別室"]
        hand_case_over(case=case, text="うみべ中学校が引き継いだ", by=principal)
        assert lines_of(principal, there.school, today()) == []
        assert not days_of(scene.pupil, today()).exists()
        (line,) = roll_sheet(there, today()).lines
        assert not line.mark.late
        for one in (day, lunch):
            one.refresh_from_db()
            assert one.ended_why == "うみべ中学校が引き継いだ"
        own = begin_case(
            pupil=scene.pupil, kind="absence", origin=CaseOrigin.HANDOVER, why="x", by=principal
        )
        new = SchoolDay(case=own, kind="day", first=today(), arrives=time(9, 30))
        agree_school_day(new=new, late_start=True, by=principal)
        (line,) = roll_sheet(there, today()).lines
        assert line.mark.late_agreed
