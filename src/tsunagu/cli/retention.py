"""`tsunagu retention`: what is due for deletion, by kind and rule; it deletes nothing."""

import argparse
from collections import defaultdict
from uuid import UUID

from tsunagu.access.actor import Scope
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, require
from tsunagu.cli.common import Subcommands, acting, add_acting, day
from tsunagu.clock import in_words, today
from tsunagu.rights.retention import due


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("retention", help="保存の期間が過ぎた記録（数えるだけで、消さない）")
    parser.add_argument("--on", type=day, metavar="DATE", help="この日に期間が過ぎているもの")
    parser.add_argument("--keys", action="store_true", help="記録の鍵（UUID）も一行ずつ出す")
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print each rule and kind with how many rows are due, and their keys where asked for."""
    by, on = acting(args), args.on or today()
    require(by, Deed.DELETE_DUE, Scope(by.municipality.pk))
    found = defaultdict[tuple[str, str], list[UUID]](list)
    for one in due(by.municipality, on):
        kind = one.holding.counted_as
        rule = f"{one.rule.label}（{one.rule.id}、{one.rule.years}年）"
        keys = one.rows.order_by("pk").values_list("pk", flat=True)
        found[f"{kind.counted_label}（{kind.name}）", rule] += keys
    total = sum(map(len, found.values()))
    print(f"{by.municipality.name}　{in_words(on, year=True)}に保存の期間が過ぎているもの")
    for (label, rule), listed in found.items():
        if listed:
            print(f"{label}\t{len(listed)}件\t{rule}")
        if args.keys:
            for key in sorted(listed):
                print(f"\t{key}")
    print(f"合計\t{total}件。消すには、画面の「保存の期間」で提案と承認をします。")
    note_look(by, Deed.DELETE_DUE, kind="deletion", key="", on=str(on), lines=total)
    return 0
