"""The strict net around every test: what is wrong in silence fails here aloud."""

import gc
import ipaddress
import os
import re
import shutil
import socket
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, settings

from tests.command import call
from tests.counted import said
from tsunagu.clock import freeze

WEDNESDAY = date(2026, 5, 20)
NOTHING_SKIPPED = os.environ.get("TSUNAGU_TEST_REQUIRE") == "all"
FORM = re.compile(rb"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
POSTED = re.compile(rb"\bmethod=[\"']?post\b", re.IGNORECASE)


def _show_reliance_on_row_order(connection: Any, **_: object) -> None:
    """Let SQLite give rows without ORDER BY the other way round; PostgreSQL's stay as they are."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")


connection_created.connect(_show_reliance_on_row_order)

# A busy machine is no fault of the code; where everything is required, every run tries the same.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=NOTHING_SKIPPED,
)
settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use the database: on another one, the others would say nothing new.

    Two writers at once there can be on PostgreSQL alone, whose run has them; on SQLite they are
    left out.
    """
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
    if not connection.features.has_select_for_update:
        left_out = [item for item in items if item.get_closest_marker("several_writers")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end: looking through it takes a tenth of the run."""
    gc.collect()
    gc.freeze()
    # Pages leave little behind in circles: Python's own 700 would look a hundred times a page.
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many combinations of the policy table were tried."""
    if line := said():
        terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is required, a skipped test is a failed one."""
    report = yield
    if NOTHING_SKIPPED and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing speaks to another machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            here = host == "localhost" or ipaddress.ip_address(host).is_loopback
            assert here, f"a test speaks to {host}"
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_here)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The data folder is the tests' own; a demo city's clock beside the source does not count."""
    patch = pytest.MonkeyPatch()
    patch.setenv("TSUNAGU_DATA", str(tmp_path_factory.mktemp("data")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database that is up to date and holds nothing: made once for all."""
    data = tmp_path_factory.mktemp("installation") / "data"
    done = call(data, "audit", "verify")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(empty_installation: Path, tmp_path: Path) -> Path:
    """A copy of the empty installation."""
    return Path(shutil.copytree(empty_installation, tmp_path / "data"))


class StrictClient(Client):
    """Checks the CSRF token of what it sends, and that every form it is shown carries one."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **defaults)

    def request(self, **request: Any) -> HttpResponse:
        """Send as a browser does that was shown the form before."""
        if request.get("REQUEST_METHOD") == "POST":
            if "csrftoken" not in self.cookies:
                self.cookies["csrftoken"] = "t" * 32
            request.setdefault("HTTP_X_CSRFTOKEN", self.cookies["csrftoken"].value)
        response = super().request(**request)
        if not response.streaming and "html" in response.get("Content-Type", ""):
            for form in FORM.findall(response.content):
                safe = not POSTED.search(form) or b"csrfmiddlewaretoken" in form
                assert safe, f"a form without its token: {form[:200]!r}"
        return response


@pytest.fixture
def client() -> Client:
    """Django's test client, with CSRF enforced."""
    return StrictClient()


@pytest.fixture
def clock() -> Iterator[date]:
    """It is ten in the morning of Wednesday, 20 May 2026."""
    with freeze(WEDNESDAY):
        yield WEDNESDAY
