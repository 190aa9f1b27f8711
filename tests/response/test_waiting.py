"""Days that came in by file while nothing reconciled them."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.attendance.imports.conftest import City
from tests.builders import make_class, make_pupil
from tests.response.conftest import Child
from tsunagu.clock import JST, freeze
from tsunagu.response.actions import reconcile_stale
from tsunagu.response.models import Stale, StaleState, TaskReason

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


def test_since_is_anew_for_a_school_that_is_being_reconciled(child: Child, tmp_path: Path) -> None:
    city = City(tmp_path, child.classroom)
    with freeze(MONDAY):
        city.take("2026-05-11,p1,absent,,,,illness,")
        Stale.objects.update(state=StaleState.RUNNING)
    with freeze(TUESDAY):
        city.take("2026-05-12,p1,absent,,,,illness,")
        waiting = Stale.objects.get()
    assert (waiting.state, waiting.since.astimezone(JST).date()) == (StaleState.WAITING, TUESDAY)
