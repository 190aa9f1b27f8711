"""The `tsunagu` command: what each subcommand does lies in the file of its name."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tsunagu.cli.usage import Parser

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "import": "import_",
    "watch": "watch",
    "register": "register",
    "account": "account",
    "packs": "packs",
    "texts": "texts",
    "audit": "audit",
    "responses": "responses",
    "explain": "explain",
    "disclose": "disclose",
    "retention": "retention",
    "backup": "backup",
    "restore": "backup",
    "bench": "bench",
}
"""Each command's module of this folder, in the order of `tsunagu --help`; it has `add(sub)`."""

FAULT = 1


def parser(*asked: str) -> argparse.ArgumentParser:
    """The command line; where it begins with a command, of that alone. Needs Django set up."""
    top = Parser(prog="tsunagu", description="朝の出欠から、その日の対応へ。")
    sub = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    known = {COMMANDS[name] for name in asked[:1] if name in COMMANDS}
    for name in known or dict.fromkeys(COMMANDS.values()):
        import_module(f"tsunagu.cli.{name}").add(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 all is well, 1 the input or the state is at fault, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.served")
    from tsunagu.cli import faults
    from tsunagu.intake.trouble import in_words

    try:
        return _run(argv)
    except KeyboardInterrupt:
        print("中断しました。", file=sys.stderr)
        return FAULT
    except faults.KNOWN as error:
        print(in_words(error), file=sys.stderr)
        return FAULT


def _run(argv: Sequence[str] | None) -> int:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from tsunagu.access.policy import Denied
    from tsunagu.attendance.actions import Refused as RefusedMark
    from tsunagu.audit.actions import seal_events
    from tsunagu.cli.common import fail, open_installation
    from tsunagu.response.actions import Refused as RefusedDeed

    given = sys.argv[1:] if argv is None else argv
    args = parser(*given).parse_args(given)
    opens = not getattr(args, "closed", False)
    if opens:
        open_installation()
    try:
        done = int(args.run(args))
        if opens:
            # Where nothing is served, no job does it.
            seal_events()
        return done
    except Denied:
        fail("この操作は許されていないか、対象がありません。")
    except (RefusedMark, RefusedDeed) as refused:
        fail(str(refused))
