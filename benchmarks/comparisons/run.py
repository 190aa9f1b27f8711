"""One comparison alone in a fresh process: `python -m benchmarks.comparisons.run NAME FOLDER`."""

import hashlib
import json
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from benchmarks.comparisons.days import Row
from benchmarks.machine import peak_memory


def digest(rows: Iterable[Row]) -> str:
    """The same for the same rows in whatever order."""
    total = hashlib.sha256()
    for row in sorted(rows):
        total.update(repr(row).encode())
    return total.hexdigest()[:16]


def main() -> None:
    """Measure, and print what came of it."""
    due = import_module(f"benchmarks.comparisons.{sys.argv[1]}").due
    begun = time.perf_counter()
    rows = due(Path(sys.argv[2]))
    seconds = time.perf_counter() - begun
    memory = peak_memory()
    found = {"seconds": seconds, "memory": memory, "rows": len(rows), "digest": digest(rows)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
