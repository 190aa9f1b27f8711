"""Loads packs from their folder, whole or not at all, and says what is in force on a day."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import TypeVar

from tsunagu.packs.entries import Dated, Misfit, listed
from tsunagu.packs.forms import Form
from tsunagu.packs.reading import Fault, PackError, line_at, parse, read
from tsunagu.packs.schema import (
    CaseKind,
    Defaults,
    HelpLine,
    Noticing,
    PackFile,
    PackHead,
    Phrase,
    ResponseRule,
    Retention,
    Setting,
    Symbol,
)

ALWAYS_FIRST = "national"
KINDS = (
    "responses",
    "symbols",
    "settings",
    "phrases",
    "retention",
    "forms",
    "case_kinds",
    "noticings",
    "help_lines",
)


@dataclass(frozen=True)
class Pack:
    """A municipality's dated data, as loaded."""

    head: PackHead
    folder: Path
    responses: tuple[ResponseRule, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    settings: tuple[Setting, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    retention: tuple[Retention, ...] = ()
    forms: tuple[Form, ...] = ()
    case_kinds: tuple[CaseKind, ...] = ()
    noticings: tuple[Noticing, ...] = ()
    help_lines: tuple[HelpLine, ...] = ()

    @property
    def id(self) -> str:
        """The pack's name, which is its folder's."""
        return self.head.id

    def title_of(self, entry: Dated) -> str:
        """Where an entry stands, for people: document and page, or ours."""
        if entry.source == "ours":
            return "つなぐの取り決め"
        assert not isinstance(entry.source, str)
        titles = {d.id: d.title for d in self.head.documents}
        return f"{titles[entry.source.document]} {entry.source.page}"


def packs_folder() -> Path:
    """The folder of packs: `TSUNAGU_PACKS`, or the one beside the source."""
    given = os.environ.get("TSUNAGU_PACKS")
    starts = [*Path(__file__).resolve().parents, Path.cwd(), *Path.cwd().parents]
    found = (p / "packs" for p in starts if (p / "pyproject.toml").is_file())
    return Path(given) if given else next(found, Path("packs"))


def headless() -> list[Fault]:
    """Folders of packs that say nothing of themselves, so that no municipality can name them."""
    folders = sorted(p for p in packs_folder().glob("*/") if list(p.glob("*.yaml")))
    heads = (folder / "pack.yaml" for folder in folders)
    return [Fault(head, 1, "pack.yaml がありません") for head in heads if not head.is_file()]


def pack_names() -> list[str]:
    """Every pack there is, the national one first."""
    names = sorted(p.parent.name for p in packs_folder().glob("*/pack.yaml"))
    return sorted(names, key=lambda name: name != ALWAYS_FIRST)


def _line_of_entry(path: Path, kind: str, index: int) -> int:
    return line_at(read(path)[1], [kind, index])


def default_packs() -> Defaults:
    """Which packs are taken where nobody names any: the folder's `defaults.yaml`, else `national`.

    Raises `PackError`, also for a pack that is not there.
    """
    path = packs_folder() / "defaults.yaml"
    if not path.is_file():
        return Defaults()
    faults: list[Fault] = []
    found = parse(path, Defaults, faults)
    named = {*found.roster, *found.demo} if found else set()
    faults += [
        Fault(path, 1, f"パック「{name}」が見つかりません")
        for name in sorted(named - {*pack_names()})
    ]
    if faults or found is None:
        raise PackError(faults)
    return found


def place_of(pack: Pack, kind: str, name: str, valid_from: date) -> tuple[Path, int]:
    """File and line of an entry's version; of another version or the list where it is gone."""
    places = [(0, pack.folder / "pack.yaml", 1)]
    for path in sorted(pack.folder.glob("*.yaml")):
        data, node = read(path)
        if kind not in data:
            continue
        places.append((1, path, line_at(node, [kind])))
        for index, entry in enumerate(data[kind]):
            if entry["id"] == name:
                rank = 3 if entry["valid_from"] == valid_from else 2
                places.append((rank, path, line_at(node, [kind, index])))
    _, path, line = max(places, key=lambda place: place[0])
    return path, line


Placed = tuple[str, Dated, Path, int]
"""What versions share, one of them, and where it stands: its file and its place in the list."""


def _name_of(entry: Dated) -> str:
    """What the versions of an entry have in common."""
    if isinstance(entry, Phrase):
        return f"{entry.group}/{entry.id}"
    return entry.symbol if isinstance(entry, Symbol) else str(getattr(entry, "id"))  # noqa: B009


def _check_versions(kind: str, entries: list[Placed], faults: list[Fault]) -> None:
    """Versions of one entry must follow one another without gap or overlap.

    One without an end holds until the next begins.
    """
    ordered = sorted(entries, key=lambda e: (e[0], e[1].valid_from))
    for name, group in groupby(ordered, key=lambda e: e[0]):
        for (_, earlier, _, _), (_, later, path, index) in pairwise(group):
            until = earlier.valid_until or later.valid_from - timedelta(days=1)
            if later.valid_from > until + timedelta(days=1):
                first, last = until + timedelta(days=1), later.valid_from - timedelta(days=1)
                why = f"{name}: {first}から{last}まで、どの版も有効でない空白があります"
            elif later.valid_from <= until or later.valid_from == earlier.valid_from:
                why = f"{name}: {later.valid_from}に二つの版が重なっています"
            else:
                continue
            faults.append(Fault(path, _line_of_entry(path, kind, index), why))


def _unlisted(head: PackHead | None, data: object) -> Iterator[Misfit]:
    """Where a file's entries and their steps name a document that the pack's head does not list."""
    known = {document.id for document in head.documents} if head else set()
    for entry, said in (one for kind in KINDS if head for one in listed(data, kind)):
        for step, one in [((), said), *listed(said, "steps")]:
            source = one.get("source")
            document = source.get("document") if isinstance(source, Mapping) else None
            if isinstance(document, str) and document not in known:
                why = f"出典「{document}」が pack.yaml の documents にありません"
                yield (*entry, *step, "source", "document"), why


@cache
def load_pack(name: str) -> Pack:
    """A pack by name. Raises `PackError` with every fault."""
    folder = packs_folder() / name
    if not (folder / "pack.yaml").is_file():
        raise PackError([Fault(folder / "pack.yaml", 1, f"パック「{name}」が見つかりません")])
    faults: list[Fault] = []
    head = parse(folder / "pack.yaml", PackHead, faults)
    parts: dict[str, list[Placed]] = {kind: [] for kind in KINDS}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "pack.yaml":
            continue
        file = parse(path, PackFile, faults, also=partial(_unlisted, head))
        if file is None:
            continue
        for kind, placed in parts.items():
            entries: tuple[Dated, ...] = getattr(file, kind)
            placed += [(_name_of(entry), entry, path, i) for i, entry in enumerate(entries)]
    for kind, placed in parts.items():
        _check_versions(kind, placed, faults)
    if faults or head is None:
        raise PackError(faults)
    if head.id != name:
        why = f"id「{head.id}」がフォルダ名「{name}」と違います"
        raise PackError([Fault(folder / "pack.yaml", 1, why)])
    return Pack(head, folder, **{k: tuple(p[1] for p in ps) for k, ps in parts.items()})  # type: ignore[arg-type]


def load_packs(names: Iterable[str]) -> tuple[Pack, ...]:
    """Packs in order, the national one always there and first; faults of all of them at once."""
    faults: list[Fault] = []
    packs = []
    for name in [ALWAYS_FIRST, *(n for n in names if n != ALWAYS_FIRST)]:
        try:
            packs.append(load_pack(name))
        except PackError as error:
            faults += error.faults
    if faults:
        raise PackError(faults)
    return tuple(packs)


E = TypeVar("E", bound=Dated)


def in_force(entries: Iterable[E], on: date) -> tuple[E, ...]:
    """The entries that hold on a day: of one entry's versions the latest, in the pack's order."""
    chosen: dict[str, E] = {}
    for entry in entries:
        name = _name_of(entry)
        known = chosen.get(name)
        if entry.in_force(on) and (known is None or known.valid_from < entry.valid_from):
            chosen[name] = entry
    return tuple(chosen.values())


def setting(names: Iterable[str], key: str, on: date) -> int | str | bool:
    """A setting's value in force on a day; a later pack's goes before an earlier one's."""
    for pack in reversed(load_packs(names)):
        for entry in in_force(pack.settings, on):
            if entry.id == key:
                return entry.value
    raise KeyError(key)


def phrases(names: Iterable[str], group: str, on: date) -> Iterator[Phrase]:
    """The phrases of a group in force on a day, of all packs in order.

    A later pack's phrase of the same id takes the place of an earlier one's.
    """
    chosen: dict[str, Phrase] = {}
    for pack in load_packs(names):
        own = (phrase for phrase in pack.phrases if phrase.group == group)
        chosen |= {phrase.id: phrase for phrase in in_force(own, on)}
    yield from chosen.values()


def retention(names: Iterable[str], on: date) -> tuple[Retention, ...]:
    """How long what is kept; a later pack's entry of the same id goes before an earlier one's."""
    chosen: dict[str, Retention] = {}
    for pack in load_packs(names):
        chosen |= {one.id: one for one in in_force(pack.retention, on)}
    return tuple(chosen.values())


def case_kinds(names: Iterable[str], on: date) -> dict[str, tuple[Pack, CaseKind]]:
    """The kinds of case in force on a day by id, each with its pack; a later pack's goes before."""
    chosen: dict[str, tuple[Pack, CaseKind]] = {}
    for pack in load_packs(names):
        chosen |= {kind.id: (pack, kind) for kind in in_force(pack.case_kinds, on)}
    return chosen


def noticings(names: Iterable[str], on: date) -> dict[str, tuple[Pack, Noticing]]:
    """The ways of noticing in force on a day by id, each with its pack; a later pack's first."""
    chosen: dict[str, tuple[Pack, Noticing]] = {}
    for pack in load_packs(names):
        chosen |= {one.id: (pack, one) for one in in_force(pack.noticings, on)}
    return chosen


def help_lines(names: Iterable[str], on: date) -> tuple[HelpLine, ...]:
    """The telephones for children in force on a day; a later pack's of the same id goes before."""
    chosen: dict[str, HelpLine] = {}
    for pack in load_packs(names):
        chosen |= {one.id: one for one in in_force(pack.help_lines, on)}
    return tuple(chosen.values())


def forms(names: Iterable[str], on: date) -> dict[str, tuple[Pack, Form]]:
    """The forms in force on a day by id, each with its pack; a later pack's goes before."""
    chosen: dict[str, tuple[Pack, Form]] = {}
    for pack in load_packs(names):
        chosen |= {form.id: (pack, form) for form in in_force(pack.forms, on)}
    return chosen
