"""`tsunagu backup FILE` and `tsunagu restore FILE`: one zip of the database and the files."""

import argparse
import hmac
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tsunagu.cli.common import Subcommands, fail, in_use, open_installation, tell_the_audit
from tsunagu.clock.instants import data_folder
from tsunagu.intake import uploads

SQLITE, POSTGRES, FILES = "tsunagu.sqlite3", "tsunagu.pgdump", "files/"
MARK = "secret-key.mark"
"""What tells the secret key under which a copy was made, and gives nothing of it away."""
PASSING = ("tsunagu.sqlite3", "static", "restore-", uploads.FOLDER, "secret-key")
"""What of the data folder is not copied as it lies: the database, what each start makes, files that
are there only while they are taken in, and the key to what is enciphered in the database."""


def add(sub: Subcommands) -> None:
    """Add both commands."""
    backup = sub.add_parser("backup", help="動かしたまま控えをとる")
    backup.add_argument("file", metavar="FILE", type=Path, help="控えを書くファイル（zip）")
    backup.set_defaults(run=run_backup)
    restore = sub.add_parser("restore", help="控えから戻す")
    restore.add_argument("file", metavar="FILE", type=Path, help="控えのファイル（zip）")
    restore.add_argument("--replace", action="store_true", help="いまある記録と入れ替える")
    restore.add_argument(
        "--without-key",
        action="store_true",
        help="ひみつの鍵をなくしたとき：二つめの確認は、みなが設定しなおす",
    )
    restore.set_defaults(run=run_restore, closed=True)


def run_backup(args: argparse.Namespace) -> int:
    """Write the zip beside its place first, so that no half of one ever stands there."""
    target: Path = args.file.absolute()
    if not target.parent.is_dir():
        fail(f"{target.parent}: このフォルダがありません。")
    tell_the_audit("backup")
    with tempfile.TemporaryDirectory(prefix="tsunagu-", dir=target.parent) as folder:
        copy = _copy_of_database(Path(folder))
        half = Path(folder) / "backup.zip"
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(copy, copy.name)
            archive.writestr(MARK, _mark(str(settings.SECRET_KEY)))
            for path in _kept_files():
                archive.write(path, FILES + str(path.relative_to(data_folder())))
        half.chmod(0o600)
        half.replace(target)
    print(
        f"控えを {args.file} に書きました。ひみつの鍵（{data_folder() / 'secret-key'} か"
        " TSUNAGU_SECRET_KEY）は入っていません。控えとは別の場所に残してください。"
    )
    return 0


def _kept_files() -> Iterator[Path]:
    """Every file of the data folder that belongs to a copy."""
    for path in sorted(data_folder().rglob("*")):
        first = path.relative_to(data_folder()).parts[0]
        if path.is_file() and path.suffix != ".lock" and not first.startswith(PASSING):
            yield path


def _copy_of_database(folder: Path) -> Path:
    """A consistent copy of the database as it is now, taken while others read and write."""
    target = folder / _own()
    if _on_postgres():
        _postgres("pg_dump", "--format=custom", f"--file={target}")
        return target
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()
    return target


def run_restore(args: argparse.Namespace) -> int:
    """Put database and files back; nothing is touched until the zip has been read whole."""
    if not args.file.is_file():
        fail(f"{args.file}: 見つかりません。")
    if not zipfile.is_zipfile(args.file):
        fail(f"{args.file}: tsunagu backup の控えではありません。")
    with in_use(by_others_too=False), zipfile.ZipFile(args.file) as archive:
        _check(archive, args.file)
        if not args.without_key:
            _refuse_without_key(archive, args.file)
        if not args.replace:
            _refuse_to_overwrite()
        with tempfile.TemporaryDirectory(prefix="restore-", dir=data_folder()) as folder:
            archive.extractall(folder)
            _put_back(Path(folder))
    open_installation()
    tell_the_audit("restore")
    print(f"{args.file} から戻しました。")
    return 0


def _check(archive: zipfile.ZipFile, file: Path) -> None:
    """Is it whole, and for the kind of database that is configured?"""
    names = archive.namelist()
    if _other() in names:
        fail(f"{file}: 別の種類のデータベースの控えです（{_other()}）。")
    if _own() not in names or archive.testzip():
        fail(f"{file}: 控えが壊れています。")


def _refuse_without_key(archive: zipfile.ZipFile, file: Path) -> None:
    """Is the key here under which it was made? Nobody's second proof could be opened otherwise."""
    known = {_mark(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
    if MARK in archive.namelist() and archive.read(MARK).decode() not in known:
        fail(
            f"{file}: この控えをとったときのひみつの鍵が、ここにありません。"
            f"その鍵を {data_folder() / 'secret-key'} に置くか、TSUNAGU_SECRET_KEY に入れてから"
            "戻してください。鍵をなくしたときは --without-key を付けます。二つめの確認は、"
            "みなが設定しなおします。"
        )


def _mark(key: str) -> str:
    return hmac.new(key.encode(), b"tsunagu backup", "sha256").hexdigest()


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"


def _own() -> str:
    return POSTGRES if _on_postgres() else SQLITE


def _other() -> str:
    return SQLITE if _on_postgres() else POSTGRES


def _refuse_to_overwrite() -> None:
    full = connection.introspection.table_names() if _on_postgres() else _sqlite_file().exists()
    if full:
        fail("すでに記録があります。入れ替えるには --replace を付けてください。")


def _sqlite_file() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def _put_back(folder: Path) -> None:
    if _on_postgres():
        options = ("--clean", "--if-exists", "--single-transaction")
        _postgres("pg_restore", *options, str(folder / POSTGRES))
    else:
        connection.close()
        target = _sqlite_file()
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        (folder / SQLITE).replace(target)
    if (folder / FILES).is_dir():
        shutil.copytree(folder / FILES, data_folder(), dirs_exist_ok=True)


def _postgres(program: str, *options: str) -> None:
    """Run one of PostgreSQL's own programs on the configured database."""
    found = shutil.which(program)
    if not found:
        fail(f"{program} が見つかりません。PostgreSQL のクライアントを入れてください。")
    to = connection.settings_dict
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    known = {name: str(to[key]) for name, key in place.items() if to[key]}
    database = ["--dbname", str(to["NAME"])]
    command = [found, *database, *options]
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own, the options ours
        command, env={**os.environ, **known}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        fail(f"{program} がうまくいきませんでした。\n{done.stderr.strip()}")
