"""`tsunagu import attendance` and `tsunagu watch`: the school's own register feeds the morning."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.builders import make_actor, make_city, make_class, make_pupil, make_school
from tests.conftest import WEDNESDAY
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import close_month
from tsunagu.attendance.actions.printing import print_register
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.attendance.queries import behind, missing_rolls
from tsunagu.cli.main import main
from tsunagu.cli.watch import look
from tsunagu.clock import freeze, now
from tsunagu.school.enums import RegisterMode
from tsunagu.school.models import Classroom

Out = pytest.CaptureFixture[str]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
GOOD = "日付,児童生徒ID,出欠\n2026-05-20,p1,欠席\n"
BAD = "日付,児童生徒ID,出欠\n2026-05-20,nobody,欠席\n2026-05-19,p1,ぬ\n"


@pytest.fixture
def classroom() -> Classroom:
    """A class of a school with its own register; pupils p1 and p2."""
    room = make_class(make_school(register_mode=RegisterMode.ELSEWHERE), pupils=0)
    for number in (1, 2):
        make_pupil(room, number=number, sourced_id=f"p{number}")
    return room


def test_import_attendance_prints_one_json_line(
    classroom: Classroom, tmp_path: Path, capsys: Out
) -> None:
    path = tmp_path / "today.csv"
    path.write_text(GOOD)
    call = ["import", "attendance", str(path), "--from", "R8.5.18", "--to", "2026-05-20"]
    assert main([*call, "--dry-run"]) == 0
    assert not Mark.objects.exists()
    assert main([*call, "--school", classroom.school.sourced_id]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["dry_run"] for one in told] == [True, False]
    assert told[0]["counts"] == told[1]["counts"]
    assert told[1]["counts"]["rolls"] == 3
    path.write_text(BAD)
    assert main(call) == 1
    assert capsys.readouterr().err.splitlines()[0].startswith("today.csv:2:2: ")


def test_watch_files_away_what_it_took_and_what_it_refused(
    classroom: Classroom, tmp_path: Path, capsys: Out
) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "bad.csv").write_text(BAD)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "notes.doc").write_text("")
    assert main(["watch", str(tmp_path), "--once"]) == 1
    assert Mark.objects.get().pupil.identities.get().sourced_id == "p1"
    assert RollCall.objects.count() == 1
    assert [p.name.split("-", 3)[-1] for p in (tmp_path / "done").iterdir()] == ["good.csv"]
    refused = sorted(p.name.split("-", 3)[-1] for p in (tmp_path / "refused").iterdir())
    assert refused == ["bad.csv", "bad.csv.txt", "empty.csv", "empty.csv.txt"]
    why = next((tmp_path / "refused").glob("*bad.csv.txt")).read_text(encoding="utf-8")
    assert len(why.splitlines()) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["done", "notes.doc", "refused"]
    assert main(["watch", str(tmp_path), "--once"]) == 0
    assert main(["watch", str(tmp_path / "nowhere"), "--once"]) == 1


def test_watch_lists_every_fault_of_a_file_with_unreadable_dates(
    classroom: Classroom, tmp_path: Path
) -> None:
    header = "日付,児童生徒ID,出欠\n"
    (tmp_path / "some.csv").write_text(
        f"{header}2026-05-18,PX,欠席\n2026-02-30,p1,けっせき\n2026-05-19,p1,体調\n"
    )
    (tmp_path / "none.csv").write_text(f"{header}2026-02-30,PX,欠席\n,p1,ぬ\n")
    (tmp_path / "wide.csv").write_text(f"{header}2026-05-18,p1,欠席,多い\n")
    assert main(["watch", str(tmp_path), "--once"]) == 1
    told = {}
    for name in ("some", "none", "wide"):
        why = next((tmp_path / "refused").glob(f"*{name}.csv.txt")).read_text(encoding="utf-8")
        told[name] = [line.split(": ")[0].partition(":")[2] for line in why.splitlines()]
    assert told == {
        "some": ["2:2", "3:1", "3:3", "4:3"],
        "none": ["2:1", "2:2", "3:1", "3:3"],
        "wide": ["2:4"],
    }
    assert not RollCall.objects.exists()


def nobody_absent(folder: Path, *, days_ago: int = 0) -> None:
    """A file with headers and no rows, written now or some days ago."""
    path = folder / "today.csv"
    path.write_text("日付,児童生徒ID,出欠\n")
    at = (now() - timedelta(days=days_ago)).timestamp()
    os.utime(path, (at, at))


def test_watch_takes_every_class_of_the_day_and_a_file_without_rows_as_nobody_absent(
    classroom: Classroom, tmp_path: Path
) -> None:
    other = make_class(classroom.school, name="2組")
    (tmp_path / "today.csv").write_text(GOOD)
    assert main(["watch", str(tmp_path), "--once"]) == 0
    taken = RollCall.objects.values_list("classroom", "day")
    assert set(taken) == {(classroom.pk, WEDNESDAY), (other.pk, WEDNESDAY)}
    thursday = WEDNESDAY + timedelta(days=1)
    with freeze(thursday):
        nobody_absent(tmp_path)
        assert main(["watch", str(tmp_path), "--once"]) == 0
        assert set(taken.filter(day=thursday)) == {(classroom.pk, thursday), (other.pk, thursday)}
    assert Mark.objects.count() == 1


def test_watch_refuses_a_file_without_rows_of_another_day(
    classroom: Classroom, tmp_path: Path
) -> None:
    nobody_absent(tmp_path, days_ago=1)
    assert main(["watch", str(tmp_path), "--once"]) == 1
    why = next((tmp_path / "refused").glob("*.txt")).read_text(encoding="utf-8")
    assert "today.csv: 行がありません" in why
    assert "2026年5月19日（火）" in why
    assert not RollCall.objects.exists()


def test_a_month_of_mornings_with_nobody_absent_can_be_closed(
    classroom: Classroom, tmp_path: Path
) -> None:
    principal = make_actor(classroom.school, role=RoleKind.PRINCIPAL)
    first = date(2026, 5, 1)
    for day in (first + timedelta(days=n) for n in range(30)):
        with freeze(day):
            nobody_absent(tmp_path)
            assert main(["watch", str(tmp_path), "--once"]) == 0
    with freeze(date(2026, 5, 31)):
        assert missing_rolls(classroom.school, first, date(2026, 5, 31)) == []
        print_register(place=classroom.school, month=first, by=principal)
        print_register(place=classroom.school, month=first, by=principal)
        close_month(school=classroom.school, month=first, by=principal)
        assert not [day for one in behind(principal) for day in one.days if day >= first]


def test_watch_warns_of_terms_that_a_pack_counts_by(tmp_path: Path, capsys: Out) -> None:
    city = make_city(packs=["national", "new-zealand-star"])
    room = make_class(make_school(city, register_mode=RegisterMode.ELSEWHERE), pupils=0)
    make_pupil(room, number=1, sourced_id="p1")
    (tmp_path / "today.csv").write_text(GOOD)
    assert main(["watch", str(tmp_path), "--once"]) == 0
    assert "2026年度の校暦に学期がありません" in capsys.readouterr().err


def test_watch_waits_for_a_file_that_still_grows(classroom: Classroom, tmp_path: Path) -> None:
    from argparse import Namespace

    args = Namespace(
        folder=tmp_path, schools=[], taken="all", command="watch", as_person=None, municipality=None
    )
    path = tmp_path / "today.csv"
    path.write_text(GOOD[:-5])
    sizes = look(args, {})
    path.write_text(GOOD)
    sizes = look(args, sizes)
    assert not Mark.objects.exists()
    assert look(args, sizes) == {}
    assert Mark.objects.count() == 1
