"""Killed (−9) in the middle of an import or a roll call, full or locked: data as it was."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import environment

pytestmark = pytest.mark.slow
TABLES = (
    "attendance_mark",
    "attendance_rollcall",
    "attendance_filemark",
    "intake_importrun",
    "audit_event",
    "response_task",
    "response_stale",
)
BEGIN = """
import os, signal, sys
from datetime import date
from pathlib import Path
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.served")
django.setup()
from django.db import connection
from tests.builders import make_actor, make_class, make_pupil, make_school, pupils_of
from tsunagu.access.actor import actor_of, system_actor
from tsunagu.attendance.actions import MarkInput, take_roll
from tsunagu.attendance.imports import import_attendance, resume_swaps, running
from tsunagu.cli.main import main
from tsunagu.clock import freeze
from tsunagu.org.models import Municipality, Person
from tsunagu.school.models import Classroom

def kill_at(start, nth):
    '''Kill this process at the nth statement that begins so.'''
    seen = 0
    def wrapper(execute, sql, params, many, context):
        nonlocal seen
        seen += sql.startswith(start)
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    return connection.execute_wrapper(wrapper)

def take(path, **given):
    by = system_actor(Municipality.objects.get(), "test")
    return import_attendance(
        path=Path(path), first=date(2026, 5, 18), last=date(2026, 5, 20), by=by, **given
    )

def the_class():
    return Classroom.objects.get(enrolments__pupil__identities__sourced_id="p1")

clock = freeze(date(2026, 5, 20))
clock.__enter__()
"""
CITY = """
room = make_class(make_school(), pupils=0)
other = make_class(make_school(room.municipality), pupils=0)
for number in range(1, 4):
    make_pupil(room, number=number, sourced_id=f"p{number}")
    make_pupil(other, number=number, sourced_id=f"q{number}")
make_actor(room)
"""
FILE = "date,pupil,kind\n2026-05-18,p1,absent\n2026-05-19,p2,病\n2026-05-19,q1,absent\n"
ROLL = """
room = the_class()
marks = {pupil.pk: MarkInput(kind="absent") for pupil in pupils_of(room)}
take_roll(classroom=room, day=date(2026, 5, 20), marks=marks, by=actor_of(Person.objects.get()))
"""


class Installation:
    """A data folder, and scripts run on it as processes of their own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.file = data.parent / "attendance.csv"
        self.file.write_text(FILE)

    def run(self, code: str, *, status: int = 0) -> str:
        """Run a script to its end; what it said, on either channel."""
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + code, str(self.file)],
            env=environment(self.data),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    def killed(self, code: str, start: str, nth: int) -> None:
        """Run a script that is killed at its nth statement that begins so."""
        body = "\n".join(f"    {line}" for line in code.strip().splitlines())
        self.run(f"with kill_at({start!r}, {nth}):\n{body}\n", status=-signal.SIGKILL)

    def holds(self) -> dict[str, int]:
        """How many rows each table holds."""
        with sqlite3.connect(self.data / "tsunagu.sqlite3") as base:
            counted = {t: base.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        base.close()
        return counted


@pytest.fixture(scope="module")
def city(empty_installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small city."""
    data = tmp_path_factory.mktemp("city") / "data"
    Installation(Path(shutil.copytree(empty_installation, data))).run(CITY)
    return data


@pytest.fixture
def installation(city: Path, tmp_path: Path) -> Installation:
    """A copy of the small city."""
    return Installation(Path(shutil.copytree(city, tmp_path / "data")))


IMPORT = "take(sys.argv[1])"
LARGE = "running.LARGE = 1\ntake(sys.argv[1])"


@pytest.mark.parametrize(
    ("start", "nth"),
    [
        ('INSERT INTO "attendance_filemark"', 2),
        ('INSERT INTO "attendance_rollcall"', 2),
        ('INSERT INTO "audit_event"', 1),
    ],
)
def test_killed_in_the_middle_of_an_import_leaves_the_data_as_it_was(
    installation: Installation, start: str, nth: int
) -> None:
    before = installation.holds()
    installation.killed(IMPORT, start, nth)
    assert installation.holds() == before
    installation.run(IMPORT)
    assert installation.holds()["attendance_mark"] == 3


def test_killed_while_staging_a_large_import_is_discarded(installation: Installation) -> None:
    before = installation.holds()
    installation.killed(LARGE, 'INSERT INTO "attendance_filemark"', 3)
    assert installation.holds()["intake_importrun"] == 1
    assert installation.holds()["attendance_mark"] == 0
    installation.run("assert resume_swaps() == 1")
    assert installation.holds() == before


def test_killed_while_swapping_a_large_import_is_finished(installation: Installation) -> None:
    installation.killed(LARGE, 'INSERT INTO "attendance_mark"', 2)
    half = installation.holds()
    assert 0 < half["attendance_mark"] < 3
    installation.run("assert resume_swaps() == 1\nassert resume_swaps() == 0")
    whole = installation.holds()
    assert (whole["attendance_mark"], whole["attendance_rollcall"]) == (3, 6)
    installation.run("running.LARGE = 1\n" + IMPORT)
    assert installation.holds() == whole


SUPERVISOR = """
from tests.builders import make_board
from tsunagu.access.models import Account, Role
Role.objects.update(kind="supervisor", organisation=make_board(Municipality.objects.get()),
    classroom=None)
Account.objects.create_user("supervisor", person=Person.objects.get(), password=None)
"""
UPLOAD = """
from tsunagu.intake.uploads import keep_file, move, upload_of
from tsunagu.web.office.imports_task import work_on_upload
def work():
    work_on_upload.func(str(upload_of(Person.objects.get()).pk))
def states():
    upload = upload_of(Person.objects.get())
    return upload.state, upload.message
"""
GIVEN = """
path = Path(sys.argv[1])
options = {"first": "2026-05-18", "last": "2026-05-20", "schools": [], "taken": "all"}
keep_file(by=Person.objects.get(), kind="attendance", name=path.name, chunks=[path.read_bytes()],
    options=options)
work()
assert states() == ("checked", ""), states()
assert move(upload_of(Person.objects.get()), "taking")
"""


def test_killed_in_the_middle_of_an_upload_ends_it_with_a_message(
    installation: Installation,
) -> None:
    installation.run(f"{SUPERVISOR}{UPLOAD}{GIVEN}")
    before = installation.holds()
    assert list((installation.data / "import-files").glob("*/file/attendance.csv"))
    installation.killed(f"{UPLOAD}work()", 'INSERT INTO "attendance_rollcall"', 1)
    said = installation.run(f"{UPLOAD}print(*states())")
    assert said.startswith("ended 途中で止まりました")
    assert not list((installation.data / "import-files").glob("*"))
    assert installation.holds() == before


@pytest.mark.parametrize(
    "start",
    [
        'INSERT INTO "attendance_mark"',
        'INSERT INTO "response_task"',
    ],
)
def test_killed_in_the_middle_of_a_roll_call_leaves_the_data_as_it_was(
    installation: Installation, start: str
) -> None:
    before = installation.holds()
    installation.killed(ROLL, start, 1)
    assert installation.holds() == before
    installation.run(ROLL)
    assert installation.holds()["attendance_mark"] == 3


CALL = "['import', 'attendance', sys.argv[1], '--from', '2026-05-18', '--to', '2026-05-20']"
ACCOUNT = """
from django.core.management import call_command
from tsunagu.access.models import Account
call_command("collectstatic", verbosity=0, interactive=False)
Account.objects.create_user("teacher", person=Person.objects.get(), password=None)
"""
FULL = """
with connection.cursor() as cursor:
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages}")
"""


@pytest.mark.parametrize("large", ["", "running.LARGE = 1\n"])
def test_a_full_database_leaves_the_data_as_it_was_and_says_so(
    installation: Installation, large: str
) -> None:
    rows = [f"2026-05-{day},p{n},absent,{'長い備考' * 400}" for day in (18, 19) for n in (1, 2, 3)]
    installation.file.write_text("\n".join(["date,pupil,kind,note", *rows]) + "\n")
    before = installation.holds()
    said = installation.run(f"{FULL}{large}raise SystemExit(main({CALL}))", status=1)
    assert "いっぱいです" in said
    installation.run("resume_swaps()")
    assert installation.holds() == before


POSTED = """
from django.test import Client
from django.urls import reverse
from tsunagu.access.models import Account
room = the_class()
browser = Client(headers={"host": "localhost"})
browser.force_login(Account.objects.get())
marks = {f"kind-{pupil.pk}": "absent" for pupil in pupils_of(room)}
marks |= {f"note-{pupil.pk}": "長い備考" * 4000 for pupil in pupils_of(room)}
"""
ANSWER = """
answer = browser.post(reverse("roll", args=[room.pk, date(2026, 5, 20)]), {"seen": "0", **marks})
print(answer.status_code, answer.content.decode())
"""
IMPATIENT = """
connection.settings_dict["OPTIONS"]["timeout"] = 0.1
"""
LOCK = """
import sqlite3
other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
"""


def test_a_full_database_refuses_a_roll_call_whole_and_says_so(installation: Installation) -> None:
    installation.run(ACCOUNT)
    before = installation.holds()
    said = installation.run(POSTED + FULL + ANSWER)
    assert "503" in said
    assert "データベースの置き場所がいっぱいです" in said
    assert "何も保存していません" in said
    assert installation.holds() == before


def test_a_locked_database_refuses_an_import_and_says_so(installation: Installation) -> None:
    before = installation.holds()
    said = installation.run(f"{IMPATIENT}{LOCK}raise SystemExit(main({CALL}))", status=1)
    assert "ほかの処理がデータベースを使い続けています" in said
    assert "Traceback" not in said
    assert installation.holds() == before


def test_a_locked_database_refuses_a_roll_call_and_says_so(installation: Installation) -> None:
    installation.run(ACCOUNT)
    before = installation.holds()
    said = installation.run(IMPATIENT + POSTED + LOCK + ANSWER)
    assert "503" in said
    assert "ほかの処理がデータベースを使い続けています" in said
    assert installation.holds() == before
