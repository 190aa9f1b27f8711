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
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.clock import JST, today
from tsunagu.doors.actions import give_pictures, open_class
from tsunagu.doors.pictures import PICTURES
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


def test_a_child_reads_its_plan_says_it_is_not_right_and_is_answered(
    enter: Enter,
    look: Look,
    open_page: Callable[..., Page],
    live_server: object,
    set_clock: Callable[[datetime], None],
) -> None:
    set_clock(datetime(2026, 5, 20, 8, 20, tzinfo=JST))
    room = make_class(make_school(make_city()), grade="P2", pupils=2)
    teacher = make_person(room)
    teacher.family_name, teacher.kana = "白藤", "しらふじ"
    teacher.save()
    by, enrolment = actor_of(teacher), room.enrolments.get(number="1")
    case = begin_case(
        pupil=enrolment.pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="朝に泣く", by=by
    )
    add_member(case=case, person=teacher, part="担任", by=by)
    name_coordinator(case=case, person=teacher, by=by)
    (handed,) = give_pictures(enrolments=[enrolment], by=by)
    code = open_class(classroom=room, by=by)

    staff = enter(teacher, f"/cases/{case.pk}/child-plan/", "tablet")
    look(staff, "child-plan-none-tablet")
    staff.get_by_text("本人に伝えることばを書く").click()
    staff.get_by_label("本人に伝えることば").fill("給食から{来|き}ます")
    staff.get_by_label("する人").fill("{自分|じぶん}と{担任|たんにん}の{先生|せんせい}")
    staff.get_by_role("button", name="本人の画面に出す").click()
    expect(staff.get_by_text("「給食」に読みがなをつけてください").first).to_be_visible()
    look(staff, "child-plan-refused-tablet")
    staff.get_by_label("本人に伝えることば").fill("{給食|きゅうしょく}から{来|き}ます")
    staff.get_by_role("button", name="本人の画面に出す").click()
    expect(staff.locator("#messages")).to_contain_text("出しました")

    tablet = open_page("tablet")
    tablet.goto(f"{live_server}/door/")
    tablet.get_by_role("textbox").fill(code.code)
    tablet.get_by_role("button").click()
    tablet.get_by_role("button", name="1", exact=True).click()
    for name in handed.pictures:
        tablet.get_by_role("button", name=PICTURES[name], exact=True).click()
    tablet.get_by_role("link", name="わたしのプラン").click()
    expect(tablet.locator(".plan")).to_contain_text("給食")
    tablet.get_by_role("textbox").first.fill("ほけんしつからはじめたい")
    tablet.get_by_role("button", name="のこす").click()
    expect(tablet.locator(".said").first).to_contain_text("のこしました")
    tablet.get_by_role("textbox").last.fill("あさはむり")
    tablet.get_by_role("button", name="これはちがう").click()
    expect(tablet.locator(".said").first).to_contain_text("えました")
    look(tablet, "child-my-plan-tablet")
    tablet.set_viewport_size({"width": 390, "height": 844})
    look(tablet, "child-my-plan-phone")

    staff.goto(f"{live_server}/")
    look(staff, "today-plan-tablet")
    staff.get_by_role("link", name="「これはちがう」と伝えています").click()
    look(staff, "child-plan-wrong-tablet")
    staff.get_by_role("button", name="読みました").click()
    expect(staff.locator("#messages")).to_contain_text("本人に伝わります")
    staff.get_by_text("「これはちがう」：本人と話した").click()
    staff.get_by_role("button", name="話しました").click()
    expect(staff.locator("#messages")).to_contain_text("記録しました")
    look(staff, "child-plan-tablet")
    tablet.goto(f"{live_server}/door/me/plan/")
    expect(tablet.locator(".said rt").first).to_have_text("しらふじ")
    look(tablet, "child-my-plan-answered-phone")
