"""A PostgreSQL server of the tests' own, on a free port, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


class Server:
    """A PostgreSQL server in a folder of its own. As root it runs as the user `postgres`."""

    def __init__(self, folder: Path, options: str) -> None:
        self.folder, self.options = folder, options
        self.programs, self.port = _programs(), _free_port()
        self._user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self._user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"postgres://app@127.0.0.1:{self.port}/postgres"

    def _call(self, program: str, *options: str) -> None:
        home = ["env", "-C", "/", f"HOME={self.folder}", "LC_ALL=C.UTF-8"]
        command = [*self._user, *home, str(self.programs / program), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def make(self) -> None:
        """Make its database."""
        data = f"{self.folder}/data"
        self._call("initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start it, or start it again after it was killed, and wait until it answers."""
        listen = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} {self.options}"
        places = ("-D", f"{self.folder}/data", "-l", f"{self.folder}/log")
        self._call("pg_ctl", *places, "-w", "-t", "60", "-o", listen, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._call("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """Kill it and each of its processes, without a word beforehand; then they are gone."""
        leader = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        below = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        every = (leader, *map(int, below))
        for one in every:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(Path(f"/proc/{one}").exists() for one in every):
            time.sleep(0.01)


@contextmanager
def own_server(options: str) -> Iterator[Server]:
    """A fresh server that runs, taken away afterwards. Raises `NoServer`."""
    _programs()
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-postgres-"))
    try:
        server = Server(folder, options)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_server() -> Iterator[str]:
    """The URL of a fresh server for tests. Raises `NoServer`."""
    with own_server(QUICK) as server:
        yield server.url
