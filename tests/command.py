"""The command as a process of its own, on a data folder of its own."""

import os
import resource
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-c", "from tsunagu.cli.main import main; raise SystemExit(main())")


def environment(data: Path, **more: object) -> dict[str, str]:
    """The command's environment: this data folder, SQLite, the settings that are served."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TSUNAGU_")}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    root = Path(__file__).resolve().parents[1]
    env["PYTHONPATH"] = f"{root / 'src'}{os.pathsep}{root}"
    return {**env, "TSUNAGU_DATA": str(data), **{k: str(v) for k, v in more.items()}}


def call(
    data: Path, *args: object, limit: int = resource.RLIM_INFINITY, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, with files of at most `limit` bytes."""

    def set_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*COMMAND, *(str(a) for a in args)],
        env=environment(data, **more),
        preexec_fn=set_limit,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
