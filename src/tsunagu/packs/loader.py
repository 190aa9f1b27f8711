"""Reads packs from their folder and reports every fault with file and line."""

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

from tsunagu.packs.schema import (
    Dated,
    PackFile,
    PackHead,
    Phrase,
    ResponseRule,
    Setting,
    Symbol,
)

ALWAYS_FIRST = "national"
M = TypeVar("M", PackHead, PackFile)


class _Loader(yaml.SafeLoader):
    """YAML in which `on` is a word: only `true` and `false` are yes and no."""

    yaml_implicit_resolvers = {
        letter: [(tag, regexp) for tag, regexp in known if tag != "tag:yaml.org,2002:bool"]
        for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


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

    @property
    def id(self) -> str:
        """The pack's name, which is its folder's."""
        return self.head.id

    def title_of(self, entry: Dated) -> str:
        """Where an entry stands, for people: document and page, or ours."""
        if entry.source == "ours":
            return "つなぐの取り決め（ours）"
        assert not isinstance(entry.source, str)
        titles = {d.id: d.title for d in self.head.documents}
        return f"{titles[entry.source.document]} {entry.source.page}"


def packs_folder() -> Path:
    """The folder of packs: `TSUNAGU_PACKS`, or the one beside the source."""
    given = os.environ.get("TSUNAGU_PACKS")
    starts = [*Path(__file__).resolve().parents, Path.cwd(), *Path.cwd().parents]
    found = (p / "packs" for p in starts if (p / "pyproject.toml").is_file())
    return Path(given) if given else next(found, Path("packs"))


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
    text = path.read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader), yaml.compose(text, Loader=_Loader)  # noqa: S506


def _parse(path: Path, model: type[M], faults: list[Fault]) -> M | None:
    try:
        data, node = _read(path)
        return model.model_validate(data)
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(path, 1, f"読めません: {error}"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(Fault(path, mark.line + 1 if mark else 1, "YAMLの書き方に誤りがあります"))
    except ValidationError as error:
        for one in error.errors():
            where = ".".join(str(part) for part in one["loc"])
            faults.append(Fault(path, _line_at(node, one["loc"]), f"{where}: {one['msg']}"))
    return None


def _line_of_entry(path: Path, kind: str, index: int) -> int:
    return _line_at(_read(path)[1], [kind, index])


def _check_versions(rules: list[tuple[Path, int, ResponseRule]], faults: list[Fault]) -> None:
    """Versions of one rule must follow one another without gap or overlap."""
    ordered = sorted(rules, key=lambda r: (r[2].id, r[2].valid_from))
    for rule_id, group in groupby(ordered, key=lambda r: r[2].id):
        versions = list(group)
        for (_, _, earlier), (path, index, later) in pairwise(versions):
            line = _line_of_entry(path, "responses", index)
            until = earlier.valid_until or later.valid_from - timedelta(days=1)
            if later.valid_from > until + timedelta(days=1):
                first, last = until + timedelta(days=1), later.valid_from - timedelta(days=1)
                why = f"{rule_id}: {first}から{last}まで、どの版も有効でない空白があります"
                faults.append(Fault(path, line, why))
            elif later.valid_from <= until or later.valid_from == earlier.valid_from:
                why = f"{rule_id}: {later.valid_from}に二つの版が重なっています"
                faults.append(Fault(path, line, why))


def _check_sources(head: PackHead, path: Path, file: PackFile, faults: list[Fault]) -> None:
    known = {document.id for document in head.documents}
    for kind in ("responses", "symbols", "settings", "phrases"):
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
    parts: dict[str, list[Any]] = {"responses": [], "symbols": [], "settings": [], "phrases": []}
    rules: list[tuple[Path, int, ResponseRule]] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "pack.yaml":
            continue
        file = _parse(path, PackFile, faults)
        if file is None or head is None:
            continue
        _check_sources(head, path, file, faults)
        rules += [(path, index, rule) for index, rule in enumerate(file.responses)]
        for kind, entries in parts.items():
            entries.extend(getattr(file, kind))
    _check_versions(rules, faults)
    if faults or head is None:
        raise PackError(faults)
    if head.id != name:
        why = f"id「{head.id}」がフォルダ名「{name}」と違います"
        raise PackError([Fault(folder / "pack.yaml", 1, why)])
    return Pack(head, folder, **{kind: tuple(entries) for kind, entries in parts.items()})


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


def setting(names: Iterable[str], key: str, on: date) -> int | str | bool:
    """A setting's value in force on a day; a later pack's goes before an earlier one's."""
    for pack in reversed(load_packs(names)):
        for entry in pack.settings:
            if entry.id == key and entry.in_force(on):
                return entry.value
    raise KeyError(key)


def phrases(names: Iterable[str], group: str, on: date) -> Iterator[Phrase]:
    """The phrases of a group in force on a day, of all packs in order."""
    for pack in load_packs(names):
        yield from (p for p in pack.phrases if p.group == group and p.in_force(on))
