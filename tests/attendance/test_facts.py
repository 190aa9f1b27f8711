"""Suspensions, notices, missing pupils, epidemics, balances and the monthly close (domain.md 1)."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.builders import (
    add_calendar,
    enrol,
    make_actor,
    make_board,
    make_class,
    make_pupil,
    pupils_of,
    roll,
)
from tsunagu.access.actions import set_leave
from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import (
    MarkInput,
    Overlapping,
    Refused,
    close_month,
    correct_day,
    end_notice,
    end_suspension,
    find_missing,
    reopen_month,
    set_epidemic,
    set_notice,
    set_opening_balance,
    suspend,
    take_roll,
    withdraw_epidemic,
    withdraw_notice,
)
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.models import (
    Correction,
    Epidemic,
    Mark,
    MissingEnd,
    MonthClose,
    Notice,
    OpeningBalance,
    RegisterPrint,
)
from tsunagu.attendance.queries import days_like, missing_now, missing_rolls, roll_sheet, untaken
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze
from tsunagu.org.models import Leave
from tsunagu.school.enums import CalendarKind, EnrolmentKind
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


@pytest.fixture
def principal(classroom: Classroom) -> Actor:
    """The school's principal."""
    return make_actor(classroom.school, role=RoleKind.PRINCIPAL)


@pytest.mark.parametrize("kind", ["suspended", "bereavement", "excused"])
def test_suspended_bereavement_and_excused_are_one_deed_from_to_also_afterwards(
    classroom: Classroom, teacher: Actor, principal: Actor, kind: str
) -> None:
    pupil = pupils_of(classroom)[0]
    ground = "health" if kind == "suspended" else ""
    add_calendar(classroom.school, date(2026, 5, 21))
    with freeze(date(2026, 5, 19)):
        roll(classroom, date(2026, 5, 19), teacher, n1=MarkInput(kind="absent"))
    changed = suspend(
        pupil=pupil,
        first=date(2026, 5, 19),
        last=date(2026, 5, 25),
        kind=kind,
        ground=ground,
        by=principal,
    )
    days = sorted(Mark.objects.filter(kind=kind).values_list("day", flat=True))
    assert days == [date(2026, 5, d) for d in (19, 20, 22, 25)]
    assert changed == 4
    assert Correction.objects.get().before == {"kind": "absent"}
    assert roll_sheet(classroom, TODAY).lines[0].mark.kind == kind
    again = {"first": date(2026, 5, 19), "last": date(2026, 5, 25), "kind": kind, "ground": ground}
    assert suspend(pupil=pupil, **again, by=principal) == 0  # type: ignore[arg-type]
    assert end_suspension(pupil=pupil, day=date(2026, 5, 22), by=principal) == 2


def test_suspend_is_refused_or_denied(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    pupil = pupils_of(classroom)[0]
    with pytest.raises(Denied):
        suspend(pupil=pupil, first=TODAY, last=TODAY, kind="suspended", by=teacher)
    for first, last, kind, why in (
        (TODAY, TODAY - DAY, "suspended", "前"),
        (TODAY, TODAY, "absent", "どれか"),
        (TODAY, TODAY, "suspended", "根拠"),
        (date(2026, 5, 23), date(2026, 5, 24), "suspended", "授業日がありません"),
        (TODAY, date(2027, 4, 10), "suspended", "年度"),
    ):
        with pytest.raises(Refused, match=why):
            suspend(pupil=pupil, first=first, last=last, kind=kind, by=principal)
    assert not Mark.objects.exists()


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
    find_missing(mark=found[0].mark, arrived=True, at=time(9, 10), by=office)
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


def test_untaken_is_owed_from_half_past_nine(classroom: Classroom, teacher: Actor) -> None:
    lead = make_actor(classroom, role=RoleKind.GRADE_LEAD)
    board = make_actor(make_board(teacher.municipality), role=RoleKind.SUPERVISOR)
    make_class(classroom.school, name="空", pupils=0)
    closed = make_class(classroom.school, name="3組")
    add_calendar(closed, TODAY, kind=CalendarKind.CLOSED)
    for hour, owed in ((time(9, 29), False), (time(9, 30), True)):
        with freeze(datetime.combine(TODAY, hour, tzinfo=JST)):
            for actor in (lead, board):
                assert [(u.classroom, u.owed) for u in untaken(actor, TODAY)] == [(classroom, owed)]
    assert untaken(teacher, TODAY) == []
    assert untaken(lead, date(2026, 5, 23)) == []
    roll(classroom, TODAY, teacher)
    assert untaken(lead, TODAY) == []


def test_epidemic_is_set_by_a_manager(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    with pytest.raises(Denied):
        set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=teacher)
    set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=principal)
    set_epidemic(classroom=classroom, first=TODAY, last=TODAY + DAY, by=principal)
    assert Epidemic.objects.get().last == TODAY + DAY
    with pytest.raises(Refused):
        set_epidemic(classroom=classroom, first=TODAY, last=TODAY - DAY, by=principal)


def test_epidemic_is_taken_back_with_a_reason(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    wrong = set_epidemic(classroom=classroom, first=TODAY, last=TODAY + DAY, by=principal)
    with pytest.raises(Denied):
        withdraw_epidemic(epidemic=wrong, why="別の学級", by=teacher)
    with pytest.raises(Refused, match="理由"):
        withdraw_epidemic(epidemic=wrong, why="", by=principal)
    withdraw_epidemic(epidemic=wrong, why="別の学級だった", by=principal)
    with pytest.raises(Refused, match="すでに"):
        withdraw_epidemic(epidemic=wrong, why="別の学級だった", by=principal)
    assert Epidemic.objects.get().withdrawn_why == "別の学級だった"
    right = set_epidemic(classroom=classroom, first=TODAY, last=TODAY, by=principal)
    assert Epidemic.objects.standing().get() == right
    events = Event.objects.filter(deed="epidemic.set").order_by("at", "pk")
    assert [event.details.get("withdrawn", False) for event in events] == [False, True, False]


def test_opening_balance_comes_with_a_transfer(classroom: Classroom, principal: Actor) -> None:
    pupil = make_pupil(classroom, begin=date(2026, 4, 11))
    day = date(2026, 4, 11)
    set_opening_balance(pupil=pupil, day=day, absent_days=6, credited_days=4, by=principal)
    assert OpeningBalance.objects.get().absent_days == 6
    with pytest.raises(Refused, match="多く"):
        set_opening_balance(pupil=pupil, day=day, absent_days=7, credited_days=4, by=principal)
    with pytest.raises(Refused, match="0以上"):
        set_opening_balance(pupil=pupil, day=day, absent_days=-1, by=principal)


def test_month_closes_only_when_no_roll_is_missing(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    school = classroom.school
    april = date(2026, 4, 1)
    add_calendar(school, date(2026, 4, 1), date(2026, 4, 28))
    assert missing_rolls(school, april, date(2026, 4, 30)) == [(classroom, date(2026, 4, 30))]
    with pytest.raises(Refused, match="4月30日（木）の3年 1組の出欠がとられていません"):
        close_month(school=school, month=april, by=principal)
    roll(classroom, date(2026, 4, 30), teacher)
    with pytest.raises(Denied):
        close_month(school=school, month=april, by=teacher)
    with pytest.raises(Refused, match="校長が確認"):
        close_month(school=school, month=april, by=system_actor(teacher.municipality, "import"))
    print_register(place=school, month=april, by=principal)
    close_month(school=school, month=april, by=principal)
    with pytest.raises(Refused, match="確定"):
        close_month(school=school, month=april, by=principal)
    pupil = pupils_of(classroom)[0]
    with pytest.raises(Refused, match="確定"):
        correct_day(pupil=pupil, day=date(2026, 4, 30), mark=None, why="誤り", by=teacher)
    with pytest.raises(Refused, match="確定"):
        suspend(pupil=pupil, first=april, last=TODAY, kind="suspended", by=principal)
    with pytest.raises(Refused, match="残っています"):
        close_month(school=school, month=TODAY, by=principal)
    reopen_month(school=school, month=april, by=principal)
    assert not MonthClose.objects.exists()


def test_month_closes_only_as_it_was_last_printed(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    school, april = classroom.school, date(2026, 4, 1)
    add_calendar(school, april, date(2026, 4, 29))
    roll(classroom, date(2026, 4, 30), teacher)
    closing = {"school": school, "month": april, "by": principal}
    print_register(place=classroom, month=april, by=principal)
    print_register(place=school, month=april, form="csv", by=principal)
    with pytest.raises(Refused, match="まだ印刷されていません"):
        close_month(**closing)
    print_register(
        place=school, month=date(2026, 4, 15), by=make_actor(school, role=RoleKind.OFFICE)
    )
    pupil = pupils_of(classroom)[0]
    change = {"pupil": pupil, "day": date(2026, 4, 30), "why": "誤り", "by": teacher}
    correct_day(**change, mark=MarkInput(kind="absent", reason="illness"))
    with pytest.raises(Refused, match="印刷したあとに"):
        close_month(**closing)
    correct_day(**change, mark=None)
    close_month(**closing)
    assert RegisterPrint.objects.get().month == april


def test_deputy_head_closes_a_month_only_while_no_principal_is_there(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    school, april = classroom.school, date(2026, 4, 1)
    add_calendar(school, april, date(2026, 4, 29))
    roll(classroom, date(2026, 4, 30), teacher)
    deputy = make_actor(school, role=RoleKind.DEPUTY_HEAD)
    print_register(place=school, month=april, by=deputy)
    closing = {"school": school, "month": april, "by": deputy}
    assert principal.person
    away = {"person": principal.person, "school": school.pk, "by": deputy}
    set_leave(**away, first=date(2026, 5, 21), last=date(2026, 5, 22))
    with pytest.raises(Refused, match="校長が不在"):
        close_month(**closing)
    set_leave(**away, first=TODAY, last=TODAY)
    close_month(**closing)
    reopen_month(**closing)
    Leave.objects.all().delete()
    Role.objects.filter(person=principal.person).update(last=date(2026, 5, 19))
    close_month(**closing)


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


def test_she_tells_fills_the_roll_until_she_comes(classroom: Classroom, teacher: Actor) -> None:
    pupil = pupils_of(classroom)[0]
    held = set_notice(pupil=pupil, kind="she_tells", first=TODAY, by=teacher)
    for day in (TODAY, TODAY + DAY):
        line = roll_sheet(classroom, day).lines[0]
        assert (line.mark.kind, line.words) == ("absent", "登校する日に知らせる")
    end_notice(notice=held, last=TODAY, by=teacher)
    assert roll_sheet(classroom, TODAY + DAY).lines[0].mark.kind == "present"


def test_late_agreed_is_kept_with_the_mark_and_needs_a_late_arrival(
    classroom: Classroom, teacher: Actor
) -> None:
    roll(classroom, TODAY, teacher, n1=MarkInput(late=True, late_agreed=True), n2=MarkInput())
    assert [mark.late_agreed for mark in Mark.objects.filter(late=True)] == [True]
    assert roll_sheet(classroom, TODAY).lines[0].mark.late_agreed
    with pytest.raises(Refused, match="遅刻"):
        roll(classroom, TODAY, teacher, n3=MarkInput(late_agreed=True))
