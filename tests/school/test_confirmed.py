"""Class days of a register that a school has confirmed stay as they are."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import add_calendar, make_actor, make_board, make_city, make_class, make_school
from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.refusal import Refused
from tsunagu.attendance.models import MonthClose
from tsunagu.clock import now
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipality
from tsunagu.school.actions import add_calendar_entry, end_calendar_entry
from tsunagu.school.enums import CalendarKind, TakenBack
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import CalendarEntry, School
from tsunagu.school.signals import days_confirmed

pytestmark = pytest.mark.django_db
APRIL, LAST_OF_APRIL, MAY = date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)
WHY = "東小学校の2026年4月の出席簿は確定しています。先に確定を取り消してください"
ENDED = TakenBack.WRONG_DAY


@pytest.fixture
def city(clock: date) -> Municipality:
    return make_city()


@pytest.fixture
def by(city: Municipality) -> Actor:
    return make_actor(make_board(city), role=RoleKind.BOARD_HEAD)


@pytest.fixture
def east(city: Municipality, by: Actor) -> School:
    """A school that has confirmed its register of April."""
    school = make_school(city, name="東小学校")
    make_class(school, grade="P3", pupils=0)
    confirm(school, by)
    return school


def confirm(school: School, by: Actor) -> None:
    assert by.person
    MonthClose.objects.create(
        municipality=by.municipality, school=school, month=APRIL, at=now(), by=by.person
    )


def test_added_entry_must_not_touch_a_confirmed_month(east: School, by: Actor) -> None:
    new = {"last": MAY, "kind": CalendarKind.NO_SCHOOL, "by": by}
    for place in ({"school": east}, {"classroom": east.classrooms.get()}):
        with pytest.raises(Refused) as refused:
            add_calendar_entry(first=LAST_OF_APRIL, **new, **place)
        assert refused.value.reasons == [WHY]
        add_calendar_entry(first=MAY, **new, **place)
    add_calendar_entry(first=APRIL, last=MAY, kind=CalendarKind.TERM, school=east, by=by)
    assert CalendarEntry.objects.filter(kind=CalendarKind.NO_SCHOOL).count() == 2


def test_entry_for_everyone_names_the_school_that_confirmed(east: School, by: Actor) -> None:
    west = make_school(by.municipality, name="西小学校")
    make_class(west, grade="P4", pupils=0)
    day = {"first": LAST_OF_APRIL, "last": LAST_OF_APRIL, "kind": "no_school", "by": by}
    for grade in ("", "P3"):
        with pytest.raises(Refused) as refused:
            add_calendar_entry(grade=grade, **day)
        assert refused.value.reasons == [WHY]
    add_calendar_entry(grade="P4", **day)
    add_calendar_entry(school=west, **day)
    schools = [make_school(by.municipality, name=f"{number}小学校") for number in range(5)]
    for school in schools:
        confirm(school, by)
    with pytest.raises(Refused, match="ほか1校の2026年4月の"):
        add_calendar_entry(**day)


def test_entry_ends_only_after_the_confirmed_month(east: School, by: Actor) -> None:
    entry = add_calendar(east, date(2026, 4, 27), date(2026, 5, 8))
    for last in (date(2026, 4, 26), date(2026, 4, 29)):
        with pytest.raises(Refused, match=WHY):
            end_calendar_entry(entry=entry, last=last, why=ENDED, by=by)
    end_calendar_entry(entry=entry, last=LAST_OF_APRIL, why=ENDED, by=by)
    assert CalendarEntry.objects.get().last == LAST_OF_APRIL
    MonthClose.objects.all().delete()
    end_calendar_entry(entry=entry, last=date(2026, 4, 26), why=ENDED, by=by)
    assert not CalendarEntry.objects.exists()


def test_imported_calendar_says_each_line_that_touches_a_confirmed_month(
    tmp_path: Path, east: School, by: Actor
) -> None:
    by = system_actor(by.municipality, "tests")
    code, path = east.sourced_id, tmp_path / "c.csv"

    def taken_in(*lines: str) -> None:
        path.write_text("\n".join(("school,from,to,kind,note", *lines)), encoding="utf-8")
        import_calendar(path=path, by=by)

    standing = f"{code},2026-04-29,2026-05-01,no_school,"
    closed = list(MonthClose.objects.all())
    MonthClose.objects.all().delete()
    taken_in(standing)
    MonthClose.objects.bulk_create(closed)
    with pytest.raises(InputFault) as caught:
        taken_in(
            ",2026-04-30,2026-04-30,closed,",
            f"{code},2026-05-01,2026-05-01,no_school,",
            f"{code},2026-04-30,2026-04-30,half_day,",
        )
    assert [str(fault) for fault in caught.value.faults] == [
        f"c.csv: 2026年4月29日（水）からの「休業」がファイルにありません。{WHY}",
        f"c.csv:2:2: 開始日: {WHY}",
        f"c.csv:4:2: 開始日: {WHY}",
    ]
    assert CalendarEntry.objects.get().last == MAY
    # The same days said in other words, and a longer holiday in the month still open.
    taken_in(f"{code},2026-04-29,2026-05-07,no_school,連休", ",2026-04-07,2026-07-20,term,")
    assert CalendarEntry.objects.filter(kind="no_school").get().last == date(2026, 5, 7)


def test_calendar_is_taken_back_unless_that_changes_a_confirmed_month(
    tmp_path: Path, east: School, by: Actor
) -> None:
    MonthClose.objects.all().delete()
    by, path = system_actor(by.municipality, "tests"), tmp_path / "c.csv"
    runs = []
    for until in ("2026-04-29", "2026-04-30", "2026-05-07"):
        path.write_text(f"from,to,kind\n2026-04-29,{until},no_school\n", encoding="utf-8")
        runs.append(ImportRun.objects.get(pk=import_calendar(path=path, by=by).run))
    board = make_actor(make_board(by.municipality), role=RoleKind.BOARD_HEAD)
    confirm(east, board)
    undo_import(run=runs[2], by=by)
    with pytest.raises(CannotUndo) as stays:
        undo_import(run=runs[1], by=by)
    assert stays.value.reasons == (WHY,)
    assert CalendarEntry.objects.get().last == LAST_OF_APRIL


def test_days_confirmed_is_answered_for_these_schools_and_months(east: School) -> None:
    def told(school: School, *days: date) -> list[str]:
        answers = days_confirmed.send(None, schools={school.pk}, days=set(days))
        return [sentence for _, found in answers for sentence in found]

    assert told(east, APRIL, LAST_OF_APRIL) == [WHY]
    assert told(east, date(2026, 3, 31), MAY) == []
    assert told(make_school(east.municipality), APRIL) == []
