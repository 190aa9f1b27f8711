"""What may be wrong with a file or a rule: 1, a sentence in Japanese with its place, and the data
as it was. Faults of a process or a disk are in `test_killed.py` and `test_faults.py`, those of a
roll call in `tests/web/test_roll_faults.py`."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from tests.roster_files import RosterFiles, write_files
from tsunagu.cli.main import main
from tsunagu.packs.loader import load_pack, packs_folder
from tsunagu.settings.base import ROOMS

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]
Files = dict[str, bytes]


def everything() -> list[tuple[str, list[str]]]:
    """Every row of every room."""
    models = [m for m in apps.get_models() if m._meta.app_label in ROOMS]
    return [(m.__name__, sorted(map(str, m._base_manager.values_list()))) for m in models]


def a_roster() -> RosterFiles:
    """A school with a class, a child there from the first day, and one who comes on 19 May."""
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("K1", homeroom="C1", name="東雲 ひより")
    roster.pupil("K2", homeroom="C1", name="久遠 はると")
    return roster


@pytest.fixture
def city(tmp_path: Path, clock: date, capsys: Out) -> Path:
    """A folder; the roster in it has been taken in, and the second child enrolled on 19 May."""
    roster = a_roster()
    roster.rows["enrollments"][1]["beginDate"] = "2026-05-19"
    assert main(["import", "roster", str(roster.write(tmp_path / "roster"))]) == 0
    capsys.readouterr()
    return tmp_path


def refused(capsys: Out, *call: object) -> list[str]:
    """Run a command that changes nothing and ends with 1; what it says."""
    before = everything()
    assert main([str(part) for part in call]) == 1
    assert everything() == before
    said = capsys.readouterr()
    assert not said.out
    return said.err.splitlines()


def _replace(file: str, old: str, new: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        assert old.encode() in files[file]
        return files | {file: files[file].replace(old.encode(), new.encode(), 1)}

    return change


def _without(files: Files) -> Files:
    return {name: data for name, data in files.items() if name != "courses.csv"}


def _odd_cp932(files: Files) -> Files:
    users = files["users.csv"].decode().encode("cp932")
    odd = users.replace("東雲".encode("cp932"), b"\x81\xad", 1)
    return files | {"users.csv": odd}


def _bomb(files: Files) -> Files:
    return files | {"users.csv": files["users.csv"] + b" " * 50_000_000}


def _empty(files: Files) -> Files:
    return files | {"courses.csv": b""}


ROSTERS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "broken_references": (
        _replace("enrollments.csv", ",K1,", ",K9,"),
        "enrollments.csv:2:6: userSourcedId: 「K9」が users.csv の sourcedId にありません",
    ),
    "wrong_header_case": (
        _replace("users.csv", "givenName", "givenname"),
        "users.csv:1:7: 見出し「givenname」の大文字・小文字",
    ),
    "a_file_listed_but_absent": (_without, "courses.csv がありません"),
    "a_file_absent_but_listed": (
        _replace("manifest.csv", "file.courses,bulk", "file.courses,absent"),
        "courses.csv: manifest.csv に bulk として書かれていません",
    ),
    "cp932_with_characters_it_cannot_hold": (_odd_cp932, "users.csv:2:8: "),
    "a_zip_bomb": (_bomb, "users.csv: 圧縮率が異常です"),
    "an_empty_file": (_empty, "courses.csv: ファイルが空です"),
}


@pytest.mark.parametrize(("change", "said"), ROSTERS.values(), ids=ROSTERS)
def test_a_roster_with(
    city: Path, capsys: Out, change: Callable[[Files], Files], said: str
) -> None:
    files = {name: text.encode() for name, text in a_roster().texts().items()}
    path = write_files(city / "wrong.zip", change(files))
    found = refused(capsys, "import", "roster", path)
    assert any(said in line for line in found), found


ATTENDANCE = {
    "an_unknown_pupil": (
        "2026-05-19,K9,absent",
        "2:2: 児童生徒ID: 「K9」という児童生徒は、取り込む学校の",
    ),
    "a_day_before_enrolment": (
        "2026-05-18,K2,absent",
        "2:2: 児童生徒ID: 「K2」は2026年5月18日（月）に在籍していません",
    ),
    "a_day_without_school": (
        "2026-05-17,K1,absent",
        "2:1: 日付: 2026年5月17日（日）は3年 1組の授業日ではありません",
    ),
    "contradicting_rows": (
        "2026-05-19,K1,absent\n2026-05-19,K1,suspended",
        "3:3: 出欠: 同じ児童生徒・同じ日の2行目と出欠が食い違っています",
    ),
    "unknown_symbols": ("2026-05-19,K1,ぬ", "2:3: 出欠: 「ぬ」は使えません"),
    "a_date_that_does_not_exist": (
        "2026-02-30,K1,absent",
        "2:1: 日付: 「2026-02-30」という日付はありません",
    ),
}


@pytest.mark.parametrize(("rows", "said"), ATTENDANCE.values(), ids=ATTENDANCE)
def test_attendance_for(city: Path, capsys: Out, rows: str, said: str) -> None:
    path = city / "a.csv"
    path.write_text(f"date,pupil,kind\n{rows}\n", encoding="utf-8")
    period = ("--from", "2026-05-11", "--to", "2026-05-20")
    (line,) = refused(capsys, "import", "attendance", path, *period)
    assert line.startswith(f"a.csv:{said}")


def test_a_rule_with_a_gap_in_its_dates(
    city: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = city / "packs"
    shutil.copytree(packs_folder(), packs)
    file = packs / "machida-2013" / "responses.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    begin = next(n for n, line in enumerate(lines) if line.startswith("  - id: "))
    end = next(n for n, line in enumerate(lines) if n > begin and line.startswith("  - id: "))
    rule = "".join(lines[begin:end]).rstrip() + "\n"
    ended = rule + "    valid_until: 2026-04-30\n"
    again = rule.replace("valid_from: 2013-04-01", "valid_from: 2026-06-01")
    file.write_text("".join(lines[:begin]) + ended + again + "".join(lines[end:]), encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_PACKS", str(packs))
    load_pack.cache_clear()
    try:
        found = refused(capsys, "responses", "--school-year", "2026")
    finally:
        load_pack.cache_clear()
    assert any("2026-05-01から2026-05-31まで、どの版も有効でない空白" in line for line in found)
