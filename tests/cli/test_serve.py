"""`tsunagu serve` from its first answer to its end, as real processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.command import COMMAND, environment
from tsunagu.cli.jobs import Job, Round, all_jobs
from tsunagu.cli.processes import Child, stop_all
from tsunagu.settings import base

slow = pytest.mark.slow
LATE = 120
"""Seconds after which nothing is waited for any more."""


@pytest.fixture
def served(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A served installation and its address, once it says that it can be opened."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--workers", "1"],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    late = threading.Timer(LATE, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said
        yield process, f"http://127.0.0.1:{port}/"
    finally:
        late.cancel()
        process.terminate()
        try:
            process.wait(LATE)
        finally:
            for one in of_session(process.pid):
                os.kill(one, signal.SIGKILL)
            process.communicate()


def of_session(leader: int) -> list[int]:
    """The processes of a session: all that the command started, and all that those did."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(ProcessLookupError, FileNotFoundError):
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


@slow
def test_pages_answer_and_everything_ends_on_sigterm(
    served: tuple[subprocess.Popen[str], str], tsunagu: Run, tmp_path: Path
) -> None:
    process, address = served
    with urllib.request.urlopen(f"{address}accounts/login/", timeout=LATE) as answer:
        page = answer.read().decode()
    assert "サインイン" in page
    port = address.rstrip("/").rpartition(":")[2]
    second = tsunagu("serve", "--port", port)
    assert second.returncode == 1
    assert f"ポート{port}" in second.stderr
    assert tsunagu("backup", tmp_path / "b.zip").returncode == 0
    meanwhile = tsunagu("restore", tmp_path / "b.zip", "--replace")
    assert meanwhile.returncode == 1
    assert "使っています" in meanwhile.stderr
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=LATE)
    assert (process.returncode, err) == (0, "")
    assert of_session(process.pid) == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=LATE)


def test_a_child_that_keeps_ending_may_not_start_again() -> None:
    child = Child("ends", ["false"], dict(os.environ))
    restarts = 0
    while child.may_start_again():
        child.process.wait()
        assert child.ended()
        child.start()
        restarts += 1
    stop_all([child])
    assert restarts == 5


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = "import sys, time; o = open(sys.argv[1], 'w', 1); print('up', file=o); time.sleep(60)"
subprocess.Popen([sys.executable, "-c", below, sys.argv[1]])
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("seconds", ["0", "60"], ids=["ends itself", "will not end"])
def test_a_child_takes_what_it_started_with_it(
    seconds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tsunagu.cli.processes.PATIENCE", 0.1)
    pipe = tmp_path / "held"
    os.mkfifo(pipe)
    child = Child(
        "stubborn", [sys.executable, "-c", STUBBORN, str(pipe), seconds], dict(os.environ)
    )
    with pipe.open() as held:
        assert held.readline() == "up\n"
        stop_all([child])
        assert held.read() == ""


def test_jobs_come_round_and_outlive_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("fails")
        raise ValueError

    round_ = Round([Job("fails", 10, fail), Job("works", 2, lambda: done.append("works"))])
    for at in (0.0, 1.0, 2.0, 9.0, 10.0):
        round_.turn(at)
    assert done == ["fails", "works", "works", "works", "fails"]
    assert "fails" in caplog.text


@pytest.mark.django_db
def test_every_job_may_run_twice(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    settings.TASKS = base.TASKS
    round_ = Round(all_jobs())
    round_.turn(0.0)
    round_.turn(1_000_000.0)
    assert not caplog.records
