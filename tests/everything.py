"""The whole test suite, part by part: `python -m tests.everything`.

What a part needs beyond Python is used where it is found; otherwise the part is left out with a
line that says how to install it, or fails where `TSUNAGU_TEST_REQUIRE=all`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

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
    "tests/web/test_two_cities.py",
)
"""What asks everything of everybody beside the rest of SQLite's, once for the same reason."""
AS_BEFORE = "--no-migrations"
"""Tables made from the models: the part on SQLite has run the migrations, which take seconds."""
BUDGETS = {"lint": 60, "sqlite": 620, "browser": 480, "postgresql": 500, "matrix": 600}
"""Seconds that each part may take: on one of two cores the second and third, on the other the last
two; with the installation within 20 minutes."""


@contextmanager
def part(name: str, said: IO[str] | None = None) -> Iterator[None]:
    """Print what a part may take, and what it took."""
    print(f"── {name} (budget {BUDGETS[name]} s)", file=said, flush=True)
    begun = time.monotonic()
    yield
    taken = time.monotonic() - begun
    over = " — over budget" if taken > BUDGETS[name] else ""
    print(f"── {name}: {taken:.0f} s{over}", file=said, flush=True)


def run(*command: str) -> None:
    """Run one tool of the environment; leave with its answer where it is not content."""
    print("$", *command, flush=True)
    result = subprocess.call([str(BIN / command[0]), *command[1:]])
    if result:
        sys.exit(result)


def tested(*which: str) -> bool:
    """Run some tests on SQLite; is all well? What comes after is run all the same."""
    command = ["pytest", "-q", "--tb=short", *which]
    print("$", *command, flush=True)
    return subprocess.call([str(BIN / command[0]), *command[1:]]) == 0


def without(paths: Sequence[str]) -> list[str]:
    """What leaves files out of a run."""
    return [f"--ignore={path}" for path in paths]


def on_postgresql_then_matrix(said: IO[str]) -> bool:
    """Run what waits for the other core; is all well?"""
    well = on_postgresql(said)
    print(f"── matrix (budget {BUDGETS['matrix']} s)", file=said, flush=True)
    tests = [str(BIN / "pytest"), "-q", "--tb=short", AS_BEFORE, *MATRIX]
    return subprocess.call(tests, stdout=said, stderr=subprocess.STDOUT) == 0 and well


def on_postgresql(said: IO[str]) -> bool:
    """Run what uses a database on a PostgreSQL server of its own; is all well?"""
    marked = "database and not browser and not slow"
    tests = [str(BIN / "pytest"), "-q", "-m", marked, *without(MATRIX), *without(ONCE)]
    try:
        with part("postgresql", said), throwaway_server() as url:
            env = {**os.environ, "TSUNAGU_DATABASE_URL": url}
            return subprocess.call(tests, env=env, stdout=said, stderr=subprocess.STDOUT) == 0
    except NoServer as missing:
        print(f"{'missing' if REQUIRED else 'skipped'}: {missing}", file=said, flush=True)
        return not REQUIRED


@contextmanager
def beside(other: Callable[[IO[str]], bool]) -> Iterator[None]:
    """Run tests on one core and others on the other; leave where one of them is not content."""
    with TemporaryFile("w+") as said, ThreadPoolExecutor() as meanwhile:
        running = meanwhile.submit(other, said)
        try:
            yield
        finally:
            well = running.result()
            said.seek(0)
            print(said.read(), end="", flush=True)
    if not well:
        sys.exit(1)


def main() -> None:
    """All parts; the last lines are pytest's own."""
    # Every command of the tests is a process: each would compile the whole source anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with part("lint"):
        for tool in LINT:
            run(*tool)
    with beside(on_postgresql_then_matrix):
        with part("sqlite"):
            well = tested("-m", "not browser", *without(MATRIX))
        with part("browser"):
            well &= tested(AS_BEFORE, "-m", "browser")
    if not well:
        sys.exit(1)


if __name__ == "__main__":
    main()
