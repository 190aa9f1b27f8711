"""The board's head reads how the register is counted, and has one way used no more."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_board, make_city, make_person
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_way_is_read_and_switched_off(
    set_clock: Callable[[datetime], None], enter: Enter, look: Look, size: str
) -> None:
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    head = make_person(make_board(make_city(packs=["national"])), role=RoleKind.BOARD_HEAD)
    page = enter(head, "/signs/ways/", size)
    way = page.locator("#nurse-often")
    expect(way).to_contain_text("出典のとおり使っています")
    way.locator("summary", has_text="使うかどうかを変える").click()
    expect(way.get_by_label("使わない")).to_be_checked()
    way.get_by_label("わけ").fill("保健室登校の子どもが多く、毎日出てしまう")
    look(page, f"ways-{size}")
    way.get_by_role("button", name="決める").click()
    expect(page.locator("#messages")).to_contain_text("決めました")
    expect(way).to_contain_text("使っていません")
    expect(way).to_contain_text("保健室登校の子どもが多く")
    way.locator("summary", has_text="これまでに決めたこと").click()
    look(page, f"ways-off-{size}")
