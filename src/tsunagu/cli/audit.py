"""`tsunagu audit verify`: does the audit's chain hold?"""

import argparse
import sys

from tsunagu.audit.actions import broken_links
from tsunagu.cli.common import Subcommands


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("audit", help="監査の記録を確かめる")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    verify = deeds.add_parser("verify", help="封印の連なりが保たれているかを確かめる")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say that the chain holds, or the first place where it does not."""
    first = next(broken_links(), None)
    if first is None:
        print("監査の記録の連なりは保たれています。")
        return 0
    place = f"{first.municipality} {first.day:%Y-%m-%d} 封印{first.number}"
    print(f"監査の記録の連なりが切れています。最初の場所: {place}: {first.why}", file=sys.stderr)
    return 1
