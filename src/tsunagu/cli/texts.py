"""`tsunagu texts`: which texts of the guardians' pages are lacking, and which nobody reviewed."""

import argparse

from tsunagu.cli.common import Subcommands


def add(sub: Subcommands) -> None:
    """Add the command; the texts lie in files, so it opens nothing beforehand."""
    parser = sub.add_parser("texts", help="保護者のページの文（八つのことば）を確かめる")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    for deed, told in (
        ("missing", "ない文（やさしい日本語で出る）を、ことばごとに並べる"),
        ("unreviewed", "だれも確かめていない文を、ことばごとに並べる"),
    ):
        deeds.add_parser(deed, help=told).set_defaults(run=run, closed=True)


def run(args: argparse.Namespace) -> int:
    """One line a text, as language and key; 0 whether or not there are any."""
    from tsunagu.families.catalogue import LANGUAGES, missing, unreviewed

    of = missing if args.deed == "missing" else unreviewed
    for code in LANGUAGES:
        for key in of(code):
            print(f"{code}\t{key}")
    return 0
