"""A rule version, once in force, is kept and cannot be changed any more."""

from dataclasses import replace
from datetime import date

import pytest

from tsunagu.clock import freeze
from tsunagu.packs.actions import keep_versions
from tsunagu.packs.loader import Pack, PackError, load_pack
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.schema import ResponseRule

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def pack_of(*rules: ResponseRule) -> Pack:
    """The pack of Akashi with these rules alone."""
    return replace(load_pack("akashi"), responses=rules)


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
