"""`tsunagu responses`: the responses that follow from the days, one line a reason."""

import argparse
import json
import sys
from datetime import MAXYEAR, MINYEAR

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cli.common import Subcommands, acting, add_acting, day, warn_of_terms
from tsunagu.clock import today
from tsunagu.response.actions import reconcile_stale
from tsunagu.response.enums import Owner, Status, TaskKind
from tsunagu.response.queries.listing import Line, responses


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("responses", help="出欠から導かれる対応の一覧")
    parser.add_argument(
        "--school-year", type=_year, required=True, metavar="Y", help="年度（西暦）"
    )
    parser.add_argument("--as-of", type=day, metavar="DATE", help="この日まで")
    parser.add_argument("--all", action="store_true", help="取り下げられたものも含める")
    parser.add_argument("--format", choices=["jsonl", "table"], default="table", help="形式")
    add_acting(parser)
    parser.set_defaults(run=run)


def _year(text: str) -> int:
    """A school year that dates can name."""
    if not MINYEAR <= int(text) < MAXYEAR:
        raise argparse.ArgumentTypeError("年度を西暦で指定してください（例: 2026）")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Print the responses in order of date, pupil and rule."""
    actor = acting(args)
    warn_of_terms(actor.municipality, args.school_year)
    reconcile_stale(municipality=actor.municipality)
    lines = responses(actor, args.school_year, as_of=args.as_of, withdrawn=args.all)
    _note(actor, args, lines)
    write = _jsonl if args.format == "jsonl" else _table
    write(lines)
    return 0


def _note(actor: Actor, args: argparse.Namespace, lines: list[Line]) -> None:
    """Write to the audit whose responses were listed."""
    note_look(
        actor,
        Deed.SEE_PUPIL,
        kind="responses",
        key=args.school_year,
        as_of=str(args.as_of or today()),
        withdrawn=args.all,
        pupils={line.child for line in lines},
        taken_out=True,
    )


def _jsonl(lines: list[Line]) -> None:
    for line in lines:
        sys.stdout.write(json.dumps(line.as_dict(), ensure_ascii=False) + "\n")


def _table(lines: list[Line]) -> None:
    print("日付       児童生徒ID  決まり  連続  計  期限  種類  担当  状態")
    for line in lines:
        counters = f"{line.run:>3} {line.total:>3}"
        kind, status = TaskKind(line.task_kind).label, Status(line.status).label
        owner = Owner(line.owner).label if line.owner in Owner else line.owner
        print(f"{line.date} {line.pupil} {line.rule} {counters} {line.due} {kind} {owner} {status}")
    print(f"{len(lines)}件")
