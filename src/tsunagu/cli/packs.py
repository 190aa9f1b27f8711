"""`tsunagu packs check`: are packs fit to be used?"""

import argparse
import re
import sys
from collections.abc import Iterator

from tsunagu.cli.common import Subcommands, fail
from tsunagu.forms.filling import unknown_sources
from tsunagu.packs.loader import Pack, default_packs, headless, load_pack, pack_names
from tsunagu.packs.reading import Fault, PackError


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
        try:
            pack = load_pack(name)
        except PackError as error:
            faults += error.faults
            continue
        unknown = list(_unknown_sources(pack))
        faults += unknown
        good += [] if unknown else [pack]
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


def _unknown_sources(pack: Pack) -> Iterator[Fault]:
    """Where its forms name a source of a first value that there is not, each line of it."""
    unknown = {name for form in pack.forms for name in unknown_sources(form)}
    for path in sorted(pack.folder.glob("*.yaml")) if unknown else ():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            written = re.search(r"\bfrom: *[\"']?([a-z0-9-]+)", line)
            if written and written[1] in unknown:
                why = f"from の「{written[1]}」という出どころはありません。つづりを確かめてください"
                yield Fault(path, number, why)
