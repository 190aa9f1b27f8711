"""The roll of a class of 35 in a real browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_class, make_person
from tests.journeys.conftest import Enter, Look
from tsunagu.attendance.models import Mark
from tsunagu.clock import JST
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 5, 20, 8, 25, tzinfo=JST)


@pytest.fixture
def classroom(set_clock: Callable[..., None]) -> Classroom:
    """35 pupils on a Wednesday morning."""
    set_clock(MORNING)
    return make_class(pupils=35)


class Finger:
    """Touches, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = 0

    def tile(self, number: int) -> None:
        """The pupil's tile."""
        self._touch(self.page.locator(".tile__main").nth(number - 1))

    def pill(self, label: str) -> None:
        """A choice of the panel that lies open."""
        self._touch(self.page.locator("details[open] .pill", has_text=label).first)

    def save(self) -> None:
        """The button that saves."""
        self._touch(self.page.locator("[data-save]"))

    def _touch(self, target: object) -> None:
        self.touches += 1
        target.click()  # type: ignore[attr-defined]


def test_three_absent_take_at_most_eight_touches(
    classroom: Classroom, enter: Enter, look: Look, size: str
) -> None:
    page = enter(make_person(classroom), "/roll/", size)
    look(page, f"roll-{size}")
    finger = Finger(page)
    for number, reason in ((3, "病気"), (11, "家庭の都合"), (30, "登校できない")):
        finger.tile(number)
        if number == 11:
            look(page, f"roll-panel-{size}")
        finger.pill(reason)
    expect(page.locator("[data-state]")).to_have_text("まだ保存していない変更があります")
    finger.save()
    expect(page.locator("#messages")).to_contain_text("保存しました 8:25　出席32人、欠席3人")
    assert finger.touches <= 8
    look(page, f"roll-saved-{size}")
    marks = Mark.objects.order_by("reason").values_list("reason", flat=True)
    assert list(marks) == ["cannot_come", "family", "illness"]
