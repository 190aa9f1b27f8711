"""A database that is full, locked, closed or broken: a sentence, 1, and everything as it was."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.command import environment

pytestmark = pytest.mark.slow
DATABASE = "tsunagu.sqlite3"


def told(done: subprocess.CompletedProcess[str], words: str) -> None:
    """It ended with 1 and these words, without a traceback."""
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_database_file(tsunagu: Run, data: Path) -> None:
    (data / DATABASE).write_bytes(b"not a database" * 1000)
    told(tsunagu("audit", "verify"), "壊れているか、別の形式です")


def test_a_database_that_cannot_be_opened(tsunagu: Run, data: Path) -> None:
    (data / DATABASE).unlink()
    (data / DATABASE).mkdir()
    told(tsunagu("audit", "verify"), "データベースを開けません")


def test_no_server_at_the_database_url(tsunagu: Run) -> None:
    url = "postgres://app@127.0.0.1:1/app"
    told(tsunagu("audit", "verify", TSUNAGU_DATABASE_URL=url), "データベースにつながりません")


def test_a_data_folder_that_is_none(data: Path, tsunagu: Run) -> None:
    told(tsunagu("audit", "verify", TSUNAGU_DATA=data / DATABASE / "x"), "フォルダではありません")


def test_a_full_disk_leaves_the_database_as_it_was(tsunagu: Run, data: Path) -> None:
    """A file-size limit stands for the full disk; the start has rule versions to write."""
    database = sqlite3.connect(data / DATABASE, isolation_level=None)
    database.execute("DELETE FROM packs_ruleversion")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    before = _dump(data)
    done = tsunagu("audit", "verify", limit=16 * 1024)
    told(done, "データベース")
    assert _dump(data) == before
    assert tsunagu("audit", "verify").returncode == 0
    assert _dump(data) != before


def test_the_log_goes_into_the_database_beside_a_writer(data: Path) -> None:
    """The writer leaves it alone, and stays while the job is done."""
    writer = sqlite3.connect(data / DATABASE, isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("CREATE TABLE written (word TEXT)")
    writer.execute("INSERT INTO written VALUES ('found-in-the-file')")
    assert b"found-in-the-file" not in (data / DATABASE).read_bytes()
    code = "import django; django.setup(); from tsunagu.cli.jobs import shorten_log; shorten_log()"
    env = environment(data, DJANGO_SETTINGS_MODULE="tsunagu.settings.served")
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert b"found-in-the-file" in (data / DATABASE).read_bytes()
    writer.close()


def _dump(data: Path) -> list[str]:
    database = sqlite3.connect(data / DATABASE)
    try:
        return list(database.iterdump())
    finally:
        database.close()


def test_data_and_secret_are_their_owners_alone_and_kept(tsunagu: Run, data: Path) -> None:
    secret = (data / "secret-key").read_text()
    assert tsunagu("audit", "verify").returncode == 0
    assert (data / "secret-key").read_text() == secret
    for path in (data, data / "secret-key"):
        assert os.stat(path).st_mode & 0o077 == 0
