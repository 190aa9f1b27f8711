"""`tsunagu packs check`: are packs fit to be used?"""

import argparse
import sys
from collections.abc import Iterator

from yaml import YAMLError

from tsunagu.cli.common import Subcommands, fail
from tsunagu.forms.filling import fills
from tsunagu.packs.entries import listed
from tsunagu.packs.forms import questions
from tsunagu.packs.loader import (
    Pack,
    default_packs,
    headless,
    load_pack,
    pack_names,
    packs_folder,
)
from tsunagu.packs.reading import Fault, PackError, line_at, read


def add(sub: Subcommands) -> None:
    """Add the command; it needs no packs that are fit, so it opens nothing beforehand."""
    parser = sub.add_parser("packs", help="パックを確かめる")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    check = deeds.add_parser("check", help="誤りをすべて、ファイルと行とともに示す")
    check.add_argument("names", nargs="*", metavar="NAME", help="パックの名前（なければ全部）")
    check.set_defaults(run=run, closed=True)


def run(args: argparse.Namespace) -> int:
    """Every fault of the packs named, or of all; 1 where there is any."""
    faults: list[Fault] = []
    good: list[Pack] = []
    names = args.names or pack_names()
    if not names:
        fail("パックが一つもありません。TSUNAGU_PACKS のフォルダを確かめてください。")
    for name in names:
        wrong = list(_unknown_sources(name))
        try:
            pack = load_pack(name)
            good += [] if wrong else [pack]
        except PackError as error:
            wrong += error.faults
        faults += sorted(wrong, key=lambda one: (one.path, one.line))
    if not args.names:
        faults += headless()
        try:
            default_packs()
        except PackError as error:
            faults += error.faults
    for fault in faults:
        print(fault, file=sys.stderr)
    for pack in good:
        counts = f"規則{len(pack.responses)}件、様式{len(pack.forms)}件"
        print(f"{pack.id}: 誤りはありません（{pack.head.title}、{counts}）")
    return 1 if faults else 0


def _unknown_sources(name: str) -> Iterator[Fault]:
    """Where a pack's forms name a source of a first value that there is not.

    What cannot be read is left to the loader, which says why.
    """
    for path in (packs_folder() / name).glob("*.yaml"):
        try:
            data, node = read(path)
        except (OSError, UnicodeDecodeError, YAMLError):
            continue
        for form, said in listed(data, "forms"):
            for place, field in questions(said):
                source = field.get("from")
                if isinstance(source, str) and not fills(source):
                    why = f"from の「{source}」という出どころはありません。つづりを確かめてください"
                    yield Fault(path, line_at(node, (*form, *place, "from")), why)
