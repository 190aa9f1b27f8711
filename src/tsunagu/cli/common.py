"""What every command begins with: an installation opened, a municipality, and who acts."""

import argparse
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.noted import note_deed
from tsunagu.cli.faults import CommandFault, fail
from tsunagu.clock.instants import data_folder
from tsunagu.intake.values import BadValue, read_date
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.actions import keep_versions
from tsunagu.packs.loader import load_packs, pack_names
from tsunagu.response.queries.terms import lacks_terms

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subcommands = argparse._SubParsersAction
"""What a command's `add` adds its parser to."""

COMMAND = "command"
"""From where a command acts, as the audit writes it."""

__all__ = [
    "CommandFault",
    "Subcommands",
    "acting",
    "add_acting",
    "add_municipality",
    "day",
    "fail",
    "in_use",
    "open_installation",
    "tell_the_audit",
    "the_municipality",
    "warn_of_terms",
]


def open_installation() -> None:
    """Bring the database up to date and check every pack, keeping the versions in force.

    Raises `PackError` with file, line and reason where a pack is not fit to be used.
    """
    packs = load_packs(pack_names())
    with _alone():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    keep_versions(packs)


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process of this data folder at a time, so that two starts never migrate at once."""
    with _lock_file("start.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def in_use(*, by_others_too: bool) -> Iterator[None]:
    """Hold the data folder: beside others who serve it, or so that nobody else may.

    Raises `CommandFault` where the two meet.
    """
    with _lock_file("serve.lock") as lock:
        how = fcntl.LOCK_SH if by_others_too else fcntl.LOCK_EX
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(f"{data_folder()} はほかの tsunagu serve か restore が使っています。")
        yield


def _lock_file(name: str) -> IO[str]:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / name).open("w")


def tell_the_audit(deed: str) -> None:
    """Write into every municipality's audit that the whole installation was dealt with."""
    with transaction.atomic():
        for one in Municipality.objects.order_by("code"):
            by = system_actor(one, deed, via=COMMAND)
            note_deed(by, f"installation.{deed}", "municipality", one.pk)


def day(text: str) -> date:
    """A date in any style of the contract, as an argument."""
    try:
        return read_date(text)
    except BadValue as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def add_municipality(parser: argparse.ArgumentParser) -> None:
    """The option that names a municipality where there are several."""
    parser.add_argument("--municipality", metavar="CODE", help="自治体のコード（複数あるとき）")


def add_acting(parser: argparse.ArgumentParser, *, by_a_person: bool = False) -> None:
    """The options of a command that acts on a municipality's data; some only as a person."""
    add_municipality(parser)
    parser.add_argument(
        "--as",
        dest="as_person",
        metavar="PERSON",
        required=by_a_person,
        help="この人として行う（職員IDか利用者ID）",
    )


def the_municipality(args: argparse.Namespace) -> Municipality:
    """The municipality named by `--municipality`, or the only one there is."""
    code: str | None = getattr(args, "municipality", None)
    known = list(Municipality.objects.order_by("code"))
    codes = "、".join(f"{m.code}（{m.name}）" for m in known)
    if not known:
        fail(
            "自治体がまだありません。tsunagu import roster で名簿を取り込むか、"
            "tsunagu demo で見本の市を作ってください。"
        )
    if code is None:
        if len(known) > 1:
            fail(f"自治体が複数あります。--municipality で指定してください: {codes}")
        return known[0]
    found = next((m for m in known if m.code == code), None)
    return found or fail(f"自治体「{code}」はありません。あるもの: {codes}")


def acting(args: argparse.Namespace) -> Actor:
    """Who acts: the person given with `--as`, or the command as a named part of the system."""
    municipality = the_municipality(args)
    given: str | None = getattr(args, "as_person", None)
    if given is None:
        return system_actor(municipality, f"tsunagu {args.command}", via=COMMAND)
    people = Person.objects.filter(municipality=municipality, active=True)
    found = list(people.filter(_named(given)).distinct()[:2])
    if len(found) != 1:
        fail(f"--as: 「{given}」という職員が{'一人に決まりません' if found else 'いません'}。")
    return replace(actor_of(found[0]), via=COMMAND)


def _named(given: str) -> Q:
    named = Q(sourced_id=given) | Q(account__username=given)
    try:
        return named | Q(pk=UUID(given))
    except ValueError:
        return named


def warn_of_terms(municipality: Municipality, school_year: int) -> None:
    """Say on standard error where a pack counts by term and the calendar has no terms."""
    if lacks_terms(municipality, school_year):
        print(
            f"注意: {municipality.name}の決まりには学期ごとに数えるものがありますが、"
            f"{school_year}年度の校暦に学期がありません。"
            "tsunagu import calendar で種別「学期」の行を取り込んでください。",
            file=sys.stderr,
            flush=True,
        )
