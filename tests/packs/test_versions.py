"""A version of a rule or setting, once in force, is kept and cannot be changed any more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tsunagu.clock import freeze
from tsunagu.packs.actions import keep_versions
from tsunagu.packs.loader import Pack, load_pack, load_packs
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.reading import PackError
from tsunagu.packs.schema import ResponseRule

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def pack_of(*rules: ResponseRule) -> Pack:
    """The pack of Akashi with these rules alone."""
    return replace(load_pack("akashi"), responses=rules, settings=(), forms=())


def a_rule(**changes: object) -> ResponseRule:
    """A rule that came into force on 1 April 2026."""
    rule = next(r for r in load_pack("akashi").responses if r.id == "share-run-3")
    return rule.model_copy(update={"valid_from": date(2026, 4, 1), **changes})


def test_a_version_in_force_is_stored_once() -> None:
    with freeze(DAY):
        keep_versions([pack_of(a_rule())])
        keep_versions([pack_of(a_rule())])
    assert str(RuleVersion.objects.get()) == "akashi/share-run-3@2026-04-01"


@pytest.mark.parametrize(
    "changes",
    [{"label": "別の言い方"}, {"owner": "manager"}, {"valid_until": date(2027, 3, 31)}],
    ids=str,
)
def test_a_version_in_force_that_reads_otherwise_is_refused(changes: dict[str, object]) -> None:
    with freeze(DAY):
        keep_versions([pack_of(a_rule())])
        with pytest.raises(PackError, match="share-run-3: 2026-04-01からの版はすでに有効"):
            keep_versions([pack_of(a_rule(**changes))])


def test_checked_on_may_change() -> None:
    with freeze(DAY):
        keep_versions([pack_of(a_rule())])
        keep_versions([pack_of(a_rule(checked_on=date(2027, 1, 1)))])


def test_a_version_that_has_gone_is_refused() -> None:
    with freeze(DAY):
        keep_versions([pack_of(a_rule())])
        with pytest.raises(PackError, match="消えています"):
            keep_versions([pack_of()])


def test_a_version_not_yet_in_force_may_change_until_its_day() -> None:
    with freeze(date(2026, 3, 31)):
        keep_versions([pack_of(a_rule())])
        keep_versions([pack_of(a_rule(label="まだ変えられる"))])
    assert not RuleVersion.objects.exists()
    with freeze(date(2026, 4, 1)):
        keep_versions([pack_of(a_rule())])
        with pytest.raises(PackError):
            keep_versions([pack_of(a_rule(label="もう変えられない"))])


def test_a_new_version_follows_without_touching_the_old_one() -> None:
    with freeze(DAY):
        keep_versions([pack_of(a_rule())])
        keep_versions([pack_of(a_rule(), a_rule(valid_from=DAY, label="新しい版"))])
    assert RuleVersion.objects.count() == 2


TOWN = """settings:
  - id: break-days
    label: 休みの続き
    value: 10
    valid_from: 2026-04-01
    source: ours
    checked_on: 2026-11-21
  - id: evening-from
    label: 前の日の夕方
    value: "17:00"
    valid_from: 2026-04-01
    source: ours
    checked_on: 2026-11-21
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings of a town's pack, whose first versions have been kept."""
    monkeypatch.setenv("TSUNAGU_PACKS", str(tmp_path))
    for name in ("national", "town"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(f"id: {name}\ntitle: {name}\n")
    path = tmp_path / "town" / "settings.yaml"
    path.write_text(TOWN)
    load_pack.cache_clear()
    with freeze(DAY):
        keep_versions(load_packs(["town"]))
        yield path
    load_pack.cache_clear()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("value: 10", "value: 7", "2: break-days: 2026-04-01からの版はすでに有効"),
        ('"17:00"', '"16:30"', "8: evening-from: 2026-04-01からの版はすでに有効"),
        ("2026-04-01", "2026-05-01", "2: break-days: 有効になった2026-04-01からの版が"),
        ("break-days", "lapse-after", "2: break-days: 有効になった2026-04-01からの版が"),
    ],
    ids=["break-days", "evening-from", "moved", "renamed"],
)
def test_a_setting_in_force_stops_the_start_with_file_and_line(
    town: Path, before: str, after: str, said: str
) -> None:
    town.write_text(TOWN.replace(before, after, 1))
    load_pack.cache_clear()
    with pytest.raises(PackError) as raised:
        keep_versions(load_packs(["town"]))
    assert str(raised.value).startswith(f"{town}:{said}")


def test_a_setting_changes_by_a_new_version(town: Path) -> None:
    new = "".join(TOWN.splitlines(keepends=True)[1:7]).replace("2026-04-01", "2026-06-01")
    town.write_text(TOWN + new.replace("value: 10", "value: 7"))
    load_pack.cache_clear()
    keep_versions(load_packs(["town"]))
    kept = RuleVersion.objects.filter(kind="settings", rule="break-days").order_by("valid_from")
    assert [version.content["value"] for version in kept] == [10, 7]
