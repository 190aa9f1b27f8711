"""`tsunagu serve`: the pages, the background worker and the clock-driven jobs, as one command."""

import argparse
import errno
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator

from django.core.management import call_command

from tsunagu.cli.common import Subcommands, fail, in_use, warn_of_terms
from tsunagu.cli.processes import Child, Stopped, stop_all, stopped_by_signals
from tsunagu.clock import school_year_of, today
from tsunagu.clock.instants import data_folder
from tsunagu.org.models import Municipality

FEWEST_WORKERS, MOST_WORKERS = 2, 4
START_PATIENCE = 60.0
LOCAL = "localhost,127.0.0.1,[::1]"


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("serve", help="画面を開けるようにする")
    parser.add_argument("--host", default="127.0.0.1", help="待ち受けるアドレス")
    parser.add_argument("--port", type=int, default=8000, help="待ち受けるポート")
    parser.add_argument("--workers", type=_count, help="画面を作るプロセスの数")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    """A number of processes, one at least."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError("1以上の数を指定してください")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    _refuse_https_without_key()
    return serve(host=args.host, port=args.port, workers=args.workers)


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int | None = None,
    ready: Callable[[str], None] | None = None,
) -> int:
    """Serve what is there; `ready` is called with the address once the pages answer.

    Returns 0 after SIGTERM or Ctrl-C, 1 when a part kept ending by itself.
    """
    _check_free(host, port)
    warn_of_plain_http(host)
    for municipality in Municipality.objects.order_by("code"):
        warn_of_terms(municipality, school_year_of(today()).year)
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    workers = workers or max(FEWEST_WORKERS, min(MOST_WORKERS, os.cpu_count() or 1))
    children: list[Child] = []
    with in_use(by_others_too=True), stopped_by_signals():
        try:
            children.extend(_start(host, port, workers))
            _await_answer(host, port, children)
            address = f"http://{_shown(host)}:{port}/"
            print(f"つなぐ: {address} で開けます。止めるには Ctrl-C を押します。", flush=True)
            if ready:
                ready(address)
            return _watch(children)
        except Stopped:
            return 0
        finally:
            stop_all(children)


def _refuse_https_without_key() -> None:
    """Who serves others keeps the key in the environment, never beside what it enciphers."""
    if os.environ.get("TSUNAGU_HTTPS") == "1" and not os.environ.get("TSUNAGU_SECRET_KEY"):
        fail(
            "TSUNAGU_HTTPS=1 で開くには、ひみつの鍵を TSUNAGU_SECRET_KEY に入れてください。"
            f"{data_folder() / 'secret-key'} の中身をそこへ移し、このファイルを消します"
            "（二つめの確認も、そのまま使えます）。"
        )


def warn_of_plain_http(host: str) -> None:
    """Say on standard error where other machines would reach pages without encryption."""
    if os.environ.get("TSUNAGU_HTTPS") == "1" or host in ("localhost", "::1"):
        return
    if not host.startswith("127."):
        print(
            f"注意: {host} で待ち受けると、ほかの機械との通信が暗号化されません。"
            "HTTPSを受け持つプロキシの後ろに置き、TSUNAGU_HTTPS=1 と TSUNAGU_HOSTS を"
            "設定してください（README）。",
            file=sys.stderr,
            flush=True,
        )


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                fail(
                    f"ポート{port}はほかのものが使っています。--port で別の番号を指定してください。"
                )
            fail(f"{host}:{port} で待ち受けできません（{error}）。")


def _start(host: str, port: int, workers: int) -> Iterator[Child]:
    """The pages (few processes of one thread each), the worker and the jobs, one by one."""
    env = dict(os.environ)
    env.setdefault("TSUNAGU_HOSTS", f"{LOCAL},{host}")
    python = sys.executable
    pages = f"--interface wsgi --host {host} --port {port} --workers {workers} --no-ws"
    quiet = "--blocking-threads 1 --respawn-failed-workers --log-level warning"
    granian = [python, "-m", "granian", *pages.split(), *quiet.split()]
    worker = "db_worker --queue-name * --no-reload --no-startup-delay --verbosity 0"
    yield Child("画面", [*granian, "--factory", "tsunagu.wsgi:served"], env)
    yield Child("裏の処理", [python, "-m", "django", *worker.split()], env)
    yield Child("定時の仕事", [python, "-m", "tsunagu.cli.jobs"], env)


def _shown(host: str) -> str:
    """How a person on this machine writes the address."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _await_answer(host: str, port: int, children: list[Child]) -> None:
    """Wait until the pages take connections."""
    until = time.monotonic() + START_PATIENCE
    while time.monotonic() < until:
        if any(child.ended() for child in children):
            break
        try:
            socket.create_connection((_shown(host).strip("[]"), port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    fail("画面を開けるようにできませんでした。上のメッセージをご覧ください。")


def _watch(children: list[Child]) -> int:
    """Start anew what ends by itself; give up when that happens too often."""
    while True:
        time.sleep(0.5)
        for child in (c for c in children if c.ended()):
            code = child.process.returncode
            if not child.may_start_again():
                message = f"{child.name}が何度も止まるので（{code}）、全体を止めます。"
                print(message, file=sys.stderr, flush=True)
                return 1
            print(
                f"{child.name}が止まったので（{code}）、始めなおします。",
                file=sys.stderr,
                flush=True,
            )
            child.start()
