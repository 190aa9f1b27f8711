"""The whole test suite, part by part: `python -m tests.everything`.

What a part needs beyond Python is used where it is found; otherwise the part is left out with a
line that says how to install it, or fails where `TSUNAGU_TEST_REQUIRE=all`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tests.chromium import CHROMIUM, INSTALL
from tests.postgres import NoServer, throwaway_server

BIN = Path(sys.executable).parent
REQUIRED = os.environ.get("TSUNAGU_TEST_REQUIRE") == "all"
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
)
MATRIX = (
    "tests/web/test_matrix_own_school.py",
    "tests/web/test_matrix_elsewhere.py",
    "tests/web/test_attackers.py",
)
"""Every address by role and place: tried on SQLite alone, since no query in it is its own."""
ONCE = (
    "tests/api/test_schema.py",
    "tests/cli/test_every_command.py",
    "tests/web/test_every_look.py",
    "tests/web/test_every_url.py",
    "tests/web/test_hardening.py",
    "tests/web/test_logs.py",
    "tests/web/test_markers.py",
    "tests/web/test_two_cities.py",
)
"""What else asks everything of everybody: with the matrix, once for the same reason."""
PAGES = "tests/web"
"""The pages one by one: on SQLite alone. They ask the database through the rooms, whose tests run
on both, and on PostgreSQL `tests/fuzz/test_forms.py` opens every page and sends every form."""
AS_BEFORE = "--no-migrations"
"""Tables made from the models: the part on SQLite runs the migrations, which take seconds."""
BUDGETS = {"lint": 180, "browser": 950, "postgresql": 850, "matrix": 1080, "sqlite": 1130}
"""Seconds that each part may take beside the others, within 20 minutes with the installation on
two cores."""
Part = Callable[[IO[str]], bool]


def run(said: IO[str], *command: str, **environment: str) -> bool:
    """Run one tool of the environment; is it content?"""
    print("$", *command, file=said, flush=True)
    called = [str(BIN / command[0]), *command[1:]]
    env = {**os.environ, **environment}
    return subprocess.call(called, env=env, stdout=said, stderr=subprocess.STDOUT) == 0


def tested(said: IO[str], *which: str, **environment: str) -> bool:
    """Run some tests; is all well?"""
    return run(said, "pytest", "-q", "--tb=short", *which, **environment)


def linted(said: IO[str]) -> bool:
    """Run what reads the code alone; is all well?"""
    return all(run(said, *tool) for tool in LINT)


def without(paths: Sequence[str]) -> list[str]:
    """What leaves files out of a run."""
    return [f"--ignore={path}" for path in paths]


def left_out(said: IO[str], why: object) -> bool:
    """Say why a part does not run; well only where not everything is required."""
    print(f"{'missing' if REQUIRED else 'skipped'}: {why}", file=said, flush=True)
    return not REQUIRED


def on_postgresql(said: IO[str]) -> bool:
    """Run what uses a database on a PostgreSQL server of its own; is all well?"""
    marked = "database and not browser and not slow"
    try:
        with throwaway_server() as url:
            where = without((PAGES, *ONCE))
            return tested(said, "-m", marked, *where, TSUNAGU_DATABASE_URL=url)
    except NoServer as missing:
        return left_out(said, missing)


def on_sqlite(said: IO[str]) -> bool:
    """Run all that needs no browser; is all well?"""
    return tested(said, "-m", "not browser", *without((*MATRIX, *ONCE)))


def in_browser(said: IO[str]) -> bool:
    """Walk the journeys; is all well?"""
    if CHROMIUM is None:
        return left_out(said, INSTALL)
    return tested(said, AS_BEFORE, "-m", "browser")


def matrix(said: IO[str]) -> bool:
    """Ask every address of everybody; is all well?"""
    return tested(said, AS_BEFORE, *MATRIX, *ONCE)


PARTS: dict[str, Part] = {
    "lint": linted,
    "browser": in_browser,
    "postgresql": on_postgresql,
    "matrix": matrix,
    "sqlite": on_sqlite,
}


def in_time(name: str, part: Part, said: IO[str]) -> bool:
    """Run a part, and print what it took before what it said; is all well?"""
    begun = time.monotonic()
    well = part(said)
    taken = time.monotonic() - begun
    over = " — over budget" if taken > BUDGETS[name] else ""
    said.seek(0)
    print(f"── {name}: {taken:.0f} s of {BUDGETS[name]} s{over}\n{said.read()}", end="", flush=True)
    return well


def main() -> None:
    """All parts, each printed when it has ended; the last lines are pytest's own."""
    # Every command of the tests is a process: each would compile the whole source anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print("──", *PARTS, "beside one another", flush=True)
    with ExitStack() as files, ThreadPoolExecutor(len(PARTS)) as running:
        ended = [
            running.submit(in_time, name, part, files.enter_context(TemporaryFile("w+")))
            for name, part in PARTS.items()
        ]
    if not all(part.result() for part in ended):
        sys.exit(1)


if __name__ == "__main__":
    main()
