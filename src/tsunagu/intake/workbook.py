"""Excel workbooks measured before they are read: a small file can name a huge sheet."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from tsunagu.intake.bundle import MOST_BYTES, SMALL, zip_parts
from tsunagu.intake.faults import Faults

MOST_CELLS = 5_000_000
"""A city of 50,000 pupils with a hundred columns; the reader makes the whole rectangle."""
READ = (".xml", ".rels")
REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
UNREADABLE = "Excelとして開けません。.xlsx か CSV で保存し直してください"
BROKEN = (BadZipFile, OSError, ValueError)
HOLDS_VALUE = frozenset({"v", "is", "f"})


class _Unfit(Exception):
    """A part of a workbook that is not read, with the reason in Japanese."""


@dataclass
class _Measure:
    """How far the filled cells of a sheet reach from its corner, and how much text they hold.

    `strings` has the length of each shared string, which many cells can name.
    """

    strings: list[int]
    height: int = 0
    width: int = 0
    text: int = 0
    row: int = 0
    column: int = 0
    cell: tuple[int, int] = (0, 0)
    shared: bool = False
    inside: str = ""
    index: list[str] = field(default_factory=list)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a row or cell begins; a cell counts once it holds something."""
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
        elif name == "c":
            self.cell = self._place(attributes.get("r"))
            self.shared = attributes.get("t") == "s"
        elif name in HOLDS_VALUE:
            self.height = max(self.height, self.cell[0])
            self.width = max(self.width, self.cell[1])
            self.inside = name if self.shared else ""
            if self.height * self.width > MOST_CELLS:
                raise _Unfit(
                    f"表が大きすぎます（{self.height}行×{self.width}列）。"
                    f"行数×列数は{MOST_CELLS // 10000}万までです。"
                    "離れた所にある値を消して保存し直してください"
                )
        elif name == "si":
            self.strings.append(0)
            self.inside = name

    def _place(self, reference: str | None) -> tuple[int, int]:
        """Row and column of a cell, counted from 1; after the one before without a reference."""
        row = self.row
        if reference is None:
            self.column += 1
        else:
            found = REFERENCE.fullmatch(reference)
            if found is None:
                raise _Unfit(UNREADABLE)
            row, self.column = int(found[2]), 0
            for letter in found[1].upper():
                self.column = self.column * 26 + ord(letter) - ord("A") + 1
        return row, self.column

    def data(self, text: str) -> None:
        """Count the characters of a shared string, or keep the number by which a cell names it."""
        if self.inside == "si":
            self.strings[-1] += len(text)
        elif self.inside == "v":
            self.index.append(text)

    def end(self, tag: str) -> None:
        """Add what the cell names to the text."""
        name = tag.rpartition(":")[2]
        if name == "v" and self.index:
            number = int("".join(self.index))
            self.index.clear()
            self.text += self.strings[number] if 0 <= number < len(self.strings) else 0
            if self.text > MOST_BYTES:
                raise _Unfit(f"文字が多すぎます。合わせて{MOST_BYTES // SMALL}百万字までです")
        if name == self.inside:
            self.inside = ""


def _refuse(*_: object) -> None:
    """No workbook that a program wrote has a document type."""
    raise _Unfit(UNREADABLE)


def _measure(part: bytes, strings: list[int]) -> None:
    """Read through a part; raises `_Unfit` where it is too large or no XML."""
    measure = _Measure(strings)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = measure.begin
    parser.CharacterDataHandler = measure.data
    parser.EndElementHandler = measure.end
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise _Unfit(UNREADABLE) from error


def measured(data: bytes, file: str, faults: Faults) -> BytesIO | None:
    """A workbook with nothing in it but what was measured; None with a fault where it is unfit.

    The reader would give memory to the whole rectangle between a sheet's corner and its last
    cell, and a text to every cell that names it. Pictures, macros and the like are left out.
    """
    own = Faults()
    parts: dict[str, bytes] = {}
    try:
        with ZipFile(BytesIO(data)) as archive:
            for name, part in zip_parts(archive, file, own):
                if name.lower().endswith(READ):
                    parts[name] = part
        strings: list[int] = []
        for name in sorted(parts, key=lambda n: not n.lower().endswith("sharedstrings.xml")):
            _measure(parts[name], strings)
    except BROKEN:
        own.add(file, 0, 0, UNREADABLE)
    except _Unfit as unfit:
        own.add(file, 0, 0, str(unfit))
    for fault in own.found:
        inside = "" if fault.file == file else f"{fault.file}: "
        faults.add(file, 0, 0, inside + fault.message)
    if own:
        return None
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> BytesIO:
    """The parts as a zip again."""
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    kept.seek(0)
    return kept
