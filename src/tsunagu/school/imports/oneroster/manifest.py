"""manifest.csv: which version a bundle is, and which files it says it holds."""

from collections.abc import Mapping

from tsunagu.intake.bundle import Bundle
from tsunagu.intake.faults import Faults
from tsunagu.intake.text import decode, records
from tsunagu.school.imports.oneroster.spec import EVERY_FILE, NEEDED, PROFILES, Profile

MANIFEST = "manifest.csv"
STATES = ("absent", "bulk", "delta")


def read_manifest(bundle: Bundle, faults: Faults) -> tuple[Profile | None, Mapping[str, str]]:
    """The profile, and the properties; what does not fit the files is among the faults."""
    data = bundle.files.get(MANIFEST)
    if data is None:
        if bundle.files:
            faults.add(MANIFEST, 0, 0, "ありません。OneRosterの名簿には manifest.csv が必要です")
        return None, {}
    decoded = decode(data, MANIFEST, faults, utf_16=False)
    if decoded is None:
        return None, {}
    lines: dict[str, int] = {}
    properties: dict[str, str] = {}
    for line, cells in records(decoded.text, ",", MANIFEST, faults):
        if line == 1:
            if cells != ["propertyName", "value"]:
                faults.add(MANIFEST, 1, 1, "見出しは propertyName,value でなければなりません")
        elif cells and len(cells) != 2:
            faults.add(MANIFEST, line, 1, f"値が{len(cells)}個あります。2個でなければなりません")
        elif cells and cells[0] in properties:
            faults.add(MANIFEST, line, 1, f"「{cells[0]}」が二度あります")
        elif cells:
            properties[cells[0]], lines[cells[0]] = cells[1], line
    profile = _profile(properties, lines, faults)
    _check_files(bundle, properties, lines, faults)
    return profile, properties


def _profile(
    properties: Mapping[str, str], lines: Mapping[str, int], faults: Faults
) -> Profile | None:
    if properties.get("manifest.version") != "1.0":
        line = lines.get("manifest.version", 0)
        faults.add(MANIFEST, line, 2, "manifest.version は 1.0 でなければなりません")
    version = properties.get("oneroster.version", "")
    profile = PROFILES.get(version)
    if profile is None:
        known = "・".join(PROFILES)
        line = lines.get("oneroster.version", 0)
        why = f"oneroster.version「{version}」は読めません。{known} のどれかにしてください"
        faults.add(MANIFEST, line, 2, why)
    return profile


def _check_files(
    bundle: Bundle, properties: Mapping[str, str], lines: Mapping[str, int], faults: Faults
) -> None:
    """Listed and there, or neither; bulk files only."""
    for name in EVERY_FILE:
        key = f"file.{name}"
        state, line = properties.get(key, "absent"), lines.get(key, 0)
        there = f"{name}.csv" in bundle.files
        if state not in STATES:
            why = f"{key} は {'・'.join(STATES)} のどれかです（「{state}」）"
            faults.add(MANIFEST, line, 2, why)
        elif state == "delta":
            why = (
                f"{key} が差分（delta）です。差分の名簿は取り込めません。"
                "全件（bulk）で書き出してください"
            )
            faults.add(MANIFEST, line, 2, why)
        elif state == "bulk" and not there:
            why = f"{name}.csv がありません（manifest.csv では bulk です）"
            faults.add(MANIFEST, line, 2, why)
        elif state == "absent" and there:
            why = "manifest.csv に bulk として書かれていません"
            faults.add(f"{name}.csv", 0, 0, why)
        elif state == "absent" and name in NEEDED:
            faults.add(MANIFEST, line, 2, f"{name}.csv は名簿に必要です")
    known = {MANIFEST, *(f"{name}.csv" for name in EVERY_FILE)}
    for name in sorted(set(bundle.files) - known):
        faults.add(
            name, 0, 0, "OneRosterにないファイルです。名前の大文字・小文字も確かめてください"
        )
