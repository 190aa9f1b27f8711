"""Alerts of learning portals from a file: once each, all or none, and until somebody answers."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.builders import enrol, make_actor, make_board, make_city, make_class, make_school
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.clock import JST, freeze, today
from tsunagu.intake.faults import InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.intake.values import BadValue
from tsunagu.school.imports.undo import may_undo, undo_import
from tsunagu.school.models import Classroom, Enrolment, Pupil, PupilIdentity
from tsunagu.signs.actions import answer
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.imports import import_alerts, read_when
from tsunagu.signs.models import Alert
from tsunagu.signs.queries import Waiting, told, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
HEAD = "児童生徒ID,日時,ポータル,知らせの種類,知らせのID"


@pytest.fixture
def room() -> Classroom:
    """A class of two."""
    return make_class(make_school(make_city()), pupils=2)


@pytest.fixture
def pupil(room: Classroom) -> Pupil:
    """The first of them."""
    return room.enrolments.order_by("number")[0].pupil


@pytest.fixture
def board(room: Classroom) -> Actor:
    """A supervisor of the board."""
    return make_actor(make_board(room.municipality), role=R.SUPERVISOR)


def id_of(pupil: Pupil) -> str:
    """What the roster calls a pupil."""
    return PupilIdentity.objects.get(pupil=pupil).sourced_id


def take(folder: Path, by: Actor, *rows: str) -> dict[str, int]:
    """Take a file of these rows in; what it counts."""
    path = folder / "alerts.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="cp932")
    return dict(import_alerts(path=path, by=by).counts)


def owed(by: Actor) -> list[Waiting]:
    """Who waits, as a page shows it."""
    rows = waiting(by, lambda pupils: pupils)
    told(by, rows)
    return rows


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2026/5/19", 19, None),
        ("R8.5.19", 19, None),
        ("2026-05-19 0:00:00", 19, None),
        ("2026年5月19日　21:14", 19, time(21, 14)),
        ("2026-05-19T21:14:59.5+09:00", 19, time(21, 14)),
        ("2026-05-18T20:30:00Z", 19, time(5, 30)),
        ("2026-05-19T00:00:00+09:00", 19, time(0)),
    ],
)
def test_when_is_a_day_or_an_instant(text: str, day: int, clock: time | None) -> None:
    assert read_when(text) == (date(2026, 5, day), clock)


@pytest.mark.parametrize(
    "text", ["2026-05-19 25:00", "2026-05-32 09:00", "9時", "0001-01-01T00:00+09:00"]
)
def test_when_that_is_none_is_said_so(text: str) -> None:
    with pytest.raises(BadValue):
        read_when(text)


def test_it_waits_beside_what_was_seen_until_somebody_answers(
    tmp_path: Path, room: Classroom, pupil: Pupil, board: Actor
) -> None:
    teacher, row = make_actor(room), f"{id_of(pupil)},2026-05-18 21:14,まなびポータル,相談ボタン,"
    assert take(tmp_path, board, row, row)["created"] == 1
    assert take(tmp_path, board, row)["created"] == 0
    assert ImportRun.objects.count() == 2  # The second file is another; its rows are the same.
    (waits,) = owed(teacher)
    assert (waits.pupil, waits.since, waits.days) == (pupil, date(2026, 5, 18), 2)
    assert waits.seen == {
        "学習ポータルからの知らせ：相談ボタン（まなびポータル）": [date(2026, 5, 18)]
    }
    assert owed(board) == []
    with freeze(datetime(2026, 5, 20, 15, tzinfo=JST)):
        answer(pupil=pupil, kind=AnswerKind.SPOKEN, words="", by=teacher)
        assert owed(teacher) == []
    with freeze(datetime(2026, 5, 20, 16, tzinfo=JST)):
        take(tmp_path, board, f"{id_of(pupil)},2026-05-19,まなびポータル,相談ボタン,")
        assert [one.since for one in owed(teacher)] == [date(2026, 5, 19)]


def test_every_fault_stands_at_its_place_and_nothing_is_written(
    tmp_path: Path, room: Classroom, pupil: Pupil, board: Actor
) -> None:
    own = id_of(pupil)
    rows = [
        f"{own},2026-05-19,まなびポータル,相談ボタン,1",
        f"{own},2026-05-18,まなびポータル,相談ボタン,1",
        f"知らない子,2026-13-01,まなびポータル,{'学校に行きたくない' * 6},",
        f"{own},2026-03-20,,3位,",
        f"{own},2026-05-21,まなびポータル,相談ボタン,",
    ]
    with pytest.raises(InputFault) as found:
        take(tmp_path, board, *rows)
    places = [(fault.line, fault.column) for fault in found.value.faults]
    assert places == [(3, 5), (4, 1), (4, 2), (4, 4), (5, 2), (5, 3), (5, 4), (6, 2)]
    assert "alerts.csv:4:1: 児童生徒ID: 「知らない子」は" in str(found.value)
    with pytest.raises(InputFault, match="見出し「スコア」は知りません"):
        import_alerts(path=_with_score(tmp_path, own), by=board)
    assert not Alert.objects.exists()
    assert not ImportRun.objects.exists()


def _with_score(folder: Path, pupil: str) -> Path:
    path = folder / "scores.csv"
    path.write_text(f"{HEAD},スコア\n{pupil},2026-05-19,まなびポータル,相談ボタン,,87\n")
    return path


def test_a_manager_takes_in_of_the_own_school_alone_and_the_office_none(
    tmp_path: Path, room: Classroom, pupil: Pupil
) -> None:
    there = make_class(make_school(room.municipality, name="西小"), pupils=1)
    row = f"{id_of(pupil)},2026-05-19,まなびポータル,相談ボタン,1"
    with pytest.raises(InputFault, match="在籍していません"):
        take(tmp_path, make_actor(there.school, role=R.PRINCIPAL), row)
    for role in (R.OFFICE, R.TEACHER):
        with pytest.raises(Denied):
            take(tmp_path, make_actor(room.school, role=role), row)
    assert take(tmp_path, make_actor(room.school, role=R.PRINCIPAL), row)["created"] == 1
    Enrolment.objects.filter(pupil=pupil).update(end=today())
    enrol(pupil, there, begin=today())
    assert owed(make_actor(there)) == []


def test_an_import_is_taken_back_unless_somebody_answered(
    tmp_path: Path, room: Classroom, pupil: Pupil, board: Actor
) -> None:
    teacher, row = make_actor(room), f"{id_of(pupil)},2026-05-19,まなびポータル,相談ボタン,1"
    take(tmp_path, board, row)
    run = ImportRun.objects.get()
    assert not may_undo(run, make_actor(make_board(room.municipality), role=R.ADMINISTRATOR))
    undo_import(run=run, by=board)
    assert not Alert.objects.exists()
    assert owed(teacher) == []
    take(tmp_path, board, row)
    answer(pupil=pupil, kind=AnswerKind.NOT_NEEDED, words="もう話した", by=teacher)
    with pytest.raises(CannotUndo, match="気づいたことについてしたこと"):
        undo_import(run=ImportRun.objects.latest("number"), by=board)
    assert Alert.objects.count() == 1
