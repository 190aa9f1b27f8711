"""`tsunagu demo --no-serve` from its command line to its database."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tsunagu.demo.figures import model
from tsunagu.demo.names import parts
from tsunagu.demo.writing.people import PASSWORD, USERNAMES

pytestmark = pytest.mark.slow
DAY = "2026-11-20"
POINTS = 0.003


def tsunagu(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a data folder."""
    env = {k: v for k, v in os.environ.items() if k != "TSUNAGU_DATABASE_URL"}
    env |= {"TSUNAGU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tsunagu.settings.served"}
    code = "import sys; from tsunagu.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A data folder with the default demo city in it."""
    folder = tmp_path_factory.mktemp("demo")
    made = tsunagu(folder, "demo", "--no-serve", "--today", DAY)
    assert made.returncode == 0, made.stderr
    assert PASSWORD in made.stdout
    assert all(name in made.stdout for name in USERNAMES)
    return folder


@pytest.fixture
def city(data) -> Iterator[sqlite3.Connection]:
    """The demo's database."""
    with closing(sqlite3.connect(data / "tsunagu.sqlite3")) as connection:
        yield connection


MARKS = """
    SELECT i.sourced_id, m.day, m.kind, m.place, m.reason, m.late, m.credit
    FROM attendance_mark m JOIN school_pupilidentity i ON i.pupil_id = m.pupil_id ORDER BY 1, 2
"""
TASKS = """
    SELECT i.sourced_id, t.day, t.kind, t.way, t.due, t.status, t.ended_by, t.ended_at
    FROM response_task t JOIN school_pupilidentity i ON i.pupil_id = t.pupil_id ORDER BY 1, 2, 3, 5
"""
NAMES = "SELECT family_name, given_name, birth_date FROM school_pupil ORDER BY 1, 2, 3"
RATES = """
    SELECT substr(e.grade, 1, 1), count(*), sum(n.days >= 30),
        sum(n.days >= 30 AND 2 * n.mood > n.days)
    FROM school_enrolment e LEFT JOIN (
        SELECT pupil_id, count(*) AS days,
            sum(reason IN ('cannot_come', 'unknown')) AS mood
        FROM attendance_mark WHERE kind = 'absent' AND day < '2026-04-01' GROUP BY 1
    ) n ON n.pupil_id = e.pupil_id
    WHERE e.kind = 'home' AND e.begin = '2025-04-01' GROUP BY 1
"""


def test_rates_of_the_year_behind_lie_within_three_tenths_of_a_point(city):
    stages = {"P": "elementary", "J": "junior_high"}
    for letter, pupils, long_absent, non_attending in city.execute(RATES).fetchall():
        stage = stages[letter]
        assert abs(non_attending / pupils - model().non_attendance(stage)) <= POINTS
        assert abs(long_absent / pupils - model().long_absence(stage)) <= POINTS


def test_numbers_and_names_are_invented(city):
    phones = [row[0] for row in city.execute("SELECT phone FROM school_guardian")]
    assert all(phone == "" or phone.startswith("000-") for phone in phones)
    assert "" in phones
    invented = {a + b for a, _ in parts().family_first for b, _ in parts().family_last}
    families = "SELECT family_name FROM school_pupil UNION SELECT family_name FROM org_person"
    assert {row[0] for row in city.execute(families)} <= invented


def test_the_day_has_work_on_it_for_the_homeroom_teacher(city):
    today = city.execute(
        """
        SELECT t.kind, count(*) FROM response_task t
        JOIN access_role r ON r.classroom = t.classroom_id AND r.kind = 'homeroom'
        JOIN access_account a ON a.person_id = r.person_id
        WHERE a.username = 'tannin' AND (t.status = 'open' OR t.kind = 'see') AND t.day = ?
        GROUP BY 1
        """,
        [DAY],
    )
    found = dict(today.fetchall())
    assert found["contact"] >= 3
    assert found["share"] >= 2
    assert found["see"] >= 1
    missing = city.execute("SELECT count(*) FROM attendance_mark WHERE kind = 'missing'")
    assert missing.fetchone()[0] >= 1
    taken = city.execute("SELECT count(*) FROM attendance_rollcall WHERE day = ?", [DAY])
    classes = city.execute("SELECT count(*) FROM school_classroom WHERE school_year = 2026")
    assert 0.8 <= taken.fetchone()[0] / classes.fetchone()[0] < 1


def test_roles_in_a_class_end_with_its_school_year(city):
    held = "SELECT kind, last FROM access_role WHERE classroom IS NOT NULL AND first = '2026-04-01'"
    assert set(city.execute(held).fetchall()) == {
        ("homeroom", "2027-03-31"),
        ("deputy_homeroom", "2027-03-31"),
    }


def test_what_a_contact_says_fits_how_it_was_made(city):
    said = "SELECT line FROM response_contact WHERE "
    at_the_door = "(line LIKE '%玄関%' OR line LIKE '%部屋から%' OR line LIKE '訪ねた%')"
    by_phone = "(line LIKE '%電話口%' OR line LIKE '%つながら%')"
    assert not city.execute(f"{said} way = 'call' AND {at_the_door}").fetchall()
    assert not city.execute(f"{said} way = 'visit' AND {by_phone}").fetchall()
    assert city.execute(f"{said} child_seen AND line LIKE '玄関%'").fetchall()


def test_most_past_work_is_done_and_every_rule_has_fired(city):
    states = dict(city.execute("SELECT status, count(*) FROM response_task GROUP BY 1"))
    assert states["done"] > 20 * states["open"]
    fired = {row[0] for row in city.execute("SELECT DISTINCT rule FROM response_taskreason")}
    assert {"first-day-call", "share-run-3", "share-total-7", "sheet-total-10"} <= fired
    assert {"long-absence-total-30", "board-run-7", "protection-monthly"} <= fired


def test_consultations_stand_at_several_places_of_their_way(city):
    states = city.execute("SELECT state FROM cases_consultation ORDER BY state").fetchall()
    assert [state for (state,) in states] == ["assigned", "closed", "sent", "waiting"]


def test_a_team_has_talked_and_will_again_and_a_step_is_due_today(city):
    held = city.execute("SELECT state, day > ? FROM cases_conference ORDER BY day", [DAY])
    assert held.fetchall() == [("held", 0), ("planned", 1)]
    steps = """
        SELECT a.username, s.state FROM cases_smallstep s
        JOIN access_account a ON a.person_id = s.who_id WHERE s.until = ? ORDER BY 1
    """
    assert city.execute(steps, [DAY]).fetchall() == [("sc", "done"), ("tannin", "open")]
    owed = "SELECT count(*) FROM response_task WHERE kind = 'step' AND due = ?"
    assert city.execute(owed, [DAY]).fetchone() == (1,)


def test_a_handover_waits_for_its_reader_and_a_story_for_a_yes(city):
    sent = """
        SELECT a.username, h.state, h.content != '[]' FROM cases_handover h
        JOIN access_account a ON a.person_id = h.to_id
    """
    assert city.execute(sent).fetchall() == [("tannin", "sent", 1)]
    states = city.execute("SELECT state FROM cases_story ORDER BY state").fetchall()
    assert [state for (state,) in states] == ["approved", "approved", "waiting"]


def test_marks_stand_on_taken_days_of_the_pupils_class(city):
    loose = """
        SELECT count(*) FROM attendance_mark m LEFT JOIN attendance_rollcall r
        ON r.classroom_id = m.classroom_id AND r.day = m.day WHERE r.id IS NULL
    """
    outside = """
        SELECT count(*) FROM attendance_mark m WHERE NOT EXISTS (
            SELECT 1 FROM school_enrolment e WHERE e.pupil_id = m.pupil_id AND e.kind = 'home'
            AND e.classroom_id = m.classroom_id AND e.begin <= m.day AND m.day < e."end")
    """
    assert city.execute(loose).fetchone()[0] == 0
    assert city.execute(outside).fetchone()[0] == 0


def test_the_same_seed_and_day_replace_it_by_the_same_city(empty_installation, tmp_path):
    folder = shutil.copytree(empty_installation, tmp_path / "twice")

    def everything() -> list[object]:
        made = tsunagu(folder, "demo", "--no-serve", "--today", DAY, "--pupils", "120")
        assert made.returncode == 0, made.stderr
        with closing(sqlite3.connect(folder / "tsunagu.sqlite3")) as now:
            return [now.execute(query).fetchall() for query in (MARKS, TASKS, NAMES)]

    before = everything()
    assert all(before)
    assert everything() == before


def test_tasks_follow_from_the_days_so_that_the_command_agrees(data, city):
    said = tsunagu(data, "responses", "--school-year", "2026", "--format", "jsonl")
    assert said.returncode == 0, said.stderr
    reasons = "SELECT count(*) FROM response_taskreason WHERE school_year = 2026"
    protected = " AND rule LIKE 'protection-%'"
    whole = city.execute(reasons).fetchone()[0] - city.execute(reasons + protected).fetchone()[0]
    assert len(said.stdout.splitlines()) == whole


AGAIN = """
import django
django.setup()
from tsunagu.org.models import Municipality
from tsunagu.response.actions import reconcile_school
from tsunagu.school.models import School
city = Municipality.objects.get()
print([
    (school.name, year, changed)
    for school in School.objects.all()
    for year in (2025, 2026)
    if (changed := reconcile_school(municipality=city, school=school.pk, school_year=year))
])
"""


def test_reconciling_the_demo_again_changes_nothing(data):
    env = {k: v for k, v in os.environ.items() if k != "TSUNAGU_DATABASE_URL"}
    env |= {"TSUNAGU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tsunagu.settings.served"}
    again = [sys.executable, "-c", AGAIN]
    said = subprocess.run(again, env=env, capture_output=True, text=True, check=False)
    assert said.stdout == "[]\n", said.stderr


def test_the_smallest_city_has_its_roles_and_work_too(empty_installation, tmp_path):
    folder = shutil.copytree(empty_installation, tmp_path / "small")
    made = tsunagu(folder, "demo", "--no-serve", "--today", DAY, "--pupils", "60")
    assert made.returncode == 0, made.stderr
    with closing(sqlite3.connect(folder / "tsunagu.sqlite3")) as small:
        assert 55 <= small.execute("SELECT count(*) FROM school_pupil").fetchone()[0] <= 75
        owed = "SELECT count(*) FROM response_task WHERE status = 'open'"
        assert small.execute(owed).fetchone()[0] >= 3
        names = [row[0] for row in small.execute("SELECT username FROM access_account")]
        assert set(names) == set(USERNAMES)
    fewer = tsunagu(folder, "demo", "--no-serve", "--pupils", "59")
    assert fewer.returncode == 2
    assert "60以上の数を指定してください" in fewer.stderr


def test_a_holiday_asked_for_becomes_the_class_day_before(tmp_path):
    from tsunagu.demo.actions import class_day

    assert class_day(date(2026, 8, 10)) == date(2026, 7, 17)
    assert class_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert class_day(date(2026, 4, 2)) == date(2026, 3, 24)


def test_a_real_municipality_is_never_overwritten(data):
    path = data / "tsunagu.sqlite3"
    with closing(sqlite3.connect(path)) as city, city:
        city.execute("UPDATE org_municipality SET code = '142093'")
        before = city.execute("SELECT count(*) FROM school_pupil").fetchone()
    refused = tsunagu(data, "demo", "--no-serve", "--today", DAY)
    assert refused.returncode == 1
    assert "見本でない自治体" in refused.stderr
    with closing(sqlite3.connect(path)) as city:
        assert city.execute("SELECT count(*) FROM school_pupil").fetchone() == before
