"""`tsunagu import attendance`: marks and rolls from the school's own register."""

import argparse

from tsunagu.attendance.imports import import_attendance
from tsunagu.cli.common import Subcommands, acting, day
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_file, add_speech


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("attendance", help="出欠（校務支援システムなどから）")
    add_file(parser)
    parser.add_argument(
        "--from", dest="first", type=day, required=True, metavar="DATE", help="この日から"
    )
    parser.add_argument(
        "--to", dest="last", type=day, required=True, metavar="DATE", help="この日まで"
    )
    add_speech(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the file in and print the JSON line."""
    result = import_attendance(
        path=args.path,
        first=args.first,
        last=args.last,
        schools=args.schools,
        taken=args.taken,
        dry_run=args.dry_run,
        by=acting(args),
    )
    tell(result)
    return 0
