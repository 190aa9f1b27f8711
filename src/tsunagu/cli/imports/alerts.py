"""`tsunagu import alerts`: what learning portals tell of pupils."""

import argparse

from tsunagu.cli.common import Subcommands, acting
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_file
from tsunagu.signs.imports import import_alerts


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("alerts", help="学習ポータルからの知らせ（CSV・TSV・Excel）")
    add_file(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the file in and print the JSON line."""
    tell(import_alerts(path=args.path, by=acting(args), dry_run=args.dry_run))
    return 0
