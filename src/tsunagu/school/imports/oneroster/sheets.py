"""One file of a bundle: header and rows checked against its columns, every fault with its place."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tsunagu.intake.faults import Faults
from tsunagu.intake.text import CP932, UTF8, decode, records
from tsunagu.school.imports.oneroster.spec import FileSpec, Profile

GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
RESOURCE_IDS = "resourceSourcedIds"
Ids = dict[str, set[str]]
Check = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Record:
    """One row and the line it begins on."""

    sheet: "Sheet"
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell's text; nothing where the file has no such column."""
        return self.values.get(column, "")

    def day(self, column: str) -> date | None:
        """A cell's date, None where it is blank (a bad one is among the faults already)."""
        return parsed_date(self[column])

    def items(self, column: str) -> list[str]:
        """The values of a list."""
        return [item.strip() for item in self[column].split(",") if item.strip()]

    def fault(self, column: str, message: str) -> None:
        """Note that something is wrong with a cell."""
        self.sheet.fault(self.line, column, message)


@lru_cache(maxsize=4096)
def parsed_date(text: str) -> date | None:
    """The date that `YYYY-MM-DD` states, or None."""
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


@dataclass
class Sheet:
    """A file's text with its header checked; iterate `records` once to check the rows."""

    spec: FileSpec
    text: str
    header: tuple[str, ...]
    faults: Faults
    ids: Ids
    profile: Profile
    extra: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Further restrictions of a profile: what a column may hold."""

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.spec.name}.csv"

    def fault(self, line: int, column: str, message: str) -> None:
        """Note that something is wrong with a cell."""
        at = self.header.index(column) + 1 if column in self.header else 0
        self.faults.add(self.file, line, at, f"{column}: {message}" if column else message)

    def records(self) -> Iterator[Record]:
        """Every row that fits; its faults are noted on the way, its `sourcedId` is remembered."""
        checks = [(at, name, self._check_of(name)) for at, name in enumerate(self.header)]
        required = [at for at, name in enumerate(self.header) if name in self.spec.required]
        width, seen, rows = len(self.header), self.ids.setdefault(self.spec.name, set()), 0
        lines = records(self.text, ",", self.file, self.faults)
        next(lines, None)
        for line, cells in (one for one in lines if one[1]):
            rows += 1
            if len(cells) != width:
                why = f"値が{len(cells)}個ありますが、見出しは{width}列です"
                self.faults.add(self.file, line, min(len(cells), width) + 1, why)
                continue
            for at in required:
                if not cells[at]:
                    self.fault(line, self.header[at], "必須です。値を書いてください")
            for at, name, check in checks:
                if cells[at] and (why := check(cells[at])):
                    self.fault(line, name, why)
            if cells[0] and cells[0] in seen:
                self.fault(line, "sourcedId", f"「{cells[0]}」が二度あります")
            seen.add(cells[0])
            yield Record(self, line, dict(zip(self.header, cells, strict=True)))
        if not rows:
            self.faults.add(self.file, 1, 0, "データの行がありません。1行以上が必要です")

    def _check_of(self, name: str) -> Check:
        """What is asked of a column's values that are not blank: a reason for refusing, or none."""
        spec = self.spec
        if name in {"status", "dateLastModified"}:
            return lambda value: "bulk のファイルでは空欄でなければなりません"
        parts: list[Check] = [_no_return]
        if name in spec.dates:
            parts.append(_is_date)
        if name == "sourcedId":
            parts.append(_is_guid)
        if allowed := self.extra.get(name, spec.choices.get(name)):
            parts.append(_one_of(allowed, name in spec.lists))
        if (target := spec.refs.get(name)) and target in self.ids:
            parts.append(_names_one(self.ids[target], target, name in spec.lists))

        def check(value: str) -> str:
            for part in parts:
                if why := part(value):
                    return why
            return ""

        return check if len(parts) > 1 else _no_return


def _no_return(value: str) -> str:
    return "値の中に改行（CR）を入れられません" if "\r" in value else ""


def _is_guid(value: str) -> str:
    good = GUID.fullmatch(value)
    return "" if good else "使える文字は 0-9 A-Z a-z . - _ / @ で、255文字までです"


def _is_date(value: str) -> str:
    good = parsed_date(value)
    return "" if good else f"「{value}」は実在する YYYY-MM-DD の日付ではありません"


def _one_of(allowed: Collection[str], is_list: bool) -> Check:
    names = "・".join(sorted(allowed))

    def check(value: str) -> str:
        given = [v.strip() for v in value.split(",")] if is_list else [value]
        wrong = [v for v in given if v not in allowed]
        return f"「{wrong[0]}」は使えません。{names} のどれかにしてください" if wrong else ""

    return check


def _names_one(ids: set[str], target: str, is_list: bool) -> Check:
    def check(value: str) -> str:
        given = [v.strip() for v in value.split(",")] if is_list else [value]
        wrong = [v for v in given if v not in ids]
        return f"「{wrong[0]}」が {target}.csv の sourcedId にありません" if wrong else ""

    return check


def open_sheet(
    spec: FileSpec,
    data: bytes,
    profile: Profile,
    *,
    ids: Ids,
    faults: Faults,
    warnings: list[str],
) -> Sheet | None:
    """A file with its header checked, or None where it cannot be read any further."""
    file = f"{spec.name}.csv"
    decoded = decode(data, file, faults, utf_16=False)
    if decoded is None:
        return None
    if decoded.encoding == CP932:
        warnings.append(f"{file}: CP932（Shift_JIS）で読みました。規格は UTF-8 です")
    elif decoded.encoding != UTF8:
        faults.add(file, 1, 1, f"{decoded.encoding} です。UTF-8 で保存してください")
        return None
    header = next(records(decoded.text, ",", file, Faults()), (1, []))[1]
    before = len(faults.found)
    _check_header(spec, header, profile, faults, warnings)
    if len(faults.found) > before:
        return None
    return Sheet(spec, decoded.text, tuple(header), faults, ids, profile)


def _check_header(
    spec: FileSpec,
    header: list[str],
    profile: Profile,
    faults: Faults,
    warnings: list[str],
) -> None:
    """Fixed columns in order, then `metadata.*`; names are case-sensitive."""
    file = f"{spec.name}.csv"
    fixed = [name for name in header if not name.startswith("metadata.")]
    expected = _expected(spec, fixed, profile)
    known = {name.casefold(): name for name in (*spec.columns, *_metadata(spec, profile))}
    for at, name in enumerate(header, 1):
        right = known.get(name.casefold())
        if right and right != name:
            why = f"見出し「{name}」の大文字・小文字が違います。「{right}」としてください"
            faults.add(file, 1, at, why)
        elif header.index(name) < at - 1:
            faults.add(file, 1, at, f"見出し「{name}」が二度あります")
        elif right is None and name.startswith("metadata."):
            warnings.append(f"{file}: 見出し「{name}」は読みません")
        elif name not in expected and not name.startswith("metadata."):
            faults.add(file, 1, at, f"見出し「{name}」はこの版（{profile.version}）にありません")
    given = {name.casefold() for name in header}
    for name in expected:
        if name.casefold() not in given:
            faults.add(file, 1, 0, f"見出し「{name}」がありません")
    in_order = sorted(set(fixed) & set(expected), key=expected.index)
    if header[: len(fixed)] != fixed or [n for n in fixed if n in expected] != in_order:
        why = f"見出しの順序が規格と違います。{','.join(expected)} のあとに metadata.* を置きます"
        faults.add(file, 1, 0, why)


def _expected(spec: FileSpec, fixed: list[str], profile: Profile) -> list[str]:
    """The fixed columns that a header must have, in order."""
    expected = list(spec.columns)
    if RESOURCE_IDS in expected and profile.resource_ids != {True}:
        has = RESOURCE_IDS in fixed
        if not has or has not in profile.resource_ids:
            expected.remove(RESOURCE_IDS)
    if spec.open_end:
        least = len(expected) - spec.open_end
        expected = expected[: max(least, len(fixed))]
    return expected


def _metadata(spec: FileSpec, profile: Profile) -> Collection[str]:
    return profile.metadata.get(spec.name, ())
