"""Reads packs from their folder and reports every fault with file and line."""

import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tsunagu.packs.schema import (
    Dated,
    PackFile,
    PackHead,
    Phrase,
    ResponseRule,
    Retention,
    Setting,
    Symbol,
)

ALWAYS_FIRST = "national"
KINDS = ("responses", "symbols", "settings", "phrases", "retention")
M = TypeVar("M", PackHead, PackFile)


class _Loader(yaml.CSafeLoader):
    """YAML in which `on` is a word: only `true` and `false` are yes and no.

    The loader written in C, which PyYAML's wheels carry, starts the system in a fifth of the time.
    """

    yaml_implicit_resolvers = {
        letter: [(tag, regexp) for tag, regexp in known if tag != "tag:yaml.org,2002:bool"]
        for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _date(loader: _Loader, node: yaml.ScalarNode) -> object:
    """A date, or the text of one that does not exist, which the schema then finds with its line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])

WORDS = {
    "missing": "この項目を書いてください",
    "extra_forbidden": "知らない項目です。つづりを確かめてください",
    "literal_error": "{expected} のどれかを書いてください",
    "string_type": "文字で書いてください",
    "string_too_short": "空のままにはできません",
    "string_pattern_mismatch": "英小文字・数字・ハイフンで書いてください",
    "int_parsing": "整数で書いてください",
    "int_type": "整数で書いてください",
    "int_from_float": "整数で書いてください",
    "greater_than_equal": "{ge} 以上で書いてください",
    "date_type": "日付（2026-04-01 の形）で書いてください",
    "date_from_datetime_parsing": "ある日付（2026-04-01 の形）で書いてください",
    "bool_type": "true か false で書いてください",
    "bool_parsing": "true か false で書いてください",
    "model_type": "項目の組で書いてください",
    "tuple_type": "並び（- で始まる行）で書いてください",
    "value_error": "{error}",
}
"""What pydantic finds wrong, in Japanese; `{…}` is filled from what it says."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    path: Path
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


class PackError(Exception):
    """A pack is not fit to be used; all faults at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


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


def _line_at(node: yaml.Node | None, place: Iterable[object]) -> int:
    """The line of the deepest part of `place` that the YAML holds."""
    line = 1 if node is None else node.start_mark.line + 1
    for step in place:
        below: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            below = node.value[step]
        if below is not None:
            node, line = below, below.start_mark.line + 1
    return line


def _read(path: Path) -> tuple[Any, yaml.Node | None]:
    loader = _Loader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        return None if node is None else loader.construct_document(node), node
    finally:
        loader.dispose()


def _twice(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Line and name of every key that one mapping holds twice; YAML would keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for below in node.value:
            yield from _twice(below)


def _in_words(error: ErrorDetails) -> str:
    """What is wrong with a value, in Japanese, and where in the file's structure."""
    steps = [str(part) for part in error["loc"] if not re.search(r"[\[(]|^[A-Z]", str(part))]
    known = {key: str(value).replace(" or ", "、") for key, value in error.get("ctx", {}).items()}
    words = WORDS.get(error["type"], error["msg"]).format(**known)
    return f"{'.'.join(steps) or 'ファイル全体'}: {words}"


def _parse(path: Path, model: type[M], faults: list[Fault]) -> M | None:
    try:
        data, node = _read(path)
        faults += [
            Fault(path, line, f"「{key}」が二度書かれています") for line, key in _twice(node)
        ]
        return model.model_validate(data)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(Fault(path, line, "UTF-8 でない文字があります。UTF-8 で保存してください"))
    except OSError as error:
        faults.append(Fault(path, 1, f"読めません（{errno.errorcode.get(error.errno or 0, '')}）"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(Fault(path, mark.line + 1 if mark else 1, "YAMLの書き方に誤りがあります"))
    except ValidationError as error:
        lines = [Fault(path, _line_at(node, e["loc"]), _in_words(e)) for e in error.errors()]
        faults += dict.fromkeys(lines)
    return None


def _line_of_entry(path: Path, kind: str, index: int) -> int:
    return _line_at(_read(path)[1], [kind, index])


def place_of(pack: Pack, kind: str, name: str, valid_from: date) -> tuple[Path, int]:
    """File and line of an entry's version; of another version or the list where it is gone."""
    places = [(0, pack.folder / "pack.yaml", 1)]
    for path in sorted(pack.folder.glob("*.yaml")):
        data, node = _read(path)
        if kind not in data:
            continue
        places.append((1, path, _line_at(node, [kind])))
        for index, entry in enumerate(data[kind]):
            if entry["id"] == name:
                rank = 3 if entry["valid_from"] == valid_from else 2
                places.append((rank, path, _line_at(node, [kind, index])))
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


def _check_sources(head: PackHead, path: Path, file: PackFile, faults: list[Fault]) -> None:
    known = {document.id for document in head.documents}
    for kind in KINDS:
        for index, entry in enumerate(getattr(file, kind)):
            if entry.source != "ours" and entry.source.document not in known:
                why = f"出典「{entry.source.document}」が pack.yaml の documents にありません"
                faults.append(Fault(path, _line_of_entry(path, kind, index), why))


@cache
def load_pack(name: str) -> Pack:
    """A pack by name. Raises `PackError` with every fault."""
    folder = packs_folder() / name
    if not (folder / "pack.yaml").is_file():
        raise PackError([Fault(folder / "pack.yaml", 1, f"パック「{name}」が見つかりません")])
    faults: list[Fault] = []
    head = _parse(folder / "pack.yaml", PackHead, faults)
    parts: dict[str, list[Placed]] = {kind: [] for kind in KINDS}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "pack.yaml":
            continue
        file = _parse(path, PackFile, faults)
        if file is None or head is None:
            continue
        _check_sources(head, path, file, faults)
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
