"""Pupils whose whereabouts nobody knows, and rolls that nobody took."""

from datetime import date, datetime, time

import pytest

from tests.builders import add_calendar, make_actor, make_board, make_class, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput, Refused, find_missing
from tsunagu.attendance.enums import Origin
from tsunagu.attendance.models import Mark, MissingEnd, MonthClose
from tsunagu.attendance.queries import missing_now, untaken, untaken_from
from tsunagu.clock import JST, freeze, now
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)


def test_missing_opens_a_safety_task_of_30_minutes_ended_by_arrival_or_word(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    office = make_actor(classroom.school, role=RoleKind.OFFICE)
    missing = MarkInput(kind="missing")
    roll(classroom, TODAY, teacher, n1=missing, n2=missing)
    found = missing_now(office)
    assert found == missing_now(principal)
    assert [(m.due - m.since).seconds for m in found] == [1800, 1800]
    with freeze(datetime(2026, 5, 20, 10, 30, tzinfo=JST)):
        assert not any(m.overdue for m in missing_now(office))
    with freeze(datetime(2026, 5, 20, 10, 31, tzinfo=JST)):
        roll(classroom, TODAY, teacher, n1=missing, n2=missing, n3=MarkInput(late=True))
        assert all(m.overdue for m in missing_now(office))
    with freeze(datetime(2026, 5, 20, 10, 40, tzinfo=JST)):
        find_missing(mark=found[0].mark, arrived=True, at=time(10, 35), by=office)
    with pytest.raises(Refused, match="だれと"):
        find_missing(mark=found[1].mark, arrived=False, by=office)
    find_missing(mark=found[1].mark, arrived=False, reached="母", reason="illness", by=office)
    kinds = [(m.kind, m.late, m.reason) for m in Mark.objects.order_by("kind", "late_at")]
    assert sorted(kinds) == [
        ("absent", False, "illness"),
        ("present", True, ""),
        ("present", True, ""),
    ]
    assert missing_now(office) == []
    assert sorted(MissingEnd.objects.values_list("arrived", "reached")) == [
        (False, "母"),
        (True, ""),
    ]
    with pytest.raises(Refused, match="すでに"):
        find_missing(mark=found[0].mark, arrived=True, by=office)
    assert (
        missing_now(make_actor(make_board(principal.municipality), role=RoleKind.SUPERVISOR)) == []
    )


@pytest.mark.parametrize(("at", "why"), [(time(9, 59), "10:00より前"), (time(10, 31), "まだ来て")])
def test_arrived_at_a_time_before_missing_or_to_come_is_refused(
    classroom: Classroom, teacher: Actor, at: time, why: str
) -> None:
    roll(classroom, TODAY, teacher, n1=MarkInput(kind="missing"))
    with freeze(datetime(2026, 5, 20, 10, 30, 30, tzinfo=JST)):
        with pytest.raises(Refused, match=why):
            find_missing(mark=Mark.objects.get(), arrived=True, at=at, by=teacher)
        assert Mark.objects.get().kind == "missing"
        find_missing(mark=Mark.objects.get(), arrived=True, at=time(10), by=teacher)


def test_arrived_before_a_file_said_missing_stands(classroom: Classroom, teacher: Actor) -> None:
    roll(classroom, TODAY, teacher, n1=MarkInput(kind="missing"))
    Mark.objects.update(origin=Origin.FILE)
    find_missing(mark=Mark.objects.get(), arrived=True, at=time(9, 30), by=teacher)
    assert Mark.objects.get().late_at == time(9, 30)


def test_missing_changes_no_more_once_the_month_is_closed(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    roll(classroom, TODAY, teacher, n1=MarkInput(kind="missing"))
    mark, school = Mark.objects.get(), classroom.school
    assert principal.person
    closed = {"municipality": school.municipality, "at": now(), "by": principal.person}
    MonthClose.objects.create(**closed, school=school, month=date(2026, 5, 1))
    with pytest.raises(Refused, match="2026年5月の出席簿は確定しています"):
        find_missing(mark=mark, arrived=True, at=time(10), by=teacher)
    assert Mark.objects.get().kind == "missing"
    MonthClose.objects.update(month=date(2026, 4, 1))
    find_missing(mark=mark, arrived=True, at=time(10), by=teacher)


def test_missing_ends_in_the_roll_too(classroom: Classroom, teacher: Actor) -> None:
    missing, absent = MarkInput(kind="missing"), MarkInput(kind="absent")
    roll(classroom, TODAY, teacher, n1=missing, n2=missing, n3=missing)
    (gone,) = Mark.objects.filter(pupil=pupils_of(classroom)[2])
    roll(classroom, TODAY, teacher, n1=missing, n2=absent)
    with pytest.raises(Refused, match="すでに"):
        find_missing(mark=gone, arrived=True, by=teacher)
    ends = MissingEnd.objects.filter(by=teacher.person, day=TODAY, reached="")
    assert sorted(ends.values_list("pupil", "arrived")) == sorted(
        (pupil.pk, arrived)
        for pupil, arrived in zip(pupils_of(classroom)[1:], (False, True), strict=True)
    )
    roll(classroom, TODAY, teacher, n1=missing, n2=absent, n3=absent)
    assert ends.count() == 2


def test_untaken_is_owed_from_half_past_nine(classroom: Classroom, teacher: Actor) -> None:
    lead = make_actor(classroom, role=RoleKind.GRADE_LEAD)
    board = make_actor(make_board(teacher.municipality), role=RoleKind.SUPERVISOR)
    make_class(classroom.school, name="空", pupils=0)
    closed = make_class(classroom.school, name="3組")
    add_calendar(closed, TODAY, kind=CalendarKind.CLOSED)
    for hour, owed in ((time(9, 29), False), (time(9, 30), True)):
        with freeze(datetime.combine(TODAY, hour, tzinfo=JST)):
            for actor in (lead, board):
                assert untaken(actor, TODAY) == [classroom.pk]
                assert (now() >= untaken_from(actor, TODAY)) == owed
    assert untaken(teacher, TODAY) == []
    assert untaken(lead, date(2026, 5, 23)) == []
    roll(classroom, TODAY, teacher)
    assert untaken(lead, TODAY) == []
