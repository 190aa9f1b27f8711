"""Bytes to text to records: encodings as schools send them, and lines that stay known."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from tsunagu.intake.faults import Faults

UTF8, CP932, UTF16 = "UTF-8", "CP932", "UTF-16"
UTF16_LE, UTF16_BE = "UTF-16LE", "UTF-16BE"
CODECS = {
    UTF8: "utf-8-sig",
    CP932: "cp932",
    UTF16: "utf-16",
    UTF16_LE: "utf-16-le",
    UTF16_BE: "utf-16-be",
}
NAMES = "UTF-8（BOMの有無は問いません）・CP932（Shift_JIS）"
ODD = re.compile("[\0\ufffd\ue000-\uf8ff]")
"""What no text holds: NUL, what a conversion lost, private use (外字)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the encoding it came in."""

    text: str
    encoding: str


def decode(data: bytes, file: str, faults: Faults, *, utf_16: bool = True) -> Decoded | None:
    """A file's text, or None with every undecodable or unknown character among the faults.

    Without `utf_16` no fault tells people to use that: its caller refuses it.
    """
    if not data.strip():
        faults.add(file, 0, 0, "ファイルが空です。見出しの行から始まるファイルを指定してください")
        return None
    candidates = _candidates(data)
    if not candidates:
        why = "NUL（値が0のバイト）が多く、文字のファイルとして読めません。"
        how = "UTF-16なら、BOMを付けるか、UTF-8で" if utf_16 else "UTF-8で"
        faults.add(file, 1, 1, f"{why}{how}保存し直してください")
        return None
    for encoding in candidates:
        try:
            found = Decoded(data.decode(CODECS[encoding]), encoding)
        except UnicodeError:
            continue
        return found if _is_whole(found.text, file, faults) else None
    _report(data, file, faults, utf_16)
    return None


def _candidates(data: bytes) -> tuple[str, ...]:
    """The encodings to try, in order; none where it cannot be told which UTF-16 it would be."""
    if data.startswith(codecs.BOM_UTF8):
        return (UTF8,)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (UTF16,)
    return _by_nuls(data) if b"\0" in data else (UTF8, CP932)


def _by_nuls(data: bytes) -> tuple[str, ...]:
    """As `_candidates`, by where NUL bytes stand: in UTF-16 every letter of ASCII has one.

    A few of them are a fault of a text in another encoding; in UTF-16 some stand on the other
    side too (the space U+3000, 一 U+4E00).
    """
    little, big = data[1::2].count(0), data[::2].count(0)
    if max(little, big) * 20 < len(data):
        return (UTF8, CP932)
    if little > 4 * big:
        return (UTF16_LE,)
    return (UTF16_BE,) if big > 4 * little else ()


def _is_whole(text: str, file: str, faults: Faults) -> bool:
    """Characters lost on the way (U+FFFD), of private use (外字) and NUL are faults."""
    if not ODD.search(text):
        return True
    for number, line in enumerate(text.split("\n"), 1):
        if odd := ODD.search(line):
            faults.add(
                file,
                number,
                _cell(line[: odd.start()]),
                f"読めない文字（外字、または変換で失われた文字 U+{ord(odd.group()):04X}）が"
                "あります。"
                "UTF-8で保存し直すか、代わりの文字にしてください",
            )
    return False


def _cell(before: str) -> int:
    """The number of the cell that begins or goes on after `before` (quotes left aside)."""
    return 1 + max(before.count(","), before.count("\t"))


def _bad_lines(data: bytes, codec: str) -> list[tuple[int, bytes, UnicodeDecodeError]]:
    bad = []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode(codec)
        except UnicodeDecodeError as error:
            bad.append((number, line, error))
    return bad


def _report(data: bytes, file: str, faults: Faults, utf_16: bool) -> None:
    """Every line that cannot be decoded, in the encoding in which fewest lines fail."""
    if _candidates(data)[0] not in {UTF8, CP932}:
        how = "途中で切れていないか確かめて" if utf_16 else "UTF-8で保存し直して"
        faults.add(file, 1, 1, f"UTF-16として読めません。{how}ください")
        return
    names = f"{NAMES}・UTF-16" if utf_16 else NAMES
    tried = [(name, _bad_lines(data, CODECS[name])) for name in _candidates(data)]
    name, bad = min(tried, key=lambda one: len(one[1]))
    _is_whole(data.decode(CODECS[name], errors="ignore"), file, faults)
    for number, line, error in bad:
        before = line[: error.start].decode(CODECS[name], errors="replace")
        faults.add(
            file,
            number,
            _cell(before),
            f"{name}では読めない文字（バイト {line[error.start : error.end].hex(' ')}）が"
            f"あります。{names} のどれかで保存し直してください",
        )


def records(
    text: str, delimiter: str, file: str, faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    """The records of CSV or TSV text, each with the number of the line it begins on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error:
        faults.add(
            file,
            line,
            1,
            '引用符（"）が閉じていないか、余計です。'
            '引用符で囲んだ値の中の " は "" と書いてください',
        )
