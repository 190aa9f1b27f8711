"""`tsunagu …` on a data folder of its own."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import call

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tsunagu(data: Path) -> Run:
    """Runs `tsunagu …` on the data folder."""

    def run(*args: object, **more: Any) -> subprocess.CompletedProcess[str]:
        return call(data, *args, **more)

    return run
