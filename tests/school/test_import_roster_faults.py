"""A roster that is not as the format says: every fault told with its place, nothing changed."""

import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests.command import call, environment
from tests.roster_files import RosterFiles, write_files
from tsunagu.intake.faults import InputFault
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipality
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Pupil

pytestmark = pytest.mark.django_db
Files = dict[str, bytes]


def a_roster(**options: object) -> RosterFiles:
    roster = RosterFiles(**options)  # type: ignore[arg-type]
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("K1", homeroom="C1", name="東雲 ひより", birth="2017-05-01")
    roster.teacher("T1", homeroom="C1")
    return roster


def files(roster: RosterFiles, encoding: str = "utf-8") -> Files:
    return {name: text.encode(encoding) for name, text in roster.texts().items()}


def faults(tmp_path: Path, given: Files, name: str = "roster.zip") -> list[str]:
    """Every fault as `file:line:column: message`; nothing may have changed."""
    with pytest.raises(InputFault) as caught:
        import_roster(path=write_files(tmp_path / name, given))
    assert not Municipality.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Pupil.objects.exists()
    return [str(fault) for fault in caught.value.faults]


def replaced(given: Files, file: str, old: str, new: str) -> Files:
    text = given[file].decode()
    assert old in text
    return given | {file: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "place", "why"),
    [
        ("classes", 0, "schoolSourcedId", "S9", 10, "「S9」が orgs"),
        ("classes", 0, "schoolSourcedId", "D1", 10, "学校（type"),
        ("classes", 0, "courseSourcedId", "X", 6, "「X」が courses"),
        ("classes", 0, "termSourcedIds", "Y1", 11, "「Y1」が academic"),
        ("classes", 0, "classType", "Homeroom", 8, "「Homeroom」は使え"),
        ("classes", 0, "grades", "3", 5, "「3」は使えません"),
        ("classes", 0, "metadata.jp.specialNeeds", "1", 15, ""),
        ("enrollments", 0, "userSourcedId", "K9", 6, "「K9」が users"),
        ("enrollments", 0, "classSourcedId", "C9", 4, "「C9」が"),
        ("enrollments", 0, "primary", "true", 8, "児童生徒の primary"),
        ("enrollments", 0, "beginDate", "2026/4/1", 9, "「2026/4/1」"),
        ("enrollments", 0, "endDate", "2026-02-30", 10, "「2026-02-30」"),
        ("enrollments", 0, "status", "active", 2, "bulk のファイルでは空欄"),
        ("users", 0, "familyName", "", 8, "必須です"),
        ("users", 0, "sourcedId", "児童1", 1, "使える文字は"),
        ("users", 1, "sourcedId", "K1", 1, "「K1」が二度あります"),
        ("users", 0, "metadata.jp.homeClass", "C9", 26, "「C9」"),
        ("users", 0, "enabledUser", "True", 4, "「True」は使えません"),
        ("roles", 0, "orgSourcedId", "S9", 9, "「S9」が orgs"),
        ("roles", 0, "roleType", "secondary", 5, "primary の役割がない"),
        ("roles", 0, "role", "Student", 6, "「Student」は使えません"),
        ("demographics", 0, "sourcedId", "K9", 1, "「K9」が users"),
        ("orgs", 1, "parentSourcedId", "D9", 7, "「D9」が orgs"),
        ("orgs", 1, "type", "district", 5, "district が二つ"),
        ("academicSessions", 0, "type", "term", 5, "「term」は使え"),
        ("academicSessions", 0, "schoolYear", "2027", 9, "start"),
    ],
)
def test_values_and_references(
    tmp_path: Path, file: str, row: int, column: str, value: str, place: int, why: str
) -> None:
    roster = a_roster()
    roster.rows[file][row][column] = value
    expected = f"{file}.csv:{row + 2}:{place}: {column}: {why}"
    found = faults(tmp_path, files(roster))
    assert any(fault.startswith(expected) for fault in found), found


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    roster = a_roster()
    roster.rows["users"][0]["enabledUser"] = "yes"
    roster.rows["enrollments"][0]["userSourcedId"] = "K9"
    roster.rows["roles"][1]["beginDate"] = "4/1"
    assert [fault.split(": ")[0] for fault in faults(tmp_path, files(roster))] == [
        "enrollments.csv:2:6",
        "roles.csv:3:7",
        "users.csv:2:4",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "users.csv",
            "givenName",
            "givenname",
            "users.csv:1:7: 見出し「givenname」の大文字",
        ),
        ("users.csv", "givenName,familyName", "familyName,givenName", "users.csv:1: 見出しの順序"),
        ("users.csv", "pronouns,", "pronouns,nickname,", "users.csv:1:23: 見出し「nickname」は"),
        ("orgs.csv", ",identifier", "", "orgs.csv:1: 見出し「identifier」がありません"),
        (
            "enrollments.csv",
            "shussekiNo",
            "ShussekiNo",
            "enrollments.csv:1:11: 見出し「meta",
        ),
        ("classes.csv", "title,grades", "title,title", "classes.csv:1:5: 見出し「title」が二度"),
    ],
)
def test_header_is_case_sensitive_and_in_order(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    found = faults(tmp_path, replaced(files(a_roster()), file, old, new))
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    ("version", "ok", "wrong"), [("1.2", "S", "s"), ("1.2.1", "S", "s"), ("1.2_JP", "s", "S")]
)
def test_shusseki_no_by_version(
    tmp_path: Path, clock: date, version: str, ok: str, wrong: str
) -> None:
    good = files(a_roster(version=version))
    found = faults(
        tmp_path, replaced(good, "enrollments.csv", f"{ok}hussekiNo", f"{wrong}hussekiNo")
    )
    assert "大文字・小文字" in found[0]
    import_roster(path=write_files(tmp_path / "good.zip", good))


def test_version_1_2_1_requires_identifier_and_readings(tmp_path: Path) -> None:
    roster = a_roster(version="1.2.1")
    roster.rows["users"][0] |= {
        "userMasterIdentifier": "",
        "metadata.jp.kanaFamilyName": "",
        "givenName": "ﾋﾖﾘ",
    }
    roster.rows["users"][1]["userMasterIdentifier"] = "T1"
    found = faults(tmp_path, files(roster))
    assert [fault.split(": ")[1] for fault in found] == [
        "givenName",
        "userMasterIdentifier",
        "metadata.jp.kanaFamilyName",
        "userMasterIdentifier",
    ]


def test_user_master_identifier_is_unique(tmp_path: Path) -> None:
    roster = a_roster()
    roster.rows["users"][1]["userMasterIdentifier"] = roster.rows["users"][0][
        "userMasterIdentifier"
    ]
    assert "2行目と同じ値" in faults(tmp_path, files(roster))[0]


def test_births_and_school_codes_that_cannot_be_are_faults(tmp_path: Path, clock: date) -> None:
    roster = a_roster()
    roster.school("S2", code="")
    roster.school("S3", code="")
    roster.school("S4")
    births = {"K2": "1899-12-31", "K3": "1900-01-01", "K4": "2026-05-20", "K5": "2026-05-21"}
    for user, birth in births.items():
        roster.pupil(user, homeroom="C1", birth=birth)
    column = roster.columns("demographics").index("birthDate") + 1
    tail = "は生年月日になりません。1900年から今日までの日です"
    assert faults(tmp_path, files(roster)) == [
        f"demographics.csv:3:{column}: birthDate: 「1899-12-31」{tail}",
        f"demographics.csv:6:{column}: birthDate: 「2026-05-21」{tail}",
        "orgs.csv:6:6: identifier: 3行目の学校と同じ学校コードです。学校ごとに違う値が必要です",
    ]


def test_attendance_numbers_repeated_or_not_of_digits_are_warnings(
    tmp_path: Path, clock: date
) -> None:
    roster = a_roster()
    roster.homeroom("C2", school="S1", name="2組")
    roster.pupil("K2", homeroom="C1", number=7, end="2026-05-01")
    roster.pupil("K3", homeroom="C1", number=7, begin="2026-05-01")
    roster.pupil("K4", homeroom="C1", number=7)
    roster.pupil("K5", homeroom="C2", number=7)
    roster.pupil("K6", homeroom="C2", number="A2")
    result = import_roster(path=roster.write(tmp_path / "r"), dry_run=True)
    lines = {row["userSourcedId"]: n for n, row in enumerate(roster.rows["enrollments"], 2)}
    assert [w for w in result.warnings if "出席番号" in w] == [
        f"enrollments.csv:{lines['K4']}: 出席番号「7」は、"
        f"同じ学級の{lines['K2']}行目の児童生徒と同じです",
        f"enrollments.csv:{lines['K6']}: 出席番号「A2」が数字ではありません",
    ]


def test_manifest_and_files_agree(tmp_path: Path) -> None:
    good = files(a_roster())
    listed = {name: data for name, data in good.items() if name != "courses.csv"}
    assert "courses.csv がありません" in faults(tmp_path, listed)[0]
    absent = replaced(good, "manifest.csv", "file.courses,bulk", "file.courses,absent")
    found = faults(tmp_path, absent)
    assert any(f.startswith("courses.csv: manifest.csv に bulk として") for f in found)
    delta = replaced(good, "manifest.csv", "file.users,bulk", "file.users,delta")
    assert "差分（delta）" in faults(tmp_path, delta)[0]
    version = replaced(good, "manifest.csv", "1.2_JP", "1.1")
    assert "oneroster.version「1.1」は読めません" in faults(tmp_path, version)[0]
    bare = {name: data for name, data in good.items() if name != "manifest.csv"}
    assert "manifest.csv: ありません" in faults(tmp_path, bare)[0]
    assert "Users.csv: OneRosterにない" in "".join(
        faults(tmp_path, good | {"Users.csv": good["users.csv"]})
    )


def test_empty_files_and_files_without_rows(tmp_path: Path) -> None:
    good = files(a_roster())
    assert "courses.csv: ファイルが空です" in faults(tmp_path, good | {"courses.csv": b""})[0]
    header = good["courses.csv"].splitlines(keepends=True)[0]
    rowless = faults(tmp_path, good | {"courses.csv": header})
    assert "courses.csv:1: データの行がありません。1行以上が必要です" in rowless
    (tmp_path / "empty.zip").write_bytes(b"")
    with pytest.raises(InputFault, match="zipファイルとして読めません"):
        import_roster(path=tmp_path / "empty.zip")


def test_cp932_is_taken_with_a_warning_and_byte_order_marks_are_ignored(
    tmp_path: Path, clock: date
) -> None:
    result = import_roster(path=a_roster().write(tmp_path / "a.zip", encoding="cp932"))
    assert "users.csv: CP932（Shift_JIS）で読みました。規格は UTF-8 です" in result.warnings
    again = import_roster(path=a_roster().write(tmp_path / "b.zip", encoding="utf-8-sig"))
    assert again.counts["changed"] == 0
    assert not again.warnings


def test_cp932_with_characters_it_cannot_hold(tmp_path: Path) -> None:
    good = files(a_roster(), "cp932")
    name = "東雲".encode("cp932")
    odd = good | {"users.csv": good["users.csv"].replace(name, b"\xf0\x40", 1)}
    assert faults(tmp_path, odd)[0].startswith("users.csv:2:8: 読めない文字（外字")
    mixed = good | {"users.csv": good["users.csv"].replace(name, "𠮷".encode() + b"\x81", 1)}
    why = faults(tmp_path, mixed)[0]
    assert why.startswith("users.csv:2:8: CP932では読めない文字")
    assert why.endswith(
        "UTF-8（BOMの有無は問いません）・CP932（Shift_JIS） のどれかで保存し直してください"
    )
    cut = good | {"users.csv": files(a_roster(), "utf-16")["users.csv"][:-1]}
    assert faults(tmp_path, cut)[0] == (
        "users.csv:1:1: UTF-16として読めません。UTF-8で保存し直してください"
    )


def test_zip_bomb_nested_folder_and_too_many_files(tmp_path: Path) -> None:
    good = files(a_roster())
    bomb = good | {"users.csv": good["users.csv"] + b" " * 50_000_000}
    assert "users.csv: 圧縮率が異常です" in faults(tmp_path, bomb)[0]
    nested = {f"roster/{name}": data for name, data in good.items()}
    assert "zipの中にフォルダは置けません" in faults(tmp_path, nested)[0]
    many = good | {f"x{n}.csv": b"x" for n in range(120)}
    assert "100個までです" in faults(tmp_path, many)[0]
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    with pytest.raises(InputFault, match="フォルダの中にフォルダ"):
        import_roster(path=tmp_path / "folder")


def test_size_that_a_zip_denies_is_not_read(tmp_path: Path) -> None:
    """A header that understates a file's size does not let more through."""
    path = write_files(tmp_path / "a.zip", {"users.csv": b"x" * 3_000_000})
    data = path.read_bytes()
    size = (3_000_000).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises((InputFault, zipfile.BadZipFile)):
        import_roster(path=path)
    assert not Municipality.objects.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from tsunagu.intake import journal
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Enrolment
whole = journal._insert
def half(model, *args):
    whole(model, *args)
    if model is Enrolment:
        os.kill(os.getpid(), signal.SIGKILL)
journal._insert = half
import_roster(path=Path(sys.argv[1]))
"""
LOOK = """
import django
django.setup()
from django.apps import apps
rooms = {"org", "intake", "access", "school", "audit"}
models = [m for m in apps.get_models() if m._meta.app_label in rooms]
print(sorted((m.__name__, m._default_manager.count()) for m in models))
"""


FULL = """
import sys
import django
django.setup()
from django.db import connection
from tsunagu.cli.main import main
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    pages = cursor.fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages + 10}")
sys.exit(main(["import", "roster", sys.argv[1]]))
"""


def run(data: Path, script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A script as a process of its own on this data folder, in SQLite."""
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=environment(data, DJANGO_SETTINGS_MODULE="tsunagu.settings.served"),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def before(data: Path, tmp_path: Path) -> str:
    """A small city in a data folder of its own: how many rows each table has."""
    first = call(data, "import", "roster", a_roster().write(tmp_path / "a.zip"))
    assert first.returncode == 0, first.stderr
    rows = run(data, LOOK).stdout
    assert "('Pupil', 1)" in rows
    return rows


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """The same city with a thousand pupils more."""
    roster = a_roster()
    for number in range(1_000):
        roster.pupil(f"N{number}", homeroom="C1")
    return roster.write(tmp_path / "b.zip")


@pytest.mark.slow
def test_process_killed_in_the_middle_leaves_the_data_as_it_was(
    data: Path, before: str, larger: Path
) -> None:
    assert run(data, KILLED, larger).returncode == -signal.SIGKILL
    assert run(data, LOOK).stdout == before
    again = call(data, "import", "roster", larger)
    assert (again.returncode, '"pupils": 1001' in again.stdout) == (0, True)


@pytest.mark.slow
def test_full_database_says_so_and_leaves_the_data_as_it_was(
    data: Path, before: str, larger: Path
) -> None:
    full = run(data, FULL, larger)
    assert full.returncode == 1
    assert full.stderr.startswith("データベースの置き場所がいっぱいです")
    assert run(data, LOOK).stdout == before
