"""`tsunagu import undo`: takes the newest import of its kind back."""

import argparse
import json
from uuid import UUID

from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.school.imports.undo import may_undo, undo_import


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("undo", help="一番新しい取り込みを、続いて起きたこととともに取り消す")
    parser.add_argument("id", metavar="ID", help="取り込みの id")
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the import back, or say who did what since."""
    by = acting(args)
    try:
        run = ImportRun.objects.filter(municipality=by.municipality, pk=UUID(args.id)).first()
    except ValueError:
        run = None
    if run is None or not may_undo(run, by):
        fail(f"「{args.id}」という取り込みはありません。")
    try:
        undo_import(run=run, by=by)
    except CannotUndo as error:
        fail("取り消せません。\n" + "\n".join(error.reasons))
    print(json.dumps({"undone": str(run.pk), "kind": run.kind}))
    return 0
