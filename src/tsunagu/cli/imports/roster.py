"""`tsunagu import roster`: a OneRoster CSV bundle, folder or zip."""

import argparse

from tsunagu.cli.common import Subcommands, acting, day
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_file
from tsunagu.school.imports.roster.action import import_roster


def add(kinds: Subcommands) -> None:
    """Add the kind."""
    parser = kinds.add_parser("roster", help="OneRosterの名簿（フォルダかzip）")
    add_file(parser, "PATH")
    parser.add_argument(
        "--packs",
        type=_names,
        metavar="NAME,…",
        help="最初の名簿で作る自治体が使うパック（順に。既定は packs/defaults.yaml）",
    )
    parser.add_argument(
        "--effective", type=day, metavar="DATE", help="名簿から消えた人を終わらせる日（既定は今日）"
    )
    parser.add_argument(
        "--same",
        action="append",
        default=[],
        type=_pair,
        metavar="NEW=OLD",
        help="新しいIDの子どもは、登録済みのこのIDの子どもと同じ",
    )
    parser.add_argument(
        "--new", action="append", default=[], metavar="ID", help="このIDは新しい子ども"
    )
    parser.set_defaults(run=run)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _pair(text: str) -> tuple[str, str]:
    new, equals, old = text.partition("=")
    if not (new and equals and old):
        raise argparse.ArgumentTypeError(f"「{text}」は NEW=OLD の形ではありません")
    return new, old


def run(args: argparse.Namespace) -> int:
    """Take the roster in and print the JSON line."""
    result = import_roster(
        path=args.path,
        by=acting(args) if args.as_person else None,
        packs=args.packs,
        effective=args.effective,
        same=dict(args.same),
        new=args.new,
        code=args.municipality,
        dry_run=args.dry_run,
    )
    tell(result)
    return 0
