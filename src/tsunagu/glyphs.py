"""Characters that the packaged font cannot set: found before printing, so that no box is blank."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category, combining, name, normalize

import noto_cjk_sans_jp_regular

FONT = Path(str(noto_cjk_sans_jp_regular.FONT_PATH))
"""The packaged font's file."""
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""They choose a variant of the character before them."""
FOR_EMOJI = frozenset("\ufe0e\ufe0f")
AS_THEY_ARE = frozenset("\n\u200b☑")
"""No glyph is needed for the end of a line or a place where one may end; the template draws ☑."""
CHARACTERS, VARIANTS = 12, 14
"""Formats of a font's tables: of all its characters, and of those with variants."""


@dataclass(frozen=True)
class Font:
    """What can be set: characters, and variants as character with selector."""

    characters: frozenset[str]
    variants: frozenset[str]


@dataclass(frozen=True)
class Missing:
    """What was written, in one character or two, and what is printed instead."""

    written: str
    printed: str

    @property
    def code(self) -> str:
        """Its code points, such as `U+845B U+E0100`."""
        return " ".join(f"U+{ord(one):04X}" for one in self.written)

    @property
    def what(self) -> str:
        """What it is, for people."""
        first = self.written[0]
        if len(self.written) > 1:
            return "異体字"
        if category(first) == "Co":
            return "外字"
        return name(first, "名前のない文字")


@cache
def packaged() -> Font:
    """The packaged font, read once a process from its table `cmap` (OpenType specification)."""
    data = FONT.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {tag: at for tag, _, at, _ in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])}
    start = tables[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    places = struct.iter_unpack(">HHI", data[start + 4 : start + 4 + 8 * count])
    by_format = {}
    for _, _, offset in places:
        (kind,) = struct.unpack_from(">H", data, start + offset)
        by_format[kind] = data[start + offset :]
    characters = frozenset(_characters(by_format[CHARACTERS]))
    return Font(characters | AS_THEY_ARE, frozenset(_variants(by_format[VARIANTS])))


def _characters(table: bytes) -> Iterator[str]:
    """Groups of first character, last character, first glyph."""
    (groups,) = struct.unpack_from(">I", table, 12)
    for first, last, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * groups]):
        yield from map(chr, range(first, last + 1))


def _variants(table: bytes) -> Iterator[str]:
    """For each selector ranges that keep their usual glyph, and characters with one of its own."""
    (records,) = struct.unpack_from(">I", table, 6)
    for at in range(10, 10 + 11 * records, 11):
        selector = chr(int.from_bytes(table[at : at + 3], "big"))
        usual, own = struct.unpack_from(">II", table, at + 3)
        if usual:
            (count,) = struct.unpack_from(">I", table, usual)
            for place in range(usual + 4, usual + 4 + 4 * count, 4):
                first = int.from_bytes(table[place : place + 3], "big")
                for one in range(first, first + table[place + 3] + 1):
                    yield chr(one) + selector
        if own:
            (count,) = struct.unpack_from(">I", table, own)
            for place in range(own + 4, own + 4 + 5 * count, 5):
                yield chr(int.from_bytes(table[place : place + 3], "big")) + selector


def settable(words: str, tell: Callable[[Missing], None]) -> str:
    """The words as the font can set them; tells what is printed instead of what."""
    font = packaged()
    if font.characters.issuperset(words):
        return words
    out: list[str] = []
    for character in words:
        if character in SELECTORS:
            _select(out, character, font, tell)
        elif character in font.characters:
            out.append(character)
        else:
            out.append(_instead(character, font, tell))
    return "".join(out)


def _select(out: list[str], selector: str, font: Font, tell: Callable[[Missing], None]) -> None:
    """Keep the selector where the font has that variant; else the usual shape stands there."""
    before = out[-1] if out and len(out[-1]) == 1 else ""
    if before + selector in font.variants:
        out.append(selector)
    elif before and selector not in FOR_EMOJI:
        tell(Missing(before + selector, before))


def _instead(character: str, font: Font, tell: Callable[[Missing], None]) -> str:
    """A space for a space, nothing for what is unseen, else its plain letters or its number."""
    if character.isspace():
        return " "
    if category(character) in {"Cc", "Cf"}:
        return ""
    letters = "".join(one for one in normalize("NFKD", character) if not combining(one))
    fits = letters and letters != character and font.characters.issuperset(letters)
    printed = letters if fits else f"〔U+{ord(character):04X}〕"
    tell(Missing(character, printed))
    return printed
