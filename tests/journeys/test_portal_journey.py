"""A seven-year-old comes in by number and pictures, tells the weather, and is answered."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.builders import (
    make_board,
    make_city,
    make_class,
    make_person,
    make_school,
    pupils_of,
)
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST, today
from tsunagu.signs.models import CheckIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "tablet"])
def test_a_child_tells_the_weather_in_three_touches_and_sees_who_read_it(
    enter: Enter,
    look: Look,
    open_page: Callable[..., Page],
    live_server: object,
    set_clock: Callable[[datetime], None],
    size: str,
) -> None:
    set_clock(datetime(2026, 5, 20, 8, 20, tzinfo=JST))
    room = make_class(make_school(make_city()), grade="P2", pupils=35)
    homeroom = make_person(room)
    homeroom.family_name, homeroom.kana = "白藤", "しらふじ"
    homeroom.save()
    staff = enter(homeroom, f"/signs/doors/{room.pk}/", size)
    staff.get_by_role("button", name="あいことばを作る").click()
    expect(staff.locator("#messages")).to_contain_text("作りました")
    look(staff, f"door-class-{size}")
    code = staff.locator("#h-code + p strong").inner_text()
    staff.get_by_role("button", name="新しい絵を作り、カードを出す").click()
    card = staff.locator(".card").filter(has_text="7　").first
    expect(card).to_be_visible()
    look(staff, f"door-cards-{size}")
    pictures = card.locator("li").all_inner_texts()

    sent: list[int] = []
    tablet = open_page(size)
    tablet.on("response", lambda answer: sent.append(len(answer.body()) if answer.ok else 0))
    tablet.goto(f"{live_server}/door/")
    look(tablet, f"door-code-{size}")
    tablet.get_by_role("textbox").fill(code)
    tablet.get_by_role("button").click()
    expect(tablet.get_by_role("button", name="35", exact=True)).to_be_visible()
    look(tablet, f"door-numbers-{size}")
    tablet.get_by_role("button", name="7", exact=True).click()
    for count, word in enumerate(pictures):
        expect(tablet.get_by_role("status")).to_contain_text(str(count))
        look(tablet, f"door-pictures-{count}-{size}")
        tablet.get_by_role("button", name=word.strip(), exact=True).click()
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("こんにちは")
    look(tablet, f"child-{size}")
    sent.clear()
    tablet.reload()
    expect(tablet.get_by_role("radio", name="あらし")).to_be_attached()
    assert 0 < sum(sent) < 60_000, "a page for pupils weighs under 60 kB in all"
    for touch in ("あらし", "しんどい", "あまりねていない"):
        tablet.get_by_text(touch, exact=True).click()
    expect(tablet.locator(".told")).to_contain_text("あらし")
    look(tablet, f"child-told-{size}")
    assert CheckIn.objects.get().pupil.enrolments.get().number == "7"

    staff.goto(f"{live_server}/signs/weather/")
    look(staff, f"weather-{size}")
    staff.get_by_role("button", name="ここにある1人の分を読みました").click()
    expect(staff.locator("#messages")).to_contain_text("伝わります")
    tablet.reload()
    expect(tablet.locator(".told rt").last).to_have_text("しらふじ")
    look(tablet, f"child-read-{size}")
    tablet.get_by_role("link", name="これまで").click()
    expect(tablet.locator(".told")).to_have_count(1)
    look(tablet, f"child-weeks-{size}")
    tablet.go_back()
    tablet.get_by_role("button", name="わる").click()
    expect(tablet.get_by_role("button", name="7", exact=True)).to_be_visible()
    kept = tablet.evaluate("Object.keys({...localStorage, ...sessionStorage})")
    assert kept == []


def test_low_weather_stands_in_the_list_of_signs_with_its_days(
    enter: Enter, look: Look, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(datetime(2026, 5, 20, 8, 20, tzinfo=JST))
    room = make_class(make_school(make_city(packs=["national"])), grade="P2", pupils=3)
    told = {"municipality": room.municipality, "school": room.school}
    for ago in (0, 1, 6):
        at = datetime(2026, 5, 20, 8, 15, tzinfo=JST)
        day = today() - timedelta(ago)
        CheckIn.objects.create(**told, pupil=pupils_of(room)[0], day=day, heart="rainy", at=at)
    staff = enter(make_person(room), "/signs/", "tablet")
    row = staff.get_by_role("row").filter(has_text="つらい天気が続いている")
    expect(row).to_contain_text("3回：5月14日（木）、5月19日（火）、5月20日（水）")
    look(staff, "signs-weather-tablet")
    row.get_by_role("link").click()
    expect(staff.get_by_role("heading", name="数えてわかったこと")).to_be_visible()
    look(staff, "sign-pupil-weather-tablet")
    staff.get_by_text("本人と話した").click()
    staff.get_by_role("button", name="記録する").first.click()
    expect(staff.locator("#messages")).to_contain_text("記録しました")
    board = enter(
        make_person(make_board(room.municipality), role=RoleKind.SUPERVISOR), "/signs/ways/"
    )
    way = board.locator("#darker-weather")
    expect(way).to_contain_text("14日のあいだに続けて3回以上あるとき")
    way.scroll_into_view_if_needed()
    look(board, "sign-ways-weather")
