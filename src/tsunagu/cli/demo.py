"""`tsunagu demo`: a fictional city with a year of attendance behind it, to try everything on."""

import argparse
import sys

from tsunagu.cli.common import Subcommands, day, fail
from tsunagu.cli.serve import serve
from tsunagu.clock import in_words, today
from tsunagu.demo.actions import RealDataError, make_demo
from tsunagu.demo.writing.families import NAME as GUARDIAN
from tsunagu.demo.writing.people import PASSWORD, USERNAMES

PUPILS, FEWEST = 1_200, 60
SEED = 1
BAR = 30


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("demo", help="見本の市をつくって開く")
    parser.add_argument("--no-serve", action="store_true", help="つくるだけで、開かない")
    parser.add_argument(
        "--pupils", type=_pupils, default=PUPILS, help=f"児童生徒の数（{FEWEST}以上）"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="同じ数なら同じ市になる")
    parser.add_argument("--today", type=day, metavar="DATE", help="見本の市の今日")
    parser.add_argument("--port", type=int, default=8000, help="待ち受けるポート")
    parser.set_defaults(run=run)


def _pupils(text: str) -> int:
    """A number of pupils large enough for a class with a day's work; the rates hold from 600."""
    if int(text) < FEWEST:
        raise argparse.ArgumentTypeError(f"{FEWEST}以上の数を指定してください")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Make the city, then serve it unless told not to."""
    try:
        city = make_demo(pupils=args.pupils, seed=args.seed, on=args.today, progress=_show)
    except RealDataError:
        fail(
            "このデータベースには見本でない自治体の記録があるため、見本の市はつくりません。"
            "TSUNAGU_DATA に別のフォルダを指定してください。"
        )
    _show("", 1)
    day = in_words(today(), year=True)
    print(f"{city.name}（見本の市）ができました。今日は{day}です。", flush=True)
    if args.no_serve:
        _introduce()
        return 0
    return serve(port=args.port, ready=lambda _: _introduce())


def _show(what: str, share: float) -> None:
    """A bar on standard error; plain lines where nobody watches, one a piece of work."""
    if sys.stderr.isatty():
        done = round(share * BAR)
        bar = "■" * done + "・" * (BAR - done)
        line = f"\r{bar} {what}" if what else "\r"
        print(f"{line}\033[K", end="", file=sys.stderr, flush=True)
    elif what and not share:
        print(f"{what}…", file=sys.stderr, flush=True)


def _introduce() -> None:
    """Print whom one can sign in as."""
    print(f"次の人としてサインインできます（パスワードはどれも {PASSWORD}）。")
    width = max(map(len, USERNAMES))
    for name, kind in USERNAMES.items():
        print(f"  {name:<{width}}  {kind.label}", flush=True)
    print(f"保護者のページ（/family/）には {GUARDIAN} として入れます。", flush=True)
