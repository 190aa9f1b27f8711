"""The served product, and the least that a server of the kind can do, each as processes.

Run as `python -m benchmarks.serving PORT` it serves the product as `tsunagu serve` does.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.machine import ROOT
from benchmarks.visitors import wait_for

PRODUCT = ("-m", "benchmarks.serving")
ONE_ROW = (
    *("-m", "granian", "--interface", "wsgi", "--workers", "2", "--no-ws"),
    *("--blocking-threads", "1", "--log-level", "warning"),
    *("benchmarks.comparisons.one_row:application", "--port"),
)
"""Each request a row and nothing else, under the product's own server; the port comes last."""


@contextmanager
def served(command: Sequence[str], env: Mapping[str, str], *, quiet: bool = False) -> Iterator[int]:
    """A server on a free port, stopped afterwards; the port. A quiet one writes no errors."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    errors = subprocess.DEVNULL if quiet else None
    server = subprocess.Popen(
        [sys.executable, *command, str(port)], env=env, cwd=ROOT, stderr=errors
    )
    try:
        wait_for(port, lambda: server.poll() is not None)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def children_worked() -> float:
    """Seconds of processor of all processes that have been started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Serve the data folder of the environment until stopped."""
    import django

    django.setup()
    from tsunagu.cli.serve import serve

    os.dup2(2, 1)
    sys.exit(serve(port=int(sys.argv[1]), workers=2))


if __name__ == "__main__":
    main()
