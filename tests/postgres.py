"""A PostgreSQL server of the tests' own, on a free port, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = "PostgreSQL was not found: apt-get install -y --no-install-recommends postgresql"
QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"
    " -c max_parallel_workers_per_gather=0"
)
"""Nothing has to outlive a crash, and no query is worth a second process or a compiler."""


class NoServer(Exception):
    """There is nothing to start a server with; the message says how to install it."""


def _programs() -> Path:
    """The folder of `initdb`: on the path, or where Debian puts the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda p: int(p.parts[-3]), default=None)
    if newest is None:
        raise NoServer(INSTALL)
    return newest.parent


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def throwaway_server() -> Iterator[str]:
    """The URL of a fresh server. Raises `NoServer`. As root it runs as the user `postgres`."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-postgres-"))
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    home = ["env", "-C", "/", f"HOME={folder}", "LC_ALL=C.UTF-8"]

    def call(program: str, *options: str) -> None:
        command = [*user, *home, str(programs / program), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    data, port = f"{folder}/data", _free_port()
    listen = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} {QUICK}"
    try:
        call("initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--no-sync")
        call("pg_ctl", "-D", data, "-w", "-t", "60", "-l", f"{folder}/log", "-o", listen, "start")
        try:
            yield f"postgres://app@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
