"""`tsunagu import`: files from outside, and taking an import back."""

from importlib import import_module

from tsunagu.cli.common import Subcommands

KINDS = [
    "roster",
    "staff",
    "guardians",
    "calendar",
    "undo",
    "attendance",
    "alerts",
]
"""Modules of the folder `imports` in the order of `tsunagu import --help`."""


def add(sub: Subcommands) -> None:
    """Add the command with a subcommand for every kind."""
    parser = sub.add_parser("import", help="名簿・職員・保護者・校暦・出欠などを取り込む、取り消す")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for name in KINDS:
        import_module(f"tsunagu.cli.imports.{name}").add(kinds)
