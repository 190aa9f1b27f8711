"""A consistent copy of everything, and back."""

import shutil
import sqlite3
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.builders import make_city
from tests.cli.conftest import Run
from tests.web.scene import make_scene
from tsunagu.attendance.models import Notice
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.org.models import Municipality

DATABASE = "tsunagu.sqlite3"


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = make_city(name="つなぐ市")
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file)]) == 0, capsys.readouterr().err
    assert Event.objects.filter(deed="installation.backup", key=str(city.pk)).count() == 1
    assert file.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["backup.zip"]
    if connection.vendor == "postgresql":
        Municipality.objects.all().delete()
        assert main(["restore", str(file)]) == 1
        assert main(["restore", str(file), "--replace"]) == 0, capsys.readouterr().err
        assert Municipality.objects.get() == city
    else:
        with zipfile.ZipFile(file) as archive:
            archive.extract(DATABASE, tmp_path)
        copy = sqlite3.connect(tmp_path / DATABASE)
        assert copy.execute("SELECT name FROM org_municipality").fetchall() == [("つなぐ市",)]
        copy.close()


def content() -> dict[str, list[str]]:
    """Every row of every table, as text, without the seals that a command sets at its end."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
            found[table] = sorted(repr({**row, "seal": None}) for row in rows)
    del found["audit_seal"]
    return found


@pytest.mark.django_db(transaction=True)
def test_every_row_of_every_table_comes_back(
    clock: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene, file = make_scene(), tmp_path / "backup.zip"
    assert main(["backup", str(file)]) == 0, capsys.readouterr().err
    before = content()
    assert sum(map(len, before.values())) > 100
    scene.pupil.family_name = "別の名"
    scene.pupil.save()
    Notice.objects.all().delete()
    make_city()
    assert content() != before
    assert main(["restore", str(file), "--replace"]) == 0, capsys.readouterr().err
    told = Event.objects.filter(deed="installation.restore")
    assert told.count() == Municipality.objects.count()
    told.delete()
    after = content()
    assert {t: rows for t, rows in after.items() if rows != before[t]} == {}


@pytest.mark.django_db(transaction=True)
def test_a_backup_while_others_write_holds_no_half_of_a_deed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, begun, over = tmp_path / "backup.zip", threading.Event(), threading.Event()

    def write() -> None:
        while not over.wait(0.02):
            with transaction.atomic():
                make_city(name="片方")
                make_city(name="もう片方")
            begun.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(60)
    try:
        assert main(["backup", str(file)]) == 0, capsys.readouterr().err
    finally:
        over.set()
        writer.join()
    written = Municipality.objects.count()
    assert main(["restore", str(file), "--replace"]) == 0, capsys.readouterr().err
    halves = [Municipality.objects.filter(name=name).count() for name in ("片方", "もう片方")]
    assert halves[0] == halves[1] > 0
    assert sum(halves) <= written


@pytest.mark.slow
def test_restore_puts_database_and_files_back(tsunagu: Run, data: Path, tmp_path: Path) -> None:
    (data / "uploads").mkdir()
    (data / "uploads" / "a.csv").write_text("x")
    file = tmp_path / "backup.zip"
    assert tsunagu("backup", file).returncode == 0
    new = tmp_path / "new"
    new.mkdir()
    shutil.copy(data / "secret-key", new)
    done = tsunagu("restore", file, TSUNAGU_DATA=new)
    assert done.returncode == 0, done.stderr
    assert (new / "uploads" / "a.csv").read_text() == "x"
    assert tsunagu("audit", "verify", TSUNAGU_DATA=new).returncode == 0
    again = tsunagu("restore", file, TSUNAGU_DATA=new)
    assert again.returncode == 1
    assert "--replace" in again.stderr
    assert tsunagu("restore", file, "--replace", TSUNAGU_DATA=new).returncode == 0


@pytest.mark.slow
def test_key_is_not_in_the_backup_and_is_asked_for_where_it_is_put_back(
    tsunagu: Run, data: Path, tmp_path: Path
) -> None:
    tsunagu("packs", "check")
    file, key = tmp_path / "backup.zip", (data / "secret-key").read_text()
    done = tsunagu("backup", file)
    assert "secret-key" in done.stdout
    assert "入っていません" in done.stdout
    with zipfile.ZipFile(file) as archive:
        assert not [
            name for name in archive.namelist() if key in archive.read(name).decode("latin")
        ]
    new = tmp_path / "new"
    done = tsunagu("restore", file, TSUNAGU_DATA=new)
    assert done.returncode == 1
    assert f"ひみつの鍵が、ここにありません。その鍵を {new / 'secret-key'} に置くか" in done.stderr
    assert not (new / DATABASE).exists()
    for given in ("TSUNAGU_SECRET_KEY", "TSUNAGU_OLD_SECRET_KEYS"):
        there = {"TSUNAGU_DATA": tmp_path / given, given: key}
        assert tsunagu("restore", file, **there).returncode == 0
    assert tsunagu("restore", file, "--without-key", TSUNAGU_DATA=new).returncode == 0
    assert tsunagu("audit", "verify", TSUNAGU_DATA=new).returncode == 0


@pytest.mark.slow
def test_restore_refuses_what_is_no_whole_backup(tsunagu: Run, data: Path, tmp_path: Path) -> None:
    other, poor = tmp_path / "other.zip", tmp_path / "poor.zip"
    for file, name in ((other, "tsunagu.pgdump"), (poor, "readme.txt")):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, "x")
    before = (data / DATABASE).read_bytes()
    words = {
        data / "secret-key": "控えではありません",
        other: "別の種類のデータベース",
        poor: "壊れています",
        tmp_path / "none.zip": "見つかりません",
    }
    for file, said in words.items():
        done = tsunagu("restore", file, "--replace")
        assert done.returncode == 1
        assert said in done.stderr
    assert (data / DATABASE).read_bytes() == before
