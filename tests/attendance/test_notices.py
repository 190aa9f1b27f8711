"""Notices fill the roll in, end, overlap and are taken back."""

from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_class, pupils_of
from tsunagu.access.actor import Actor
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import (
    MarkInput,
    Overlapping,
    Refused,
    end_notice,
    set_notice,
    take_roll,
    withdraw_notice,
)
from tsunagu.attendance.models import Mark, Notice
from tsunagu.attendance.queries import days_like, roll_sheet
from tsunagu.audit.models import Event
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


def test_notice_fills_the_roll_but_never_takes_it(classroom: Classroom, teacher: Actor) -> None:
    one, two, three = pupils_of(classroom)
    set_notice(pupil=one, kind="hospital", first=TODAY - DAY, last=TODAY, by=teacher)
    set_notice(pupil=two, kind="weekdays", first=TODAY, weekdays="02", by=teacher)
    set_notice(pupil=three, kind="late_start", first=TODAY, by=teacher)
    sheet = roll_sheet(classroom, TODAY)
    assert sheet.version == 0
    filled = [(line.mark.kind, line.mark.late_agreed, line.words) for line in sheet.lines]
    assert filled == [
        ("absent", False, "入院：病気"),
        ("present", False, ""),
        ("present", True, "約束した遅い登校"),
    ]
    tomorrow = [line.mark.kind for line in roll_sheet(classroom, TODAY + DAY).lines]
    assert tomorrow == ["present", "absent", "present"]
    assert not Mark.objects.exists()
    take_roll(classroom=classroom, day=TODAY, marks={}, by=teacher)
    assert {line.mark.kind for line in roll_sheet(classroom, TODAY).lines} == {"present"}


def test_restricted_notice_shows_only_known_to_the_managers(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    pupil = pupils_of(classroom)[0]
    with pytest.raises(Denied):
        set_notice(pupil=pupil, kind="shelter", first=TODAY, by=teacher)
    held = set_notice(pupil=pupil, kind="shelter", first=TODAY, note="住所は秘密", by=principal)
    line = roll_sheet(classroom, TODAY).lines[0]
    assert (line.words, line.notice, line.mark) == ("管理職が把握", None, MarkInput(kind="absent"))
    with pytest.raises(Denied):
        end_notice(notice=held, last=TODAY, by=teacher)


def test_notice_ends_and_is_refused_when_wrong(classroom: Classroom, teacher: Actor) -> None:
    pupil = pupils_of(classroom)[0]
    notice = set_notice(pupil=pupil, kind="travel", first=TODAY, by=teacher)
    end_notice(notice=notice, last=TODAY, by=teacher)
    assert Notice.objects.get().last == TODAY
    with pytest.raises(Refused, match="取り消し"):
        end_notice(notice=notice, last=TODAY - DAY, by=teacher)
    with pytest.raises(Refused, match="曜日"):
        set_notice(pupil=pupil, kind="weekdays", first=TODAY, by=teacher)
    with pytest.raises(Refused, match="保健室"):
        set_notice(pupil=pupil, kind="announced", first=TODAY, place="nurse_room", by=teacher)


@pytest.mark.parametrize(
    ("first", "last", "weekdays", "meets"),
    [
        (-3, -1, "", False),
        (-3, 0, "", True),
        (2, 9, "", True),
        (3, None, "", False),
        (-9, None, "", True),
        (-9, None, "234", False),
        (-9, None, "23", True),
    ],
)
def test_notice_that_overlaps_is_said_before_it_is_saved(
    classroom: Classroom, teacher: Actor, first: int, last: int | None, weekdays: str, meets: bool
) -> None:
    one, two, _ = pupils_of(classroom)
    held = set_notice(pupil=one, kind="travel", first=TODAY, last=TODAY + 2 * DAY, by=teacher)
    set_notice(pupil=two, kind="travel", first=TODAY, by=teacher)
    given = {
        "pupil": one,
        "kind": "weekdays" if weekdays else "hospital",
        "first": TODAY + first * DAY,
        "last": None if last is None else TODAY + last * DAY,
        "weekdays": weekdays,
        "by": teacher,
    }
    if meets:
        with pytest.raises(Overlapping) as told:
            set_notice(**given)
        assert told.value.notices == [held]
        assert Notice.objects.filter(pupil=one).count() == 1
        set_notice(**given, beside={held.pk})
    else:
        set_notice(**given)
    assert Notice.objects.filter(pupil=one).count() == 2
    details = Event.objects.filter(deed="notice.set").latest("at", "pk").details
    assert details["beside"] == ([str(held.pk)] if meets else [])


def test_notice_is_taken_back_entirely_with_a_reason(classroom: Classroom, teacher: Actor) -> None:
    pupil = pupils_of(classroom)[0]
    colleague = make_actor(make_class(classroom.school, name="2組"))
    notice = set_notice(pupil=pupil, kind="travel", first=TODAY - DAY, by=teacher)
    take_roll(classroom=classroom, day=TODAY, marks={pupil.pk: MarkInput("absent")}, by=teacher)
    with pytest.raises(Refused, match="理由"):
        withdraw_notice(notice=notice, why=" ", by=teacher)
    with pytest.raises(Denied):
        withdraw_notice(notice=notice, why="別の子", by=colleague)
    assert days_like(notice) == [TODAY]
    withdraw_notice(notice=notice, why="別の子の連絡だった", by=teacher)
    kept = Notice.objects.get()
    assert (kept.withdrawn_why, kept.withdrawn_by) == ("別の子の連絡だった", teacher.person)
    assert kept.last is None
    assert roll_sheet(classroom, TODAY).lines[0].mark.kind == "absent"
    assert roll_sheet(classroom, TODAY).lines[0].words == ""
    assert roll_sheet(classroom, TODAY + DAY).lines[0].mark.kind == "present"
    event = Event.objects.filter(deed="notice.set").latest("at", "pk")
    assert (event.key, event.details["withdrawn"]) == (str(notice.pk), True)
    for again in (
        lambda: withdraw_notice(notice=notice, why="もう一度", by=teacher),
        lambda: end_notice(notice=notice, last=TODAY, by=teacher),
    ):
        with pytest.raises(Refused, match="すでに取り消され"):
            again()
    set_notice(pupil=pupil, kind="travel", first=TODAY - DAY, by=teacher)


def test_she_tells_fills_the_roll_until_she_comes(classroom: Classroom, teacher: Actor) -> None:
    pupil = pupils_of(classroom)[0]
    held = set_notice(pupil=pupil, kind="she_tells", first=TODAY, by=teacher)
    for day in (TODAY, TODAY + DAY):
        line = roll_sheet(classroom, day).lines[0]
        assert (line.mark.kind, line.words) == ("absent", "登校する日に知らせる")
    end_notice(notice=held, last=TODAY, by=teacher)
    assert roll_sheet(classroom, TODAY + DAY).lines[0].mark.kind == "present"
