"""Taking a roster or calendar back, unless people have acted on it since."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import make_person
from tests.roster_files import RosterFiles
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, Role
from tsunagu.attendance.actions import MarkInput, take_roll
from tsunagu.attendance.enums import Kind, Reason
from tsunagu.attendance.objections import recorded_until
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.forms.actions import begin_sheet
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.intake.result import Result
from tsunagu.org.models import Municipality, Organisation, Person
from tsunagu.response.actions import hand_on
from tsunagu.response.enums import HandOnKind
from tsunagu.response.models import HandOn, Task
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import Classroom, Enrolment, Guardian, Pupil, PupilIdentity, School

pytestmark = pytest.mark.django_db
MODELS = (Organisation, School, Classroom, Pupil, PupilIdentity, Enrolment, Person, Role)


def a_roster() -> RosterFiles:
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.homeroom("C2", school="S1", name="2組")
    roster.pupil("K1", homeroom="C1")
    roster.pupil("K2", homeroom="C2")
    roster.teacher("T1", homeroom="C1", name="朝霧 汐里")
    return roster


def state() -> list[object]:
    """Everything on record that a roster writes, value by value."""
    return [sorted(map(str, model._default_manager.values_list())) for model in MODELS]


def system() -> Actor:
    return system_actor(Municipality.objects.get(), "tests")


def undo(result: Result) -> None:
    undo_import(run=ImportRun.objects.get(pk=result.run), by=system())


def teacher() -> Actor:
    return actor_of(Person.objects.get(sourced_id="T1"))


def test_undo_takes_everything_back_and_the_file_can_come_again(
    tmp_path: Path, clock: date
) -> None:
    first = import_roster(path=a_roster().write(tmp_path / "a"))
    before = state()
    later = a_roster()
    later.pupil("K3", homeroom="C2")
    later.rows["orgs"][1]["name"] = "新しい名前の学校"
    later.rows["enrollments"][0] |= {"classSourcedId": "C2", "sourcedId": "new"}
    later.rows["users"][1]["preferredFamilyName"] = "改姓"
    second = import_roster(path=later.write(tmp_path / "b"))
    assert state() != before
    with pytest.raises(CannotUndo, match="新しい取り込みから順に"):
        undo(first)
    undo(second)
    assert state() == before
    assert ImportRun.objects.get(pk=second.run).state == RunState.UNDONE
    assert Event.objects.filter(kind="import.undo", key=str(second.run)).exists()
    with pytest.raises(CannotUndo, match="すでに取り消されています"):
        undo(second)
    undo(first)
    assert not any(model._default_manager.exists() for model in (*MODELS, Municipality, ImportRun))
    assert Event.objects.filter(kind="import.undo", key=str(first.run)).exists()
    import_roster(path=tmp_path / "a")
    assert Pupil.objects.count() == 2


def test_undo_of_the_first_roster_says_what_else_the_municipality_keeps(
    tmp_path: Path, clock: date
) -> None:
    result = import_roster(path=a_roster().write(tmp_path / "a"))
    entry = "from,to,kind\n2026-07-21,2026-08-31,休業\n"
    (tmp_path / "c.csv").write_text(entry, encoding="utf-8")
    calendar = import_calendar(path=tmp_path / "c.csv", by=system())
    before = state()
    with pytest.raises(CannotUndo, match=r"校暦 c\.csv が取り込まれています"):
        undo(result)
    assert state() == before
    undo(calendar)
    by_hand = Person.objects.create(municipality=Municipality.objects.get(), family_name="山路")
    with_one_more = state()
    with pytest.raises(CannotUndo, match="画面で入れた記録が残っています"):
        undo(result)
    assert state() == with_one_more
    by_hand.delete()
    undo(result)
    assert not Municipality.objects.exists()


def test_undo_says_who_took_a_roll_on_it(tmp_path: Path, clock: date) -> None:
    result = import_roster(path=a_roster().write(tmp_path / "a"))
    classroom = Classroom.objects.get(sourced_id="C1")
    take_roll(classroom=classroom, day=clock, marks={}, by=teacher())
    before = state()
    with pytest.raises(CannotUndo, match=r"朝霧 汐里が出欠をとっています（1件）"):
        undo(result)
    assert state() == before


def test_undo_says_who_wrote_a_sheet_on_its_pupil(tmp_path: Path, clock: date) -> None:
    packs = ("national", "akashi")
    result = import_roster(path=a_roster().write(tmp_path / "a"), packs=packs)
    pupil = Pupil.objects.get(identities__sourced_id="K1")
    by = teacher()
    begin_sheet(form="consultation-sheet", school=School.objects.get(), pupil=pupil, by=by)
    with pytest.raises(CannotUndo, match=r"朝霧 汐里が様式を書いています（1件）"):
        undo(result)


def test_undo_says_what_else_stands_on_it(tmp_path: Path, clock: date) -> None:
    result = import_roster(path=a_roster().write(tmp_path / "a"))
    (tmp_path / "g.csv").write_text("pupil,name,phone\nK1,名,078-000-0000\n", encoding="utf-8")
    guardians = import_guardians(path=tmp_path / "g.csv", by=system())
    Account.objects.create_user("t1", person=Person.objects.get(sourced_id="T1"), password=None)
    with pytest.raises(CannotUndo, match=r"利用者アカウントが1件.*\n.*保護者が1件"):
        undo(result)
    undo(guardians)
    assert not Guardian.objects.exists()


def test_undo_says_who_handed_work_on_to_somebody_it_brought(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    room, pupil = (
        Classroom.objects.get(sourced_id="C1"),
        Pupil.objects.get(enrolments__classroom__sourced_id="C1"),
    )
    absent = MarkInput(kind=Kind.ABSENT, reason=Reason.UNKNOWN)
    take_roll(classroom=room, day=clock, marks={pupil.pk: absent}, by=teacher())
    later = a_roster()
    later.teacher("T2", homeroom="C1", primary=False)
    result = import_roster(path=later.write(tmp_path / "b"))
    principal = actor_of(make_person(room, role=RoleKind.PRINCIPAL, family_name="園"))
    chosen = (HandOnKind.TASK, Task.objects.get().pk)
    new = Person.objects.get(sourced_id="T2")
    hand_on(school=room.school, last=clock, given={chosen: new}, by=principal)
    with pytest.raises(
        CannotUndo, match=r"園 先生が職員の入れ替わりで.*引き継ぐと決めています（1件）"
    ):
        undo(result)
    assert HandOn.objects.get().to == new
    hand_on(school=room.school, last=clock, given={chosen: None}, by=principal)
    undo(result)
    assert not Person.objects.filter(sourced_id="T2").exists()


def test_undo_of_a_calendar_says_who_took_a_roll_on_a_day_it_opened(
    tmp_path: Path, clock: date
) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    saturday = date(2026, 5, 23)
    (tmp_path / "c.csv").write_text(
        f"from,to,kind\n{saturday},{saturday},school_day\n", encoding="utf-8"
    )
    result = import_calendar(path=tmp_path / "c.csv", by=system())
    with freeze(saturday):
        take_roll(
            classroom=Classroom.objects.get(sourced_id="C1"),
            day=saturday,
            marks={},
            by=teacher(),
        )
    with pytest.raises(CannotUndo, match=r"朝霧 汐里が2026年5月23日（土）の3年 1組の出欠を"):
        undo(result)


def test_limits_that_drop_recorded_days_are_warned_of_but_not_where_another_class_has_them(
    tmp_path: Path, clock: date
) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    for day in (date(2026, 5, 18), date(2026, 5, 19), clock):
        with freeze(day):
            room = Classroom.objects.get(sourced_id="C1")
            take_roll(classroom=room, day=day, marks={}, by=teacher())
    ended, begun, moved = a_roster(), a_roster(), a_roster()
    ended.rows["enrollments"][0]["endDate"] = "2026-05-19"
    begun.rows["enrollments"][0]["beginDate"] = "2026-05-19"
    moved.rows["enrollments"][0]["endDate"] = "2026-05-19"
    moved.homeroom("C9", school="S1")
    moved.enrol("K1", "C9", begin="2026-05-19")
    head = "enrollments.csv:2: 「K1」の在籍（"
    tail = "日が数えられなくなります"

    def told(roster: RosterFiles, *, dry_run: bool = True) -> list[str]:
        warnings = import_roster(path=roster.write(tmp_path / "b"), dry_run=dry_run).warnings
        return [w for w in warnings if w.endswith(tail)]

    (begin,), (end,) = told(begun), told(ended)
    assert begin.startswith(head)
    assert begin.endswith(f"）が2026年5月19日（火）からになり、出欠の記録のある1{tail}")
    assert end.endswith(f"）が2026年5月18日（月）までになり、出欠の記録のある2{tail}")
    assert not told(moved)
    assert told(ended, dry_run=False) == [end]
    assert not told(ended)


def test_recorded_until_is_the_last_roll_while_enrolled(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    classroom = Classroom.objects.get(sourced_id="C1")
    take_roll(classroom=classroom, day=clock, marks={}, by=teacher())
    keys = {i.sourced_id: i.pupil_id for i in PupilIdentity.objects.all()}
    city = Municipality.objects.get()
    assert recorded_until(municipality=city, pupils=frozenset(keys.values())) == {keys["K1"]: clock}
    less = a_roster()
    less.rows["enrollments"].pop(0)
    import_roster(path=less.write(tmp_path / "b"), effective=date(2026, 5, 1))
    assert Enrolment.objects.get(pupil=keys["K1"]).end == date(2026, 5, 21)
