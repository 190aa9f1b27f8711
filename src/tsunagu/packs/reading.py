"""Reads one YAML file of a pack and says in Japanese, with its line, what is wrong in it."""

import errno
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tsunagu.packs.entries import Misfit

M = TypeVar("M", bound=BaseModel)


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
    "less_than_equal": "{le} 以下で書いてください",
    "too_short": "{min_length} つ以上書いてください",
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


def line_at(node: yaml.Node | None, place: Iterable[object]) -> int:
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


def read(path: Path) -> tuple[Any, yaml.Node | None]:
    """What a file says, and where each part of it stands."""
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


def _only_follows(error: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Is a list short only because what is written in it has faults of its own?"""
    place = error["loc"]
    within = (e["loc"][: len(place)] == place and len(e["loc"]) > len(place) for e in others)
    return error["type"] == "too_short" and any(within)


def parse(
    path: Path,
    model: type[M],
    faults: list[Fault],
    *,
    also: Callable[[Any], Iterable[Misfit]] = lambda _: (),
) -> M | None:
    """A file as a model of the schema; nothing, and its faults added, where it does not fit.

    What `also` finds in the file as it is written is told with them.
    """
    try:
        data, node = read(path)
        faults += [
            Fault(path, line, f"「{key}」が二度書かれています") for line, key in _twice(node)
        ]
        faults += [Fault(path, line_at(node, place), why) for place, why in also(data)]
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
        errors = error.errors()
        found = [e for e in errors if not _only_follows(e, errors)]
        lines = [Fault(path, line_at(node, e["loc"]), _in_words(e)) for e in found]
        faults += dict.fromkeys(lines)
    return None
