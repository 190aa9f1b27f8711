"""`tsunagu import calendar`: the school calendar."""

import argparse

from tsunagu.cli.common import Subcommands, acting
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_file
from tsunagu.school.imports.calendar import import_calendar


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("calendar", help="校暦（CSV・TSV・Excel）")
    add_file(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the file in and print the JSON line."""
    tell(import_calendar(path=args.path, by=acting(args), dry_run=args.dry_run))
    return 0
