"""Attendance files as they are meant, word for word."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.attendance.imports.conftest import FIRST, HEADER, LAST, City
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
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput, correct_day
from tsunagu.attendance.models import FileMark, Mark, RollCall
from tsunagu.attendance.queries import arithmetic
from tsunagu.attendance.signals import days_changed
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo, undo_run
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.school.enums import CalendarKind

TODAY = date(2026, 5, 20)
STYLES = ("2026-05-18", "2026/5/18", "R8.5.18", "令和8年5月18日")


def marks() -> list[tuple[str, ...]]:
    """Every mark in order: day of the month, pupil's number, and what it says."""
    rows = Mark.objects.order_by("day", "pupil__enrolments__number").distinct()
    return [
        (
            f"{m.day.day}",
            m.pupil.identities.get().sourced_id,
            m.kind,
            "late" if m.late else "",
            "early" if m.left_early else "",
            m.place,
            m.reason,
            m.note,
        )
        for m in rows
    ]


def state() -> object:
    """All that an import could have changed."""
    rolls = RollCall.objects.order_by("day", "pk").values_list("pk", "day", "origin", "version")
    held = Mark.objects.order_by("day", "pk").values_list("pk", "kind", "late", "note", "run")
    return list(rolls), list(held), ImportRun.objects.count(), Event.objects.count()


def test_kind_late_place_reason_and_note_are_read_as_code_label_or_symbol(city: City) -> None:
    done = city.take(
        "2026-05-18,p1,absent,,,,illness,熱",
        "2026-05-18,p2,欠席,,,教育支援センター,登校できない,",
        "2026-05-18,p3,病,,,,,",
        "2026-05-19,p1,,○,true,保健室,,",
        "2026-05-19,p2,チ早,,,,,",
        "2026-05-19,p3,出席,0,false,教室,,",
        "2026-05-20,p1,出席停止,,,,,",
    )
    assert marks() == [
        ("18", "p1", "absent", "", "", "", "illness", "熱"),
        ("18", "p2", "absent", "", "", "support_centre", "cannot_come", ""),
        ("18", "p3", "absent", "", "", "", "illness", ""),
        ("19", "p1", "present", "late", "early", "nurse_room", "", ""),
        ("19", "p2", "present", "late", "early", "", "", ""),
        ("20", "p1", "suspended", "", "", "", "", ""),
    ]
    mark = Mark.objects.filter(day=TODAY).get()
    assert (mark.origin, mark.run_id, mark.entered_by) == ("file", done.run, None)
    assert done.counts["rows"] == 7
    assert (FileMark.objects.count(), Event.objects.get().deed) == (7, "import.run")


@pytest.mark.parametrize("day", STYLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_encoding_date_style_and_delimiter(
    city: City, day: str, encoding: str, delimiter: str
) -> None:
    lines = [
        ["日付", "児童生徒ID", "出欠", "遅刻", "早退", "場所", "理由", "備考"],
        [day, "p1", "欠席", "", "", "", "病気", "発熱"],
    ]
    path = city.folder / "出欠.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in lines).encode(encoding))
    city.take_file(path)
    assert marks() == [("18", "p1", "absent", "", "", "", "illness", "発熱")]


def test_excel_with_the_same_headers(city: City) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    sheet.append([date(2026, 5, 18), "p1", "忌"])
    path = city.folder / "attendance.xlsx"
    book.save(path)
    city.take_file(path)
    assert [m[2] for m in marks()] == ["bereavement"]


def test_taken_all_takes_every_class_day_never_beyond_today(city: City) -> None:
    other = make_class(city.classroom.school, name="2組")
    add_calendar(city.classroom, date(2026, 5, 12), kind=CalendarKind.CLOSED)
    add_calendar(city.classroom.school, date(2026, 5, 13))
    make_class(city.classroom.school, name="空", pupils=0)
    make_class(make_school(city.by.municipality), name="よその")
    school = city.classroom.school.sourced_id
    city.take("2026-05-18,p1,absent,,,,,", schools=[school])
    taken = {
        room: sorted(RollCall.objects.filter(classroom=room).values_list("day", flat=True))
        for room in (city.classroom, other)
    }
    days = [date(2026, 5, d) for d in (11, 12, 14, 15, 18, 19, 20)]
    assert taken == {city.classroom: [d for d in days if d.day != 12], other: days}
    assert RollCall.objects.count() == 13


def test_taken_listed_takes_only_classes_and_days_with_a_row(city: City) -> None:
    make_class(city.classroom.school, name="2組")
    city.take("2026-05-18,p1,absent,,,,,", "2026-05-19,p1,present,,,,,", taken="listed")
    rolls = RollCall.objects.order_by("day").values_list("classroom", "day")
    assert list(rolls) == [(city.classroom.pk, date(2026, 5, d)) for d in (18, 19)]
    assert [m[0] for m in marks()] == ["18"]


def test_two_rows_of_one_day_blank_yields_values_contradict_notes_are_joined(city: City) -> None:
    city.take(
        "2026-05-18,p1,,,,,illness,熱",
        "2026-05-18,p1,absent,,,,,せき",
        "2026-05-19,p1,present,1,,,,",
        "2026-05-19,p1,,,1,保健室,,",
    )
    assert marks() == [
        ("18", "p1", "absent", "", "", "", "illness", "熱／せき"),
        ("19", "p1", "present", "late", "early", "nurse_room", "", ""),
    ]
    assert city.faults(
        "2026-05-18,p1,absent,,,,illness,",
        "2026-05-18,p1,present,,,,family,",
        "2026-05-19,p1,absent,,,,,",
        "2026-05-19,p1,,1,,,,",
        "2026-05-20,p1,病,,,,family,",
    ) == [
        "attendance.csv:3:3: 出欠: 同じ児童生徒・同じ日の2行目と出欠が食い違っています",
        "attendance.csv:3:7: 理由: 同じ児童生徒・同じ日の2行目と理由が食い違っています",
        "attendance.csv:4:3: 出欠: 「欠席」と遅刻・早退は同時に記録できません",
        "attendance.csv:6:7: 理由: 同じ行の記号と「理由」が食い違っています",
    ]


def test_every_error_is_told_with_its_place_and_nothing_is_written(city: City) -> None:
    make_pupil(city.classroom, number=4, sourced_id="p4", begin=date(2026, 5, 19))
    stranger = make_class(make_school(city.by.municipality), pupils=0)
    make_pupil(stranger, number=1, sourced_id="q1")
    before = state()
    found = city.faults(
        "2026-05-10,p1,absent,,,,,",
        "2026-05-30,p1,suspended,,,,,",
        "2026-05-18,nobody,absent,,,,,",
        "2026-05-18,p4,absent,,,,,",
        "2026-05-16,p1,absent,,,,,",
        "2026-05-18,p1,ぬ,,,どこか,たぶん,",
        "2026-02-30,p1,absent,,,,,",
        "2026-05-19,p1,absent,たぶん,,,,",
        "2026-05-19,p2,absent,,,nurse_room,,",
        "2026-05-19,q1,absent,,,,,",
        ",p1,absent,,,,,",
        schools=[city.classroom.school.sourced_id],
    )
    places = [fault.split(": ")[0].removeprefix("attendance.csv:") for fault in found]
    assert places == [
        "2:1",
        "3:1",
        "4:2",
        "5:2",
        "6:1",
        "7:3",
        "7:6",
        "7:7",
        "8:1",
        "9:4",
        "10:3",
        "11:2",
        "12:1",
    ]
    assert "期間（2026-05-11から2026-05-29）の外" in found[0]
    assert "名簿にいません" in found[2]
    assert "2026年5月18日（月）に在籍していません" in found[3]
    assert "2026年5月16日（土）は3年 1組の授業日ではありません" in found[4]
    assert "「ぬ」は使えません" in found[5]
    assert "病" in found[5]
    assert "「2026-02-30」という日付はありません" in found[8]
    assert "取り込む学校の名簿にいません" in found[11]
    assert state() == before


def test_suspended_on_a_day_without_school_and_rows_on_a_closed_day_are_warnings(
    city: City,
) -> None:
    add_calendar(city.classroom, date(2026, 5, 18), kind=CalendarKind.CLOSED)
    done = city.take(
        "2026-05-16,p1,suspended,,,,,",
        "2026-05-16,p2,bereavement,,,,,",
        "2026-05-16,p3,excused,,,,,",
        "2026-05-18,p1,absent,,,,,",
    )
    assert [w.split(": ")[0] for w in done.warnings] == [
        f"attendance.csv:{line}:1" for line in (2, 3, 4, 5)
    ]
    assert marks() == []
    assert not RollCall.objects.filter(day=date(2026, 5, 18)).exists()


def test_present_at_a_centre_is_read_as_absent_there_with_a_remark(city: City) -> None:
    done = city.take("2026-05-18,p1,present,1,,support_centre,,")
    assert list(done.warnings) == [
        "attendance.csv:2:6: 「教育支援センター」にいた日は、そこでの欠席として数えます。"
        "遅刻・早退は付けません"
    ]
    sums = arithmetic(pupils_of(city.classroom)[0], date(2026, 5, 18), date(2026, 5, 18))
    assert (sums.absent, sums.attended, sums.late) == (1, 0, 0)
    assert Mark.objects.get(day=date(2026, 5, 18)).kind == "absent"


def test_importing_twice_changes_nothing(city: City) -> None:
    row = "2026-05-18,p1,absent,,,,,"
    first = city.take(row)
    before = state()
    again = city.take(row)
    assert (again.run, again.warnings) == (first.run, first.warnings)
    done = ("rolls", "rolls_gone", "marks", "marks_gone")
    assert [(first.counts[name], again.counts[name]) for name in done] == [
        (8, 0),
        (0, 0),
        (1, 0),
        (0, 0),
    ]
    assert again.counts["rows"] == 1
    assert state() == before
    with freeze(date(2026, 5, 21)):
        assert city.take(row).counts["rolls"] == 1


def test_a_later_file_replaces_what_earlier_files_said_the_rolls_included(city: City) -> None:
    city.take("2026-05-14,p1,absent,,,,,", "2026-05-18,p1,absent,,,,,", "2026-05-18,p2,病,,,,,")
    kept = Mark.objects.get(day=date(2026, 5, 18), reason="illness")
    kept.credit = "credited"
    kept.save()
    later = city.take(
        "2026-05-18,p2,事,,,,,",
        "2026-05-19,p3,absent,,,,,",
        first=date(2026, 5, 18),
        last=date(2026, 5, 20),
        taken="listed",
    )
    assert [m[:3] + m[6:7] for m in marks()] == [
        ("14", "p1", "absent", ""),
        ("18", "p2", "absent", "family"),
        ("19", "p3", "absent", ""),
    ]
    assert Mark.objects.get(day=date(2026, 5, 18)).credit == "credited"
    days = sorted(RollCall.objects.values_list("day", flat=True))
    assert days == [date(2026, 5, d) for d in (11, 12, 13, 14, 15, 18, 19)]
    assert (later.counts["rolls_gone"], later.counts["marks_gone"]) == (1, 1)


def test_undo_lets_the_earlier_file_speak_again(city: City) -> None:
    rows = ("2026-05-14,p1,absent,,,,,", "2026-05-18,p1,absent,,,,,")
    first = city.take(*rows)
    before = marks()
    later = city.take("2026-05-18,p2,absent,,,,,", first=date(2026, 5, 18), taken="listed")
    with pytest.raises(CannotUndo, match="あとに"):
        undo_run(city.run(first))
    undo_run(city.run(later))
    assert marks() == before
    assert RollCall.objects.count() == 8
    undo_run(city.run(first))
    assert (marks(), RollCall.objects.count(), FileMark.objects.count()) == ([], 0, 0)


def test_screen_entries_stand_and_are_listed_as_differences(city: City) -> None:
    teacher = make_actor(city.classroom)
    pupils = pupils_of(city.classroom)
    with freeze(date(2026, 5, 18)):
        roll(city.classroom, date(2026, 5, 18), teacher, n1=MarkInput(late=True), n2=ABSENT)
    city.take("2026-05-19,p1,absent,,,,,", "2026-05-19,p2,absent,,,,,", taken="listed")
    correct_day(pupil=pupils[0], day=date(2026, 5, 19), mark=None, why="いた", by=teacher)
    done = city.take(
        "2026-05-18,p1,absent,,,,,", "2026-05-18,p3,チ,,,,,", "2026-05-19,p1,absent,,,,,"
    )
    assert done.counts["differences"] == 4
    assert list(done.warnings[1:]) == [
        "attendance.csv:2: 2026年5月18日（月） p1: "
        "画面の記録「出席・遅刻」を残しました（ファイルは「欠席」）",
        "attendance.csv:3: 2026年5月18日（月） p3: "
        "画面の記録「出席」を残しました（ファイルは「出席・遅刻」）",
        "attendance.csv:4: 2026年5月19日（火） p1: "
        "画面の記録「出席」を残しました（ファイルは「欠席」）",
    ]
    assert "p2: 画面の記録「欠席」を残しました（ファイルは「出席」）" in done.warnings[0]
    assert [m[:4] for m in marks()] == [
        ("18", "p1", "present", "late"),
        ("18", "p2", "absent", ""),
    ]
    assert RollCall.objects.get(day=date(2026, 5, 18)).origin == "screen"


ABSENT = MarkInput(kind="absent")


def test_dry_run_says_the_same_and_writes_nothing(city: City) -> None:
    before = state()
    rows = ("2026-05-18,p1,absent,,,,,", "2026-05-19,p1,チ,,,,,")
    tried = city.take(*rows, dry_run=True)
    looked = Event.objects.get(kind="import.try")
    assert looked.details["counts"] == tried.counts
    looked.delete()
    assert state() == before
    assert tried.run is None
    assert city.take(*rows).counts == tried.counts


def test_a_pupil_is_looked_up_where_at_home_that_day(city: City) -> None:
    other = make_class(make_school(city.by.municipality), pupils=0)
    moved = make_pupil(city.classroom, number=4, sourced_id="p4", end=date(2026, 5, 19))
    enrol(moved, other, begin=date(2026, 5, 19))
    told: list[object] = []

    def hear(schools: frozenset[object], **_: object) -> None:
        told.extend(schools)

    days_changed.connect(hear)
    city.take("2026-05-18,p4,absent,,,,,", "2026-05-19,p4,absent,,,,,", taken="listed")
    rooms = Mark.objects.order_by("day").values_list("classroom", flat=True)
    assert list(rooms) == [city.classroom.pk, other.pk]
    assert set(told) == {city.classroom.school.pk, other.school.pk}


def test_who_may_import_for_which_school(city: City) -> None:
    make_class(make_school(city.by.municipality))
    row = "2026-05-18,p1,absent,,,,,"
    office = make_actor(city.classroom.school, role=RoleKind.OFFICE)
    with pytest.raises(Denied):
        city.take(row, by=office)
    with pytest.raises(Denied):
        city.take(row, by=make_actor(city.classroom))
    city.take(row, by=office, schools=[city.classroom.school.sourced_id])


def test_unknown_school_and_turned_period_are_faults(city: City) -> None:
    with pytest.raises(InputFault) as found:
        city.take("", first=LAST, last=FIRST, schools=["X"])
    assert len(found.value.faults) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "ファイルが空です"),
        ("Date,pupil\n", "見出し「Date」は知りません"),
        ("date,kind\n", "見出し「pupil（児童生徒ID）」がありません"),
    ],
)
def test_an_empty_file_and_wrong_headers_are_faults(city: City, content: str, why: str) -> None:
    path: Path = city.folder / "empty.csv"
    path.write_text(content)
    before = state()
    with pytest.raises(InputFault, match=why):
        city.take_file(path)
    assert state() == before


def test_a_large_file_is_staged_and_swapped_school_by_school(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tsunagu.attendance.imports.running.LARGE", 1)
    second = make_class(make_school(city.by.municipality), pupils=0)
    make_pupil(second, number=1, sourced_id="q1")
    done = city.take("2026-05-18,p1,absent,,,,,", "2026-05-18,q1,absent,,,,,")
    assert (city.run(done).state, len(marks())) == (RunState.ACTIVE, 2)
    assert RollCall.objects.count() == 16
