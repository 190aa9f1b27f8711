"""Days that came in by file while nothing reconciled them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.attendance.imports.conftest import City
from tests.builders import make_class, make_pupil
from tests.response.conftest import Child
from tsunagu.clock import JST, freeze
from tsunagu.response.actions import reconcile_stale, schools
from tsunagu.response.models import Stale, StaleState, TaskReason
from tsunagu.response.reconcile import Counts

MONDAY, TUESDAY, LATER = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 27)


@pytest.fixture
def child(db: None) -> Child:
    """A child whose school sends files."""
    with freeze(MONDAY):
        room = make_class(pupils=0)
        return Child(room, make_pupil(room, sourced_id="p1"))


def test_noticed_is_the_day_the_marks_came_in_not_that_of_the_reconcile(
    child: Child, tmp_path: Path
) -> None:
    city, rows = City(tmp_path, child.classroom), ["2026-05-11,p1,absent,,,,illness,"]
    with freeze(MONDAY):
        city.take(*rows)
    with freeze(TUESDAY):
        city.take(*rows, "2026-05-12,p1,absent,,,,illness,")
        assert Stale.objects.get().since == datetime(2026, 5, 11, 10, tzinfo=JST)
    with freeze(LATER):
        reconcile_stale()
        city.take(*rows, "2026-05-12,p1,absent,,,,illness,", "2026-05-13,p1,absent,,,,,")
        reconcile_stale()
    assert child.reasons()[:2] == [(11, "first-day-call", "open"), (12, "second-day-visit", "open")]
    noticed = TaskReason.objects.order_by("day").values_list("noticed", flat=True)
    assert list(noticed)[:3] == [MONDAY, TUESDAY, LATER]


def test_since_stays_where_a_reconcile_was_cut_short(child: Child, tmp_path: Path) -> None:
    city, monday = City(tmp_path, child.classroom), "2026-05-11,p1,absent,,,,illness,"
    with freeze(MONDAY):
        city.take(monday)
        Stale.objects.update(state=StaleState.RUNNING)
    with freeze(TUESDAY):
        city.take(monday, "2026-05-12,p1,absent,,,,illness,")
        waiting = Stale.objects.get()
        assert (waiting.state, waiting.since.astimezone(JST).date()) == ("waiting", MONDAY)
        assert waiting.changed.astimezone(JST).date() == TUESDAY
        reconcile_stale()
    noticed = TaskReason.objects.order_by("day").values_list("noticed", flat=True)
    assert list(noticed) == [MONDAY, TUESDAY]


def test_changed_while_it_is_reconciled_a_school_waits_again(
    child: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, monday = City(tmp_path, child.classroom), "2026-05-11,p1,absent,,,,illness,"
    with freeze(MONDAY):
        city.take(monday)
    reconciled = schools.reconcile_school

    def beside(**what: Any) -> Counts:
        with freeze(TUESDAY):
            city.take(monday, "2026-05-12,p1,absent,,,,illness,")
        Stale.objects.update(state=StaleState.RUNNING)
        return reconciled(**what)

    monkeypatch.setattr(schools, "reconcile_school", beside)
    with freeze(LATER):
        reconcile_stale()
    assert Stale.objects.get().since.astimezone(JST).date() == MONDAY
