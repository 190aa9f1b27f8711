"""`tsunagu import staff`: who holds which role."""

import argparse

from tsunagu.cli.common import Subcommands, acting
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_file
from tsunagu.school.imports.staff import import_staff


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("staff", help="職員の役割（CSV・TSV・Excel）")
    add_file(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the file in and print the JSON line."""
    tell(import_staff(path=args.path, by=acting(args), dry_run=args.dry_run))
    return 0
