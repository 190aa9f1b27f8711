"""The monthly close, on paper that still says the same; balances brought along."""

from datetime import date

import pytest

from tests.builders import add_calendar, make_actor, make_pupil, pupils_of, roll
from tsunagu.access.actions import set_leave
from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import (
    MarkInput,
    Refused,
    close_month,
    correct_day,
    reopen_month,
    set_opening_balance,
    suspend,
)
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.enums import Origin
from tsunagu.attendance.models import Mark, MonthClose, OpeningBalance, RegisterPrint
from tsunagu.attendance.queries import missing_rolls
from tsunagu.org.models import Leave
from tsunagu.school.models import Classroom

TODAY = date(2026, 5, 20)


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


def test_month_closes_only_when_no_child_is_still_missing(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    school, april, missing = classroom.school, date(2026, 4, 1), MarkInput(kind="missing")
    add_calendar(school, april, date(2026, 4, 29))
    roll(classroom, date(2026, 4, 30), teacher, n1=missing, n2=missing)
    print_register(place=school, month=april, by=principal)
    with pytest.raises(Refused) as refused:
        close_month(school=school, month=april, by=principal)
    assert refused.value.reasons == ["4月30日（木）の3年 1組に、所在を確認していない子どもがいます"]
    # What a file said of a past day nobody is looking for any more.
    Mark.objects.update(origin=Origin.FILE)
    close_month(school=school, month=april, by=principal)


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
