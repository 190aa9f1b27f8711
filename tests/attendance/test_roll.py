"""Taking a class's roll."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    add_calendar,
    enrol,
    make_actor,
    make_class,
    make_pupil,
    make_school,
    pupils_of,
    roll,
)
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput, Overtaken, Refused, StayInput, input_of, take_roll
from tsunagu.attendance.models import Mark, MonthClose, RollCall, Stay
from tsunagu.attendance.queries import roll_sheet
from tsunagu.attendance.signals import marks_changed
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze
from tsunagu.school.enums import CalendarKind, EnrolmentKind, RegisterMode
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)
ABSENT = MarkInput(kind="absent", reason="illness")


class Told:
    """What the rooms above were told."""

    def __init__(self) -> None:
        self.calls: list[frozenset[UUID]] = []
        marks_changed.connect(self.hear)

    def hear(self, pupils: frozenset[UUID], **_: Any) -> None:
        self.calls.append(pupils)


def test_roll_call_is_taken_once_and_only_marks_that_differ_are_stored(
    classroom: Classroom, teacher: Actor
) -> None:
    told = Told()
    _, two, _ = pupils_of(classroom)
    taken = roll(classroom, TODAY, teacher, n2=ABSENT, n3=MarkInput(place="classroom"))
    assert (taken.version, taken.taken_by, taken.origin) == (1, teacher.person, "screen")
    mark = Mark.objects.get()
    assert (mark.pupil, mark.kind, mark.reason) == (two, "absent", "illness")
    assert told.calls == [{two.pk}]
    event = Event.objects.get()
    assert (event.deed, event.key) == ("roll.take", str(taken.pk))
    assert event.details["changed"] == {str(two.pk): "absent"}


def test_posting_a_roll_twice_changes_nothing(classroom: Classroom, teacher: Actor) -> None:
    first = roll(classroom, TODAY, teacher, n2=ABSENT)
    told = Told()
    with freeze(datetime(2026, 5, 20, 11, tzinfo=JST)):
        again = roll(classroom, TODAY, teacher, n2=ABSENT)
    assert (again.version, again.taken_at) == (1, first.taken_at)
    assert Event.objects.count() == 1
    assert told.calls == []


def test_a_retake_of_the_same_day_changes_only_what_differs(
    classroom: Classroom, teacher: Actor
) -> None:
    one, two, _ = pupils_of(classroom)
    roll(classroom, TODAY, teacher, n2=ABSENT)
    told = Told()
    again = roll(classroom, TODAY, teacher, n1=MarkInput(late=True, late_at=time(9, 5)))
    assert again.version == 2
    assert Mark.objects.get().late_at == time(9, 5)
    assert told.calls == [{one.pk, two.pk}]


def test_seen_another_writer_is_noticed_before_overwriting(
    classroom: Classroom, teacher: Actor
) -> None:
    deputy = make_actor(classroom, role=RoleKind.DEPUTY_HOMEROOM)
    pupils = pupils_of(classroom)
    theirs = take_roll(
        classroom=classroom, day=TODAY, marks={pupils[0].pk: ABSENT}, by=deputy, seen=0
    )
    with pytest.raises(Overtaken) as found:
        take_roll(classroom=classroom, day=TODAY, marks={}, by=teacher, seen=0)
    assert found.value.roll == theirs
    take_roll(classroom=classroom, day=TODAY, marks={}, by=teacher, seen=1)
    assert not Mark.objects.exists()
    assert RollCall.objects.get().version == 2


def test_seen_the_same_post_again_is_not_overtaken(classroom: Classroom, teacher: Actor) -> None:
    for _ in range(2):
        take_roll(classroom=classroom, day=TODAY, marks={}, by=teacher, seen=0)
    assert RollCall.objects.get().version == 1


def refused(classroom: Classroom, day: date, by: Actor, **kwargs: Any) -> str:
    """Why a roll is refused; nothing is left behind."""
    before = list(Event.objects.all()), list(Mark.objects.all()), list(RollCall.objects.all())
    with pytest.raises(Refused) as found:
        take_roll(classroom=classroom, day=day, marks=kwargs.pop("marks", {}), by=by, **kwargs)
    after = list(Event.objects.all()), list(Mark.objects.all()), list(RollCall.objects.all())
    assert after == before
    return str(found.value)


def test_tomorrow_is_refused(classroom: Classroom, teacher: Actor) -> None:
    why = refused(classroom, TODAY + timedelta(days=1), teacher)
    assert why == "5月21日（木）はまだ来ていません。出欠は当日になってから記録してください"


def test_no_class_day_is_refused(classroom: Classroom, teacher: Actor) -> None:
    add_calendar(classroom.school, TODAY)
    assert "5月20日（水）は3年 1組の授業日ではありません" in refused(classroom, TODAY, teacher)


def test_closed_class_is_refused(classroom: Classroom, teacher: Actor) -> None:
    add_calendar(classroom, TODAY, kind=CalendarKind.CLOSED)
    assert "学級閉鎖" in refused(classroom, TODAY, teacher)


def test_a_closed_month_is_refused(classroom: Classroom, teacher: Actor) -> None:
    assert teacher.person
    MonthClose.objects.create(
        municipality=teacher.municipality,
        school=classroom.school,
        month=date(2026, 5, 1),
        at=datetime(2026, 5, 20, tzinfo=JST),
        by=teacher.person,
    )
    assert "2026年5月の出席簿は確定しています" in refused(classroom, TODAY, teacher)


def test_register_elsewhere_is_refused(db: None, clock: date) -> None:
    classroom = make_class(make_school(register_mode=RegisterMode.ELSEWHERE))
    assert "校務支援システム" in refused(classroom, TODAY, make_actor(classroom))


def test_a_past_day_is_taken_late_with_a_reason_or_corrected(
    classroom: Classroom, teacher: Actor
) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert "理由" in refused(classroom, yesterday, teacher)
    late = take_roll(classroom=classroom, day=yesterday, marks={}, by=teacher, why="出張のため")
    assert late.why == "出張のため"
    pupil = pupils_of(classroom)[0]
    assert "訂正" in refused(classroom, yesterday, teacher, marks={pupil.pk: ABSENT}, why="直す")
    office = make_actor(classroom.school, role=RoleKind.OFFICE)
    with pytest.raises(Denied):
        take_roll(classroom=classroom, day=yesterday, marks={}, by=office, why="代わりに")


def test_another_class_is_denied(classroom: Classroom, teacher: Actor) -> None:
    other = make_class(classroom.school, name="2組")
    with pytest.raises(Denied):
        take_roll(classroom=other, day=TODAY, marks={}, by=teacher)
    with pytest.raises(Denied):
        take_roll(classroom=make_class(), day=TODAY, marks={}, by=teacher)


def test_a_pupil_of_another_class_or_no_longer_enrolled_is_refused(
    classroom: Classroom, teacher: Actor
) -> None:
    left = make_pupil(classroom, number=4, end=TODAY)
    last_day = make_pupil(classroom, number=5, end=TODAY + timedelta(days=1))
    assert "在籍していない" in refused(classroom, TODAY, teacher, marks={left.pk: ABSENT})
    take_roll(classroom=classroom, day=TODAY, marks={last_day.pk: ABSENT}, by=teacher)


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (MarkInput(kind="absent", late=True), "「欠席」と遅刻・早退"),
        (MarkInput(kind="missing", left_early=True), "「所在未確認」と遅刻・早退"),
        (MarkInput(kind="absent", place="nurse_room"), "「保健室」にいた日は出席です"),
        (MarkInput(kind="absent", place="after_school"), "「放課後登校」にいた日は出席です"),
        (MarkInput(late_at=time(9)), "登校時刻"),
        (MarkInput(left_at=time(9)), "早退時刻"),
        (
            MarkInput(late=True, late_at=time(9, 1), left_early=True, left_at=time(9)),
            "早退の時刻が、登校の時刻より前",
        ),
        (MarkInput(late=True, late_at=time(10, 1)), "登校の時刻がまだ来ていません"),
        (MarkInput(left_early=True, left_at=time(10, 1)), "早退の時刻がまだ来ていません"),
        (MarkInput(kind="absent", ground="health"), "出席停止の根拠"),
        (MarkInput(kind="suspended"), "出席停止の根拠を選んでください"),
    ],
)
def test_marks_that_contradict_themselves_are_refused(
    classroom: Classroom, teacher: Actor, mark: MarkInput, why: str
) -> None:
    assert why in refused(classroom, TODAY, teacher, marks={pupils_of(classroom)[0].pk: mark})


@pytest.mark.parametrize(
    "mark",
    [
        MarkInput(late=True, late_at=time(10), left_early=True, left_at=time(10)),
        MarkInput(late=True, late_at=time(13), late_agreed=True),
    ],
    ids=["until now", "agreed late start to come"],
)
def test_late_at_and_left_at_stand_until_now_and_an_agreed_late_start_beyond(
    classroom: Classroom, teacher: Actor, mark: MarkInput
) -> None:
    roll(classroom, TODAY, teacher, n1=mark)
    assert input_of(Mark.objects.get()) == mark


def test_after_school_is_attendance_by_the_schools_setting(
    classroom: Classroom, teacher: Actor
) -> None:
    classroom.school.after_school_is_attendance = False
    classroom.school.save()
    roll(classroom, TODAY, teacher, n1=MarkInput(kind="absent", place="after_school"))
    assert Mark.objects.get().place == "after_school"


def test_place_is_that_of_the_longest_stay_unless_set_by_a_person(
    classroom: Classroom, teacher: Actor
) -> None:
    stays = (
        StayInput("nurse_room", time(8, 30), time(9)),
        StayInput("separate_room", time(9), None, "東雲"),
    )
    roll(classroom, TODAY, teacher, n1=MarkInput(stays=stays), n2=MarkInput(place="nurse_room"))
    derived, given = Mark.objects.order_by("place_set")
    assert (derived.place, derived.place_set) == ("separate_room", False)
    assert (given.place, given.place_set) == ("nurse_room", True)
    assert [s.place for s in derived.stays.all()] == ["nurse_room", "separate_room"]
    again = roll(classroom, TODAY, teacher, n1=MarkInput(stays=stays), n2=given_input(given))
    assert again.version == 1
    roll(classroom, TODAY, teacher, n1=MarkInput(place="separate_room"), n2=given_input(given))
    assert Stay.objects.count() == 2
    roll(classroom, TODAY, teacher, n1=MarkInput(stays=stays[:1]), n2=given_input(given))
    derived.refresh_from_db()
    assert (derived.place, derived.stays.count()) == ("nurse_room", 1)


def test_suspended_by_a_file_without_ground_stands_until_somebody_changes_it(
    classroom: Classroom, teacher: Actor
) -> None:
    pupil = pupils_of(classroom)[0]
    roll(classroom, TODAY, teacher, n1=MarkInput(kind="suspended", ground="health"))
    Mark.objects.update(origin="file", ground="")
    again = roll(classroom, TODAY, teacher, n1=MarkInput(kind="suspended"), n2=ABSENT)
    assert again.version == 2
    assert (Mark.objects.get(pupil=pupil).origin, Mark.objects.count()) == ("file", 2)
    noted = {pupil.pk: MarkInput(kind="suspended", note="熱")}
    assert "出席停止の根拠" in refused(classroom, TODAY, teacher, marks=noted)


@pytest.mark.parametrize("kind", ["suspended", "bereavement", "excused", "missing"])
def test_no_place_is_kept_of_who_was_nowhere_in_school(
    classroom: Classroom, teacher: Actor, kind: str
) -> None:
    ground = "health" if kind == "suspended" else ""
    roll(classroom, TODAY, teacher, n1=MarkInput(kind=kind, place="nurse_room", ground=ground))
    assert (Mark.objects.get().kind, Mark.objects.get().place) == (kind, "")


def given_input(mark: Mark) -> MarkInput:
    """A mark as the form posts it back."""
    return MarkInput(kind=mark.kind, place=mark.place)


def test_a_class_of_35_needs_as_many_queries_as_one_of_3(
    classroom: Classroom, teacher: Actor
) -> None:
    big = make_class(pupils=35)
    counts = []
    for one, by in ((classroom, teacher), (big, make_actor(big))):
        marks = {pupil.pk: ABSENT for pupil in pupils_of(one)}
        with CaptureQueriesContext(connection) as captured:
            take_roll(classroom=one, day=TODAY, marks=marks, by=by)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_exchange_class_may_enter_and_is_told(classroom: Classroom, teacher: Actor) -> None:
    special = make_class(classroom.school, name="なかよし", pupils=1)
    guest = pupils_of(special)[0]
    enrol(guest, classroom, kind=EnrolmentKind.EXCHANGE)
    sheet = roll_sheet(classroom, TODAY)
    assert [line.pupil for line in sheet.guests] == [guest]
    assert guest not in [line.pupil for line in sheet.lines]
    mark = MarkInput(place="exchange_class", late=True)
    take_roll(classroom=classroom, day=TODAY, marks={guest.pk: mark}, by=teacher)
    stored = Mark.objects.get()
    assert (stored.classroom, stored.place) == (special, "exchange_class")
    home = roll_sheet(special, TODAY)
    assert (home.roll, home.lines[0].mark.late) == (None, True)
    take_roll(classroom=classroom, day=TODAY, marks={}, by=teacher)
    assert Mark.objects.exists()


def test_late_agreed_is_kept_with_the_mark_and_needs_a_late_arrival(
    classroom: Classroom, teacher: Actor
) -> None:
    roll(classroom, TODAY, teacher, n1=MarkInput(late=True, late_agreed=True), n2=MarkInput())
    assert [mark.late_agreed for mark in Mark.objects.filter(late=True)] == [True]
    assert roll_sheet(classroom, TODAY).lines[0].mark.late_agreed
    with pytest.raises(Refused, match="遅刻"):
        roll(classroom, TODAY, teacher, n3=MarkInput(late_agreed=True))
