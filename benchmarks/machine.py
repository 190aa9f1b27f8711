"""What a measurement stands on: the machine, the state of the code, and plain statistics."""

import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def machine() -> dict[str, Any]:
    """Processor, memory, versions, commit, and how busy the machine was at the beginning."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _output("git", "rev-parse", "--short", "HEAD") or "?",
        "processor": _first_line("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": _first_line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version() + _as_built(),
        "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 2),
    }


def _as_built() -> str:
    """Whether it is the system's own Python: one that a version manager built can be far slower."""
    return " of the system" if sys.base_prefix == "/usr" else " built by hand"


def _output(*command: str) -> str:
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return found.stdout.strip()


def _first_line(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return "?"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "?")


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, least and most of several runs."""
    return {"median": median(values), "least": min(values), "most": max(values)}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    rank = -int(-share * len(ordered) // 1)
    return ordered[max(rank - 1, 0)]


def times(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds at the median, the 95th and 99th percentile and at the most."""
    thousand = [one * 1000 for one in seconds]
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    found = {name: percentile(thousand, share) for name, share in shares.items()}
    return {"count": len(thousand), **found}


def peak_memory() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(module: str, *arguments: object, env: Mapping[str, str]) -> Any:
    """What a module of ours prints as JSON when run alone in a fresh process."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def heading(name: str, found: Mapping[str, Any]) -> list[str]:
    """The first lines of every benchmark's text."""
    on = found["machine"]
    return [
        f"{name}  {on['date']}  commit {on['commit']}",
        f"{on['processor']}, {on['cores']} cores, {on['memory']}, load {on['load']}",
        f"{on['system']}, Python {on['python']}, SQLite {on['sqlite']}",
        found["size"],
        "",
    ]
