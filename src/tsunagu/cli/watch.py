"""`tsunagu watch`: takes in what the school's own register drops into a folder each morning.

A file speaks for the days from its first to its last date; one with a header and no rows says that
nobody is absent on the day it was written, which is today. It goes to `done/`, or with its errors
beside it as `.txt` to `refused/`. One that is still being written is left until it no longer grows.
"""

import argparse
import sys
import time
from datetime import date, datetime
from pathlib import Path

from django.db import DatabaseError

from tsunagu.attendance.imports import import_attendance
from tsunagu.attendance.imports.reading import dates_in
from tsunagu.cli.common import Subcommands, acting, add_acting, fail
from tsunagu.cli.imports.answer import tell
from tsunagu.cli.imports.arguments import add_speech
from tsunagu.clock import JST, in_words, now, today
from tsunagu.intake import trouble
from tsunagu.intake.faults import Fault, InputFault
from tsunagu.response.actions import reconcile_stale

DONE, REFUSED = "done", "refused"
SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx"}
SECONDS = 5.0
"""Between looks at the folder; a file whose size is the same at two looks is whole."""


def add(sub: Subcommands) -> None:
    """Add the command."""
    parser = sub.add_parser("watch", help="フォルダに置かれた出欠のファイルを取り込み続ける")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="校務支援システムの出力先")
    parser.add_argument("--once", action="store_true", help="いまあるファイルだけ取り込んで終わる")
    add_speech(parser)
    add_acting(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Watch until stopped, or look once; 1 where a file was refused in that look."""
    if not args.folder.is_dir():
        fail(f"{args.folder}: フォルダがありません")
    acting(args)
    if args.once:
        refused = [path for path in waiting(args.folder) if not take_in(path, args)]
        return 1 if refused else 0
    sizes: dict[Path, int] = {}
    while True:
        sizes = look(args, sizes)
        time.sleep(SECONDS)


def look(args: argparse.Namespace, before: dict[Path, int]) -> dict[Path, int]:
    """Take in the files that no longer grow; the sizes of those that stay, for the next look.

    Where the database is at fault, the file stays and is tried again.
    """
    sizes = {path: path.stat().st_size for path in waiting(args.folder)}
    for path in [path for path, size in sizes.items() if before.get(path) == size]:
        try:
            take_in(path, args)
        except DatabaseError as error:
            print(f"{path.name}: {trouble.in_words(error)}", file=sys.stderr)
    return {path: size for path, size in sizes.items() if path.exists()}


def waiting(folder: Path) -> list[Path]:
    """The files to take in, oldest first; hidden ones and those of other kinds stay."""
    found = [
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def take_in(path: Path, args: argparse.Namespace) -> bool:
    """Take one file in and file it away; False where it was refused."""
    by = acting(args)
    try:
        first, last = dates_in(path) or _nobody(path)
        result = import_attendance(
            path=path, first=first, last=last, schools=args.schools, taken=args.taken, by=by
        )
    except InputFault as error:
        kept = _file_away(path, REFUSED)
        kept.with_name(kept.name + ".txt").write_text(f"{error}\n", encoding="utf-8")
        print(f"{path.name}: 取り込めませんでした。{kept}.txt をご覧ください", file=sys.stderr)
        return False
    _file_away(path, DONE)
    tell(result)
    reconcile_stale(municipality=by.municipality)
    return True


def _nobody(path: Path) -> tuple[date, date]:
    """Today, of which a file without rows says that nobody is absent.

    Raises `InputFault` for one of another day, which would tell today what was true then.
    """
    written = datetime.fromtimestamp(path.stat().st_mtime, JST).date()
    if written != today():
        why = (
            "行がありません。行のないファイルは、書かれた日に欠席がないことを伝えますが、"
            f"これは今日ではなく{in_words(written, year=True)}に書かれています。"
            "その日の出欠は tsunagu import attendance で --from と --to を付けて取り込んでください"
        )
        raise InputFault([Fault(path.name, 0, 0, why)])
    return written, written


def _file_away(path: Path, into: str) -> Path:
    """Move a file into a folder beside it; the instant in its name keeps those before it."""
    folder = path.parent / into
    folder.mkdir(exist_ok=True)
    kept = folder / f"{now().astimezone(JST):%Y%m%d-%H%M%S-%f}-{path.name}"
    path.rename(kept)
    return kept
