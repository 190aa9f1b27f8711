"""Bundles of files, as a folder or a zip: read with limits, all files side by side."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812

from tsunagu.intake.faults import Faults

MOST_FILES = 100
MOST_BYTES = 256 * 1024 * 1024
"""A city of 50,000 pupils with every subject's enrolments stays below 150 MB."""
MOST_RATIO = 100
"""Rosters shrink ten to thirty times; what shrinks a hundred times is no roster."""
SMALL = 1024 * 1024
"""Below this size the ratio does not matter."""
ENCRYPTED = 0x1
NESTED = "zipの中にフォルダは置けません。ファイルを直接入れてください"


@dataclass(frozen=True)
class Bundle:
    """A bundle's name, the SHA-256 over all of it, and its files by name."""

    name: str
    digest: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


def read_bundle(path: Path, faults: Faults) -> Bundle:
    """All files of a folder or zip; nested ones, too many, too large ones go to `faults`."""
    files: dict[str, bytes] = {}
    try:
        if path.is_dir():
            _from_folder(path, files, faults)
        else:
            with ZipFile(path) as archive:
                _from_zip(archive, path.name, files, faults)
    except BadZipFile:
        faults.add(path.name, 0, 0, "zipファイルとして読めません。zipかフォルダを指定してください")
    except FileNotFoundError:
        faults.add(str(path), 0, 0, "見つかりません")
    except OSError as error:
        faults.add(path.name, 0, 0, f"開けません（{error.strerror or error}）")
    if not files and not faults:
        faults.add(path.name, 0, 0, "ファイルが一つも入っていません")
    return Bundle(path.name, _digest(files), files)


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}:{len(files[name])}:".encode() + files[name])
    return total.hexdigest()


def _from_folder(folder: Path, files: dict[str, bytes], faults: Faults) -> None:
    size = 0
    for path in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        if path.is_dir():
            faults.add(f"{path.name}/", 0, 0, "フォルダの中にフォルダは置けません")
            continue
        size += path.stat().st_size
        if size > MOST_BYTES:
            faults.add(folder.name, 0, 0, _too_large())
            return
        files[path.name] = path.read_bytes()


def _too_large() -> str:
    return f"大きすぎます。展開した大きさは合わせて{MOST_BYTES // SMALL}MBまでです"


def _from_zip(archive: ZipFile, name: str, files: dict[str, bytes], faults: Faults) -> None:
    for entry, data in zip_parts(archive, name, faults, flat=True):
        files[entry] = data


def zip_parts(
    archive: ZipFile, name: str, faults: Faults, *, flat: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Each file of a zip within the limits; others go to `faults`, those in folders if `flat`."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        faults.add(name, 0, 0, f"{len(entries)}個のファイルがあります。{MOST_FILES}個までです")
        return
    left = MOST_BYTES
    seen: set[str] = set()
    for entry in entries:
        why = NESTED if flat and _nested(entry) else _unfit(entry, seen)
        if why:
            faults.add(entry.filename, 0, 0, why)
            continue
        data = _data(archive, entry, min(left, entry.file_size) + 1)
        left -= len(data)
        if left < 0 or len(data) > entry.file_size:
            faults.add(name, 0, 0, _too_large())
            return
        seen.add(entry.filename)
        yield entry.filename, data


def _data(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """At most so many bytes of an entry; raises `BadZipFile` whichever way it is broken.

    A `RuntimeError` is how `zipfile` says that it does not know the way of packing.
    """
    try:
        with archive.open(entry) as stream:
            return stream.read(most)
    except (EOFError, LZMAError, OSError, RuntimeError, ZlibError) as error:
        raise BadZipFile from error


def _nested(entry: ZipInfo) -> bool:
    return entry.is_dir() or "/" in entry.filename or "\\" in entry.filename


def _unfit(entry: ZipInfo, seen: Collection[str]) -> str:
    """Why an entry of a zip is not read; nothing where it is."""
    if entry.flag_bits & ENCRYPTED:
        return "パスワード付きのzipは読めません"
    if entry.filename in seen:
        return "同じ名前のファイルが二つあります"
    if entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO):
        times = entry.file_size // max(1, entry.compress_size)
        return f"圧縮率が異常です（{times}倍）。名簿のファイルか確かめてください"
    return _too_large() if entry.file_size > MOST_BYTES else ""
