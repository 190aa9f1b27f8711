"""`tsunagu audit verify`: does a municipality's audit chain hold?"""

import argparse
import sys

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.audit.actions import Broken, broken_links
from tsunagu.audit.models import Event
from tsunagu.cli.common import Subcommands, acting, add_acting
from tsunagu.org.models import Municipality


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("audit", help="監査の記録を確かめる")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    verify = deeds.add_parser("verify", help="封印の連なりが保たれているかを確かめる")
    add_acting(verify)
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say that the chain holds, or the first place where it does not.

    Before the first municipality there is nobody to ask for; what is there is checked all the same.
    """
    named = args.municipality or args.as_person
    if not named and not Municipality.objects.exists():
        return _tell("", next(broken_links(), None))
    by = acting(args)
    return _tell(by.municipality.name, _verified(by))


def _verified(by: Actor) -> Broken | None:
    """The first broken place of the actor's municipality; that it was checked is on record."""
    municipality = by.municipality
    require(by, Deed.VERIFY_AUDIT, Scope(municipality.pk))
    first = next(broken_links(municipality.code), None)
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
