"""An SOS that was acknowledged is there after kill −9, a restart and the same touch again."""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.cli.test_killed import Installation
from tests.cli.test_serve import of_session
from tests.command import COMMAND, environment

pytestmark = pytest.mark.slow
CITY = """
from django.core.management import call_command
call_command("collectstatic", verbosity=0, interactive=False)
make_actor(make_class(make_school(), pupils=0))
"""
SEND = """
from uuid import UUID
from tsunagu.sos.models import Sos
from tsunagu.sos.sending import Told, send
def touch():
    by = system_actor(Municipality.objects.get(), "sos")
    return send(token=UUID(int=7), told=Told(words="たすけて", not_homeroom=True), by=by)
"""


def kept(data: Path) -> int:
    """How many there are in the database's file."""
    with sqlite3.connect(data / "tsunagu.sqlite3") as base:
        found: int = base.execute("SELECT count(*) FROM sos_sos").fetchone()[0]
    base.close()
    return found


@pytest.mark.parametrize("start", ["INSERT", 'INSERT INTO "audit_event"'])
def test_killed_while_it_is_kept_leaves_nothing_and_the_same_touch_makes_one(
    data: Path, start: str
) -> None:
    installation = Installation(data)
    installation.run(CITY)
    installation.killed(f"{SEND}touch()", start, 1)
    assert kept(data) == 0
    for _ in range(3):
        installation.run(f"{SEND}touch()")
    assert kept(data) == 1


class Served:
    """`tsunagu serve` on a data folder, once it says that it can be opened."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port), "--workers", "1"],
            env=environment(data),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert str(self.port) in self.process.stdout.readline()

    def kill(self) -> None:
        """Kill all of it at once, −9."""
        for one in of_session(self.process.pid):
            os.kill(one, signal.SIGKILL)
        self.process.communicate()

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str, str]:
        """Status, cookies and body of an answer."""
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {"Cookie": cookie, **form})
            answer = connection.getresponse()
            given = answer.headers.get_all("Set-Cookie") or []
            cookies = "; ".join(one.split(";")[0] for one in given)
            return answer.status, cookies, answer.read().decode()


def test_acknowledged_is_never_lost(data: Path) -> None:
    Installation(data).run(CITY)
    served = Served(data)
    try:
        status, cookie, page = served.ask("GET", "/sos/")
        assert status == 200
        secret = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        touched = {"csrfmiddlewaretoken": secret, "token": str(uuid4()), "words": "たすけて"}
        body = urlencode(touched)
        status, receipt, _ = served.ask("POST", "/sos/", body, cookie)
        assert status == 302
    finally:
        served.kill()
    assert kept(data) == 1
    served = Served(data)
    try:
        status, again, _ = served.ask("POST", "/sos/", body, cookie)
        assert (status, again) == (302, receipt)
        assert "もうだいじょうぶ" in served.ask("GET", "/sos/sent/", cookie=receipt)[2]
    finally:
        served.kill()
    assert kept(data) == 1
