"""The day on which a case is looked at again: so many weeks on, and never without school."""

from datetime import date, timedelta

import pytest

from tests.builders import add_calendar
from tests.cases.scene import Scene, make_scene
from tests.cases.test_cases import begun
from tsunagu.cases.next_review import proposed_review, review_day
from tsunagu.clock import freeze, today
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(weeks=1)
SUMMER = (date(2026, 7, 18), date(2026, 8, 31))


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager; a Wednesday in May."""
    return make_scene()


@pytest.mark.parametrize(
    ("aim", "expected"), [(17, 17), (16, 14), (20, 18), (24, 18), (25, 31), (31, 31)]
)
def test_it_is_the_last_school_day_of_the_week_before_or_the_first_after(
    aim: int, expected: int
) -> None:
    days = [date(2026, 8, day) for day in (13, 14, 17, 18, 31)]
    assert review_day(date(2026, 8, aim), days) == date(2026, 8, expected)


def test_it_is_as_many_weeks_on_as_the_kind_of_the_case_says(scene: Scene) -> None:
    case = begun(scene)
    assert case.definition.review_weeks == 4
    assert proposed_review(case, today()) == today() + 4 * WEEK


def test_it_is_no_weekend_no_holiday_and_no_day_on_which_the_class_is_closed(scene: Scene) -> None:
    case = begun(scene)
    assert proposed_review(case, date(2026, 5, 23)) == date(2026, 6, 19)
    assert proposed_review(case, date(2026, 8, 25)) == date(2026, 9, 18)
    closed = date(2026, 6, 17)
    add_calendar(scene.classroom, closed, kind=CalendarKind.CLOSED)
    assert proposed_review(case, closed - 4 * WEEK) == date(2026, 6, 16)


def test_it_is_the_first_day_after_long_holidays(scene: Scene) -> None:
    case = begun(scene)
    add_calendar(scene.classroom.school, *SUMMER)
    with freeze(date(2026, 7, 10)):
        assert proposed_review(case, today()) == date(2026, 9, 1)


def test_it_lies_ahead_also_of_what_is_written_down_late(scene: Scene) -> None:
    case = begun(scene)
    assert proposed_review(case, today() - 8 * WEEK) == today() + timedelta(days=1)


def test_a_child_in_no_class_has_none(scene: Scene) -> None:
    case = begun(scene)
    Enrolment.objects.filter(pupil=scene.pupil).delete()
    assert proposed_review(case, today()) is None
