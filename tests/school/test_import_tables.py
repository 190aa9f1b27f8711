"""Staff, guardians and calendar from files, and taking imports back."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import add_calendar, make_board, make_city, make_class, make_person, make_school
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.intake.result import Result
from tsunagu.org.models import Municipality
from tsunagu.school.enums import CalendarKind, EntryOrigin
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.staff import import_staff
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import CalendarEntry, Classroom, Guardian, PupilIdentity, School
from tsunagu.school.signals import calendar_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(clock: date) -> Municipality:
    return make_city()


@pytest.fixture
def school(city: Municipality) -> School:
    return make_school(city)


@pytest.fixture
def classroom(school: School) -> Classroom:
    return make_class(school, grade="P3", pupils=2)


@pytest.fixture
def by(city: Municipality) -> Actor:
    return system_actor(city, "tests")


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def undo(result: Result, by: Actor) -> None:
    undo_import(run=ImportRun.objects.get(pk=result.run), by=by)


def test_staff_scope_is_a_school_a_grade_or_a_class(
    tmp_path: Path, school: School, classroom: Classroom, by: Actor
) -> None:
    board = make_board(by.municipality)
    one = make_person(school, role=RoleKind.TEACHER).sourced_id
    two = make_person(board, role=None).sourced_id
    path = written(
        tmp_path / "staff.csv",
        "職員ID,役割,範囲,開始日,終了日",
        f"{one},養護教諭,{school.sourced_id},R8.4.1,",
        f"{one},grade_lead,3年,2026/4/1,令和9年3月31日",
        f"{one},学年主任,{school.sourced_id}/P3,2026-04-02,2026-04-03",
        f"{one},副担任,{classroom.sourced_id},2026-04-01,",
        f"{one},教頭,,2026-04-01,",
        f"{two},指導主事,,,",
    )
    result = import_staff(path=path, by=by)
    held = Role.objects.filter(source="staff").order_by("kind", "first")
    assert [(r.kind, r.organisation_id, r.grade, r.classroom, r.last) for r in held] == [
        ("deputy_head", school.pk, "", None, None),
        ("deputy_homeroom", school.pk, "", classroom.pk, None),
        ("grade_lead", school.pk, "P3", None, date(2027, 3, 31)),
        ("grade_lead", school.pk, "P3", None, date(2026, 4, 3)),
        ("nurse", school.pk, "", None, None),
        ("supervisor", board.pk, "", None, None),
    ]
    again = import_staff(path=path, by=by)
    assert (again.run, again.counts["created"], again.counts["changed"]) == (result.run, 0, 0)
    undo(result, by)
    assert not Role.objects.filter(source="staff").exists()


def test_staff_faults_all_at_once(
    tmp_path: Path, school: School, classroom: Classroom, by: Actor
) -> None:
    one = make_person(school, role=RoleKind.TEACHER).sourced_id
    path = written(
        tmp_path / "staff.csv",
        "person,role,scope,from,to",
        f"nobody,nurse,{school.sourced_id},2026-04-01,",
        f"{one},先生,{school.sourced_id},2026-04-01,2026-02-30",
        f"{one},homeroom,C9,2026-04-01,2026-03-01",
        f"{one},grade_lead,6年,2026-04-01,",
    )
    with pytest.raises(InputFault) as caught:
        import_staff(path=path, by=by)
    assert [str(fault).split(": ")[0] for fault in caught.value.faults] == [
        "staff.csv:2:1",
        "staff.csv:3:2",
        "staff.csv:3:5",
        "staff.csv:4:3",
        "staff.csv:4:5",
        "staff.csv:5:3",
    ]
    assert not Role.objects.filter(source="staff").exists()
    assert not ImportRun.objects.exists()


def test_guardians_replace_those_of_the_pupils_named(
    tmp_path: Path, classroom: Classroom, by: Actor
) -> None:
    one, two = PupilIdentity.objects.order_by("sourced_id").values_list("sourced_id", flat=True)
    first = written(
        tmp_path / "a.csv",
        "児童生徒ID,氏名,続柄,電話,言語,備考",
        f"{one},東雲 春,母,０９０−１２３４−５６７８,,夜は不可",
        f"{one},東雲 夏,父,078-912-0000,ポルトガル語,",
        f"{two},久遠 秋,祖母,90123456789,,",
    )
    before = import_guardians(path=first, by=by)
    assert list(
        Guardian.objects.filter(pupil__identities__sourced_id=one).values_list(
            "name", "relation", "phone", "language", "order"
        )
    ) == [
        ("東雲 春", "母", "090-1234-5678", "", 0),
        ("東雲 夏", "父", "078-912-0000", "ポルトガル語", 1),
    ]
    assert "a.csv:4" in before.warnings[0]
    assert import_guardians(path=first, by=by).counts["created"] == 0
    second = written(tmp_path / "b.csv", "pupil,name,phone", f"{one},東雲 夏,078-912-1111")
    after = import_guardians(path=second, by=by)
    assert (after.counts["changed"], after.counts["removed"]) == (1, 1)
    assert Guardian.objects.count() == 2
    with pytest.raises(CannotUndo, match="新しい取り込みから順に"):
        undo(before, by)
    undo(after, by)
    assert sorted(Guardian.objects.values_list("name", "phone", "order")) == [
        ("久遠 秋", "90123456789", 0),
        ("東雲 夏", "078-912-0000", 1),
        ("東雲 春", "090-1234-5678", 0),
    ]


def test_guardians_of_unknown_pupils_and_phones_of_words_or_too_short_are_faults(
    tmp_path: Path, classroom: Classroom, by: Actor
) -> None:
    path = written(tmp_path / "a.csv", "pupil,name,phone", "K9,名,母の携帯", "K9,名,090-1", ",,")
    with pytest.raises(InputFault) as caught:
        import_guardians(path=path, by=by)
    places = [(f.line, f.column) for f in caught.value.faults]
    assert places == [(2, 1), (2, 3), (3, 1), (3, 3)]
    why = caught.value.faults[3].message
    assert why == "電話: 電話番号が5文字です。6文字から30文字までで書いてください"
    assert not Guardian.objects.exists()


def entries() -> list[tuple[str, str, str, str, bool]]:
    """The calendar: kind, first, last, grade, is it for one class?"""
    rows = CalendarEntry.objects.order_by("first", "kind", "grade")
    return [(e.kind, f"{e.first}", f"{e.last}", e.grade, e.classroom_id is not None) for e in rows]


def test_calendar_kinds_levels_and_terms(
    tmp_path: Path, school: School, classroom: Classroom, by: Actor
) -> None:
    told: list[tuple[int, frozenset[object]]] = []

    def listen(*, schools: frozenset[object], school_year: int, **_: object) -> None:
        told.append((school_year, schools))

    path = written(
        tmp_path / "c.csv",
        "学校コード,学年,学級ID,開始日,終了日,種別,備考",
        ",,,2026-07-21,2026-08-31,休業,夏休み",
        f"{school.sourced_id},,,R8.6.6,R8.6.6,授業日,土曜参観",
        f"{school.sourced_id},3年,,2026/6/10,2026/6/12,臨時休業,",
        f",,{classroom.sourced_id},2026-06-15,2026-06-16,学級閉鎖,",
        ",,,2026-06-01,2026-06-01,学級閉鎖・臨時休業,",
        ",,,2026-04-07,2026-07-20,term,1学期",
        f"{school.sourced_id},,,2026-06-30,2026-06-30,half_day,",
        ",,,2027-03-25,2027-04-06,no_school,春休み",
        ",P3,,2028-04-03,2028-04-03,no_school,名簿より先に",
    )
    calendar_changed.connect(listen)
    try:
        import_calendar(path=path, by=by)
        again = import_calendar(path=path, by=by)
    finally:
        calendar_changed.disconnect(listen)
    assert (again.counts["created"], again.counts["removed"]) == (0, 0)
    assert told == [(2026, {school.pk}), (2027, {school.pk}), (2028, {school.pk})]
    assert entries() == [
        ("term", "2026-04-07", "2026-07-20", "", False),
        ("closed", "2026-06-01", "2026-06-01", "", False),
        ("school_day", "2026-06-06", "2026-06-06", "", False),
        ("closed", "2026-06-10", "2026-06-12", "P3", False),
        ("closed", "2026-06-15", "2026-06-16", "", True),
        ("half_day", "2026-06-30", "2026-06-30", "", False),
        ("no_school", "2026-07-21", "2026-08-31", "", False),
        ("no_school", "2027-03-25", "2027-03-31", "", False),
        ("no_school", "2027-04-01", "2027-04-06", "", False),
        ("no_school", "2028-04-03", "2028-04-03", "P3", False),
    ]


def test_later_calendar_replaces_files_of_its_years_and_screen_entries_stand(
    tmp_path: Path, city: Municipality, school: School, by: Actor
) -> None:
    add_calendar(school, date(2026, 10, 1))
    last_year = "school,from,to,kind", ",2025-07-21,2025-08-31,no_school"
    import_calendar(path=written(tmp_path / "old.csv", *last_year), by=by)
    one = written(tmp_path / "a.csv", "school,from,to,kind", ",2026-07-21,2026-08-31,no_school")
    first = import_calendar(path=one, by=by)
    two = written(tmp_path / "b.csv", "from,to,kind", "2026-07-25,2026-08-25,no_school")
    second = import_calendar(path=two, by=by)
    assert [e[1] for e in entries()] == ["2025-07-21", "2026-07-25", "2026-10-01"]
    assert CalendarEntry.objects.get(origin=EntryOrigin.SCREEN).school == school
    undo(second, by)
    undo(first, by)
    assert [e[1] for e in entries()] == ["2025-07-21", "2026-10-01"]
    assert ImportRun.objects.get(pk=first.run).state == RunState.UNDONE


def test_calendar_contradictions_at_one_level_are_errors(
    tmp_path: Path, school: School, classroom: Classroom, by: Actor
) -> None:
    add_calendar(school, date(2026, 10, 1), kind=CalendarKind.SCHOOL_DAY)
    code = school.sourced_id
    path = written(
        tmp_path / "c.csv",
        "school,grade,classroom,from,to,kind",
        ",,,2026-06-01,2026-06-30,no_school",
        ",,,2026-06-05,2026-06-05,half_day",
        f"{code},,,2026-06-05,2026-06-05,school_day",
        f"{code},P3,,2026-06-05,2026-06-05,no_school",
        f"{code},,,2026-09-28,2026-10-02,no_school",
        ",,,2026-04-01,2026-07-31,term",
        ",,,2026-07-31,2026-12-31,term",
    )
    with pytest.raises(InputFault) as caught:
        import_calendar(path=path, by=by)
    assert [(f.line, f.message.split("（")[-1]) for f in caught.value.faults] == [
        (3, "2行目と）"),
        (6, "画面で入力した校暦と）"),
        (8, "7行目と）"),
    ]
    assert CalendarEntry.objects.count() == 1


def test_calendar_faults_name_their_place(
    tmp_path: Path, school: School, classroom: Classroom, by: Actor
) -> None:
    other = make_school(by.municipality)
    path = written(
        tmp_path / "c.csv",
        "school,grade,classroom,from,to,kind",
        "S9,,,2026-06-01,2026-06-01,休業",
        f"{school.sourced_id},P6,,2026-06-01,2026-06-01,休業",
        f"{other.sourced_id},,{classroom.sourced_id},2026-06-01,2026-06-01,休業",
        f",,{classroom.sourced_id},2025-06-01,2025-06-01,休業",
        ",,,2026-06-02,2026-06-01,休業",
        ",,,2026-06-31,2026-07-01,休み",
        ",,,2020-04-01,2026-04-01,休業",
    )
    with pytest.raises(InputFault) as caught:
        import_calendar(path=path, by=by)
    assert [(f.line, f.column) for f in caught.value.faults] == [
        (2, 1),
        (3, 2),
        (4, 3),
        (5, 3),
        (6, 5),
        (7, 4),
        (7, 6),
        (8, 5),
    ]


def test_school_office_imports_for_its_own_school_only(
    tmp_path: Path, city: Municipality, school: School
) -> None:
    office = actor_of(make_person(school, role=RoleKind.OFFICE))
    teacher = actor_of(make_person(school, role=RoleKind.TEACHER))
    own = written(
        tmp_path / "a.csv", "school,from,to,kind", f"{school.sourced_id},2026-6-1,2026-6-1,休業"
    )
    everyone = written(tmp_path / "b.csv", "from,to,kind", "2026-06-01,2026-06-01,休業")
    assert import_calendar(path=own, by=office).counts["created"] == 1
    with pytest.raises(InputFault, match="自分の学校の校暦だけ"):
        import_calendar(path=everyone, by=office)
    with pytest.raises(Denied):
        import_calendar(path=own, by=teacher)
