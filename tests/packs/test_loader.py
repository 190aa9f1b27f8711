"""A bad pack stops the start with file, line and reason; good ones are read with their dates."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from tests.packs.conftest import HEAD
from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.packs import loader, schema
from tsunagu.packs.loader import (
    default_packs,
    headless,
    load_pack,
    load_packs,
    pack_names,
    phrases,
    setting,
)
from tsunagu.packs.reading import PackError
from tsunagu.response.enums import GIVEN, Owner, TaskKind, Way

RULE = """\
  - id: call
    label: 電話
    what: 電話をかける
    when: {run: 1}
    task_kind: contact
    way: call
    owner: homeroom
    due: {working_days: 0}
    valid_from: 2026-04-01
    source: {document: manual, page: 3ページ}
    checked_on: 2026-11-21
"""
RULES = f"responses:\n{RULE}"
SETTING = """settings:
  - id: {}
    label: 値
    value: {}
    valid_from: 2026-04-01
    source: ours
    checked_on: 2026-11-21
"""


def faults_of(packs: Path, text: str, *, file: str = "responses.yaml") -> list[str]:
    """What is wrong with the town's pack, as file:line: reason, without the folder."""
    (packs / "town" / file).write_text(text, encoding="utf-8")
    load_pack.cache_clear()
    with pytest.raises(PackError) as raised:
        load_pack("town")
    return [str(fault).removeprefix(f"{packs}/town/") for fault in raised.value.faults]


BAD = {
    "unknown_key": (
        RULES + "    colour: red\n",
        "responses.yaml:13: responses.0.colour: 知らない項目です。つづりを確かめてください",
    ),
    "missing_source": (
        RULES.replace("    source: {document: manual, page: 3ページ}\n", ""),
        "responses.yaml:2: responses.0.source: この項目を書いてください",
    ),
    "missing_checked_on": (
        RULES.replace("    checked_on: 2026-11-21\n", ""),
        "responses.yaml:2: responses.0.checked_on: この項目を書いてください",
    ),
    "missing_valid_from": (
        RULES.replace("    valid_from: 2026-04-01\n", ""),
        "responses.yaml:2: responses.0.valid_from: この項目を書いてください",
    ),
    "unknown_document": (
        RULES.replace("document: manual", "document: leaflet"),
        "responses.yaml:11: 出典「leaflet」が pack.yaml の documents にありません",
    ),
    "no_page": (
        RULES.replace(", page: 3ページ", ""),
        "responses.yaml:11: responses.0.source.page: この項目を書いてください",
    ),
    "no_such_date": (
        RULES.replace("2026-04-01", '"2026-04-31"'),
        "responses.yaml:10: responses.0.valid_from: ある日付（2026-04-01 の形）で書いてください",
    ),
    "unknown_counter": (
        RULES.replace("{run: 1}", "{reaches: {counter: week, value: 3}}"),
        "responses.yaml:5: responses.0.when.reaches.counter: "
        "'total', 'not_come', 'month'、'term' のどれかを書いてください",
    ),
    "no_condition": (
        RULES.replace("{run: 1}", "{on: any}"),
        "responses.yaml:5: responses.0.when: "
        "条件（run・total・reaches・month_end）のどれかを書いてください",
    ),
    "total_on_any_day": (
        RULES.replace("{run: 1}", "{on: any, total: 1}"),
        "responses.yaml:5: responses.0.when: "
        "total は欠席の日（on: away か register_absence）でだけ比べられます",
    ),
    "contact_without_way": (
        RULES.replace("    way: call\n", ""),
        "responses.yaml:2: responses.0: "
        "way（call・visit・either）は task_kind が contact のときだけ書きます",
    ),
    "ends_before_it_begins": (
        RULES + "    valid_until: 2026-03-31\n",
        "responses.yaml:13: responses.0.valid_until: valid_from より前です",
    ),
    "twice_in_force": (
        RULES + RULE,
        "responses.yaml:13: call: 2026-04-01に二つの版が重なっています",
    ),
    "overlap": (
        RULES + "    valid_until: 2026-09-30\n" + RULE.replace("2026-04-01", "2026-09-30"),
        "responses.yaml:14: call: 2026-09-30に二つの版が重なっています",
    ),
    "gap": (
        RULES + "    valid_until: 2026-09-29\n" + RULE.replace("2026-04-01", "2026-10-01"),
        "responses.yaml:14: call: 2026-09-30から2026-09-30まで、どの版も有効でない空白があります",
    ),
    "key_twice": (
        RULES.replace("    way: call\n", "    way: call\n    way: visit\n"),
        "responses.yaml:8: 「way」が二度書かれています",
    ),
    "number_that_is_none": (
        SETTING.format("break-days", '"10"'),
        "responses.yaml:2: settings.0: break-days の value は1以上の整数で書いてください",
    ),
    "number_below_one": (
        SETTING.format("break-days", 0),
        "responses.yaml:2: settings.0: break-days の value は1以上の整数で書いてください",
    ),
    "hour_that_is_none": (
        SETTING.format("evening-from", '"25:00"'),
        "responses.yaml:2: settings.0: evening-from の value は"
        '時刻（"17:00" の形）で書いてください',
    ),
    "date_that_does_not_exist": (
        RULES.replace("2026-04-01", "2026-02-30"),
        "responses.yaml:10: responses.0.valid_from: ある日付（2026-04-01 の形）で書いてください",
    ),
    "range_that_never_is": (
        RULES.replace("{run: 1}", "{total: {from: 6, to: 2}}"),
        "to は from より小さくできません",
    ),
    "owner_unknown": (RULES.replace("homeroom", "nobody"), "'manager'、'office' のどれか"),
    "bad_yaml": ("responses: [\n", "responses.yaml:2: YAMLの書き方に誤りがあります"),
    "empty": ("", "responses.yaml:1: ファイル全体: 項目の組で書いてください"),
}


@pytest.mark.parametrize(("text", "fault"), BAD.values(), ids=BAD)
def test_bad_pack_says_file_line_and_reason(packs: Path, text: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(packs, text))


def test_all_faults_are_told_at_once(packs: Path) -> None:
    text = RULES.replace("owner: homeroom", "owner: nobody").replace("run: 1", "run: one")
    found = faults_of(packs, text)
    assert any("owner" in fault for fault in found)
    assert any("when" in fault for fault in found)


def test_wrong_id_is_refused(packs: Path) -> None:
    assert faults_of(packs, HEAD.replace("id: town", "id: city"), file="pack.yaml") == [
        "pack.yaml:1: id「city」がフォルダ名「town」と違います"
    ]


def test_not_utf8_is_refused(packs: Path) -> None:
    (packs / "town" / "responses.yaml").write_bytes("responses: # 電話".encode("cp932"))
    with pytest.raises(PackError, match=r"responses\.yaml:1: UTF-8 でない文字"):
        load_pack("town")


def test_faults_of_every_pack_are_told_at_once(packs: Path) -> None:
    (packs / "town" / "responses.yaml").write_text("responses: 1", encoding="utf-8")
    with pytest.raises(PackError) as raised:
        load_packs(["nowhere", "town"])
    assert [fault.path.parent.name for fault in raised.value.faults] == ["nowhere", "town"]


def test_a_folder_without_a_head_is_named(packs: Path) -> None:
    (packs / "village").mkdir()
    (packs / "village" / "settings.yaml").write_text("settings: []\n", encoding="utf-8")
    assert [str(fault) for fault in headless()] == [
        f"{packs}/village/pack.yaml:1: pack.yaml がありません"
    ]


def test_versions_may_follow_one_another_with_and_without_an_end(packs: Path) -> None:
    later = RULE.replace("2026-04-01", "2026-10-01")
    for text in (RULES + later, RULES + "    valid_until: 2026-09-30\n" + later):
        (packs / "town" / "responses.yaml").write_text(text, encoding="utf-8")
        load_pack.cache_clear()
        assert len(load_pack("town").responses) == 2


def test_settings_and_phrases_of_a_later_version_and_pack_take_the_place(packs: Path) -> None:
    entry = "valid_from: {}, source: ours, checked_on: 2026-11-21}}\n"
    (packs / "town" / "more.yaml").write_text(
        "settings:\n"
        f"  - {{id: minutes, label: 分, value: 20, {entry.format('2026-10-01')}"
        f"  - {{id: minutes, label: 分, value: 30, {entry.format('2026-04-01')}"
        "phrases:\n"
        f"  - {{id: hello, group: g, text: 町の言葉, {entry.format('2026-04-01')}",
        encoding="utf-8",
    )
    (packs / "national" / "more.yaml").write_text(
        f"settings:\n  - {{id: minutes, label: 分, value: 60, {entry.format('2026-01-01')}"
        f"phrases:\n  - {{id: hello, group: g, text: 国の言葉, {entry.format('2026-01-01')}",
        encoding="utf-8",
    )
    values = {
        day: setting(["town"], "minutes", day)
        for day in map(date.fromisoformat, ("2026-03-31", "2026-04-01", "2026-09-30", "2026-10-01"))
    }
    assert list(values.values()) == [60, 30, 30, 20]
    assert [p.text for p in phrases(["town"], "g", date(2026, 3, 31))] == ["国の言葉"]
    assert [p.text for p in phrases(["town"], "g", date(2026, 4, 1))] == ["町の言葉"]
    with pytest.raises(KeyError):
        setting(["town"], "minutes", date(2025, 12, 31))


def test_every_pack_of_the_house_is_sound() -> None:
    assert pack_names()[0] == loader.ALWAYS_FIRST
    assert {pack.id for pack in load_packs(pack_names())} >= {
        "national",
        "akashi",
        "machida-2013",
        "new-zealand-star",
    }


def test_national_is_always_there_and_first() -> None:
    assert [pack.id for pack in load_packs(["akashi", "national"])] == ["national", "akashi"]
    assert [pack.id for pack in load_packs([])] == ["national"]


def test_names_in_packs_are_the_names_in_code() -> None:
    # What people decided is owed by no rule.
    assert set(get_args(schema.TaskKindName)) == set(TaskKind.values) - GIVEN
    assert set(get_args(schema.OwnerName)) == set(Owner.values)
    ways = schema.ResponseRule.model_fields["way"].annotation
    assert set(get_args(get_args(ways)[0])) == set(Way.values)
    assert set(get_args(schema.Symbol.model_fields["kind"].annotation)) == set(Kind.values)


@pytest.mark.parametrize("name", pack_names())
def test_symbols_name_known_places_and_reasons(name: str) -> None:
    for symbol in load_pack(name).symbols:
        assert symbol.place in {"", *Place.values}
        assert symbol.reason in {"", *Reason.values}


def test_defaults_name_the_packs_of_a_first_roster_and_of_the_demo(packs: Path) -> None:
    assert default_packs().roster == default_packs().demo == ("national",)
    file = packs / "defaults.yaml"
    file.write_text("roster: [national, town]\ndemo: [town]\n", encoding="utf-8")
    assert (default_packs().roster, default_packs().demo) == (("national", "town"), ("town",))
    file.write_text("roster: [nowhere]\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"defaults\.yaml:1: パック「nowhere」が見つかりません"):
        default_packs()
    file.write_text("first: [town]\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"defaults\.yaml:1: first: 知らない項目です"):
        default_packs()
