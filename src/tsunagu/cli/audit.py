"""`tsunagu audit`: does a municipality's chain hold, and its newest seal to keep elsewhere."""

import argparse
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.audit.actions import Broken, broken_links
from tsunagu.audit.keeping import (
    BadSeal,
    KeptSeal,
    add_lines,
    differing,
    newest_seals,
    read_lines,
)
from tsunagu.audit.models import Event
from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.org.models import Municipality


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("audit", help="監査の記録を確かめる")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    verify = deeds.add_parser("verify", help="封印の連なりが保たれているかを確かめる")
    verify.add_argument(
        "--against", type=Path, metavar="FILE", help="よそに控えた封印（audit seal の行）とも比べる"
    )
    add_acting(verify)
    verify.set_defaults(run=run)
    seal = deeds.add_parser("seal", help="いちばん新しい封印を、よそに控えるために書き出す")
    seal.add_argument("--out", type=Path, required=True, metavar="FILE", help="行を足すファイル")
    add_acting(seal)
    seal.set_defaults(run=run_seal)


def run(args: argparse.Namespace) -> int:
    """Say that the chain holds, or the first place where it does not.

    Before the first municipality there is nobody to ask for; what is there is checked all the same.
    """
    named = args.municipality or args.as_person
    if not named and not Municipality.objects.exists():
        return _tell("", next(broken_links(), None))
    by = acting(args)
    return _tell(by.municipality.name, _verified(by, _kept(args.against)))


def run_seal(args: argparse.Namespace) -> int:
    """Add the municipality's newest seal to a file, as a line of JSON."""
    by = acting(args)
    require(by, Deed.VERIFY_AUDIT, Scope(by.municipality.pk))
    seals = newest_seals(by.municipality.code)
    if not seals:
        fail(f"{by.municipality.name}には、まだ封印する記録がありません。")
    add_lines(args.out, seals)
    print(f"{args.out} に、封印{seals[0].number}を書きました。つなぐの外に控えてください。")
    return 0


def _kept(file: Path | None) -> list[KeptSeal]:
    """The seals of a file kept elsewhere; none where no file is named."""
    if file is None:
        return []
    try:
        return read_lines(file.read_text("utf-8"))
    except (OSError, BadSeal, UnicodeDecodeError) as error:
        fail(f"{file}: {error}")


def _verified(by: Actor, kept: Sequence[KeptSeal]) -> Broken | None:
    """The first broken place of the actor's municipality; that it was checked is on record."""
    municipality = by.municipality
    require(by, Deed.VERIFY_AUDIT, Scope(municipality.pk))
    broken = chain(broken_links(municipality.code), differing(kept, municipality.code))
    first = next(broken, None)
    loose = Event.objects.filter(municipality=municipality.code, seal__isnull=True).count()
    if loose:
        print(f"封印を待っている記録が{loose}件あります。封印までは、書き換えが分かりません。")
    with transaction.atomic():
        note_deed(by, Deed.VERIFY_AUDIT, "municipality", municipality.pk, holds=first is None)
    return first


def _tell(name: str, first: Broken | None) -> int:
    of = f"{name}の" if name else ""
    if first is None:
        print(f"{of}監査の記録の連なりは保たれています。")
        return 0
    place = f"{first.municipality} {first.day:%Y-%m-%d} 封印{first.number}"
    print(
        f"{of}監査の記録の連なりが切れています。最初の場所: {place}: {first.why}", file=sys.stderr
    )
    return 1
