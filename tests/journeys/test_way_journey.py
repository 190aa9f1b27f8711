"""The board's head tries a way of noticing on the past, and has one used no more."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from tests.builders import (
    make_actor,
    make_board,
    make_city,
    make_class,
    make_person,
    make_school,
    roll,
)
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST
from tsunagu.signs.models import NoticingTrial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_way_is_tried_and_switched_off(
    set_clock: Callable[[datetime], None], enter: Enter, look: Look, size: str
) -> None:
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    room = make_class(make_school(make_city(packs=["national"])), pupils=2)
    late = MarkInput(kind="present", late=True)
    for day in (11, 12, 13):
        roll(room, date(2026, 5, day), make_actor(room), n1=late)
    head = make_person(make_board(room.municipality), role=RoleKind.BOARD_HEAD)
    page = enter(head, "/signs/ways/", size)
    way = page.locator("#late-rising")
    expect(way).to_contain_text("出典のとおり使っています")
    way.locator("summary", has_text="過去の記録で試す").click()
    way.get_by_label("いくつ以上").fill("2")
    way.get_by_role("button", name="試す").click()
    expect(page.locator("#messages")).to_contain_text("数え始めました")
    expect(way).to_contain_text("1人の名前が挙がり、そのうち0人が")

    NoticingTrial.objects.update(state="at_work", done=0)
    page.reload()
    expect(way.get_by_role("progressbar")).to_be_visible()
    look(page, f"ways-work-{size}")
    NoticingTrial.objects.update(state="done", done=1)
    expect(way).to_contain_text("1人の名前が挙がり")
    way.locator("summary", has_text="使うかどうかを変える").click()
    expect(way.get_by_label("使わない")).to_be_checked()
    way.get_by_label("わけ").fill("送迎バスが遅れる学校が多い")
    look(page, f"ways-{size}")
    way.get_by_role("button", name="決める").click()
    expect(page.locator("#messages")).to_contain_text("決めました")
    expect(way).to_contain_text("使っていません")
    way.locator("summary", has_text="これまでに決めたこと").click()
    look(page, f"ways-off-{size}")
