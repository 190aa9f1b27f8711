"""The whole test suite, part by part: `python -m tests.everything`.

What a part needs beyond Python is used where it is found; otherwise the part is left out with a
line that says how to install it, or fails where `TSUNAGU_TEST_REQUIRE=all`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import NoServer, throwaway_server

BIN = Path(sys.executable).parent
REQUIRED = os.environ.get("TSUNAGU_TEST_REQUIRE") == "all"
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
)
BUDGETS = {"lint": 150, "postgresql": 240, "sqlite and browser": 540}
"""Seconds that each part may take on two cores; with the installation within 20 minutes."""


@contextmanager
def part(name: str) -> Iterator[None]:
    """Print what a part may take, and what it took."""
    print(f"── {name} (budget {BUDGETS[name]} s)", flush=True)
    begun = time.monotonic()
    yield
    taken = time.monotonic() - begun
    over = " — over budget" if taken > BUDGETS[name] else ""
    print(f"── {name}: {taken:.0f} s{over}", flush=True)


def run(*command: str, env: Mapping[str, str] | None = None) -> None:
    """Run one tool of the environment; leave with its answer where it is not content."""
    print("$", *command, flush=True)
    result = subprocess.call(
        [str(BIN / command[0]), *command[1:]], env={**os.environ, **(env or {})}
    )
    if result:
        sys.exit(result)


def main() -> None:
    """All parts in turn; the last lines are pytest's own."""
    with part("lint"):
        for tool in LINT:
            run(*tool)
    with part("postgresql"):
        try:
            with throwaway_server() as url:
                run(
                    "pytest",
                    "-q",
                    "-m",
                    "database and not browser and not slow",
                    env={"TSUNAGU_DATABASE_URL": url},
                )
        except NoServer as missing:
            print(f"skipped: {missing}", flush=True)
            if REQUIRED:
                sys.exit(1)
    print(f"── sqlite and browser (budget {BUDGETS['sqlite and browser']} s)", flush=True)
    run("pytest", "-q", "--tb=short")


if __name__ == "__main__":
    main()
