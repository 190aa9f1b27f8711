"""The benchmark's other ways to the due responses agree with the product, to the row."""

from datetime import date, datetime
from importlib import import_module

import pytest
from benchmarks.city import LAST_DAY, MORNING, write_city
from benchmarks.comparisons.days import write_days
from benchmarks.comparisons.windows import RULES
from benchmarks.responses import COMPARISONS, as_rows

from tsunagu.clock import JST, SchoolYear, freeze
from tsunagu.org.models import Municipality
from tsunagu.response.batch import due_of_municipality
from tsunagu.response.models import ProtectionFlag
from tsunagu.school.models import Pupil

pytestmark = pytest.mark.django_db


def _register_some():
    """Register every fifth pupil, so that some of the few long runs are theirs."""
    for pupil in Pupil.objects.order_by("pk")[::5]:
        first = date(2026, 5, 1)
        ProtectionFlag.objects.create(
            municipality_id=pupil.municipality_id, pupil=pupil, first=first
        )


@pytest.fixture
def small_city(tmp_path):
    """The days of a small city as the comparisons read them, and what is due there."""
    with freeze(datetime.combine(LAST_DAY, MORNING, JST)):
        write_city(600)
        _register_some()
        keys = write_days(tmp_path / "days")
        due = due_of_municipality(Municipality.objects.get(), SchoolYear(2026), LAST_DAY)
    return tmp_path / "days", as_rows(due, keys)


def test_comparisons_agree_with_due_of_municipality(small_city):
    folder, expected = small_city
    assert len(expected) > 1500
    assert {rule for _, _, rule, _, _ in expected} == {rule for rule, _, _ in RULES}
    for name in COMPARISONS:
        found = import_module(f"benchmarks.comparisons.{name}").due(folder)
        assert sorted(found) == sorted(expected), name
