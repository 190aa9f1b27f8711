"""`tsunagu account`: user ids and one-time passwords for the staff, the first of all among them."""

import argparse

from django.db.models import Q

from tsunagu.access.accounts import Issued, issue_accounts
from tsunagu.access.actor import Scope
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.clock import in_words
from tsunagu.org.models import Person


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("account", help="職員に利用者IDと仮のパスワードを出す")
    parser.add_argument("people", nargs="+", metavar="PERSON", help="職員IDか利用者ID")
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints a line a person: user id, one-time password, until when; errors name everyone."""
    by = acting(args)
    # Before anybody is looked up: who may not learns of no id whether it is somebody's.
    require(by, Deed.SET_ACCOUNT, Scope(by.municipality.pk))
    people, unknown = [], []
    known = Person.objects.filter(municipality=by.municipality, active=True)
    for given in dict.fromkeys(args.people):
        found = list(known.filter(Q(sourced_id=given) | Q(account__username=given))[:2])
        people += found if len(found) == 1 else []
        unknown += [] if len(found) == 1 else [given]
    if unknown:
        fail(f"職員が一人に決まりません: {'、'.join(unknown)}")
    try:
        issued = issue_accounts(people=people, by=by)
    except Refused as refused:
        fail("\n".join(refused.reasons))
    print("利用者ID\t仮のパスワード\t期限\t名前")
    for one in issued:
        print(line(one))
    return 0


def line(one: Issued) -> str:
    """As a line to cut out and hand over."""
    until = in_words(one.until, year=True)
    return f"{one.username}\t{one.password}\t{until}まで\t{one.person.name}"
