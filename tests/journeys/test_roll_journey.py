"""The roll of a class of 35 in a real browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_class, make_person, pupils_of
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Mark, RollCall
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
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
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
    assert errors == []
    marks = Mark.objects.order_by("reason").values_list("reason", flat=True)
    assert list(marks) == ["cannot_come", "family", "illness"]


def test_suspended_asks_for_its_ground_in_place(
    classroom: Classroom, enter: Enter, look: Look, size: str
) -> None:
    page = enter(make_person(classroom), "/roll/", size)
    finger = Finger(page)
    finger.tile(3)
    expect(page.locator("details[open] [data-places] input:checked")).to_have_count(0)
    expect(page.locator("details[open] [data-places=school]")).to_be_hidden()
    look(page, f"roll-absent-{size}")
    page.locator("details[open] summary", has_text="出席停止など").click()
    finger.pill("出席停止")
    expect(page.locator("[data-state]")).to_contain_text("出席停止の根拠を選んでください")
    look(page, f"roll-ground-asked-{size}")
    finger.save()
    expect(page.get_by_text("保存できませんでした")).to_be_visible()
    expect(page.locator(".tile").nth(2)).to_contain_text("出席停止")
    expect(page.locator("details[open] .panel__ground")).to_be_in_viewport()
    expect(page.locator("details[open] .panel__name")).to_be_in_viewport(ratio=1)
    expect(page.locator("details[open] .panel__close")).to_be_in_viewport(ratio=1)
    look(page, f"roll-ground-refused-{size}")
    finger.pill("感染症")
    finger.save()
    expect(page.locator("#messages")).to_contain_text("出席34人、欠席0人、出席停止1人")
    assert Mark.objects.get().ground == "health"


def test_without_a_script_the_roll_is_a_plain_form(classroom: Classroom, enter: Enter) -> None:
    page = enter(make_person(classroom), "/roll/", "phone", script=False)
    page.locator(".tile__main").nth(4).click()
    page.locator(".tile__more summary").nth(6).click()
    page.locator("details[open] .pill", has_text="遅刻").click()
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#messages")).to_contain_text("出席34人（うち遅刻1人）、欠席1人")


def test_dropped_connection_loses_nothing_and_says_so(
    classroom: Classroom, enter: Enter, look: Look
) -> None:
    page = enter(make_person(classroom), "/roll/")
    finger = Finger(page)
    finger.tile(3)
    finger.pill("病気")
    page.context.set_offline(True)
    finger.save()
    state = page.locator("[data-state]")
    expect(state).to_contain_text("通信できません。まだ保存していません")
    expect(page.locator("[data-save]")).to_have_text("もう一度保存")
    expect(page.locator(".tile").nth(2)).to_contain_text("欠席")
    look(page, "roll-offline-tablet")
    finger.tile(5)
    assert not RollCall.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#messages")).to_contain_text("保存しました 8:25　出席33人、欠席2人")
    kept = page.evaluate("Object.values({...localStorage, ...sessionStorage})")
    assert set(kept) <= {page.evaluate("location.pathname")}


def test_sign_in_that_ran_out_is_said_and_nothing_is_lost(
    classroom: Classroom, enter: Enter
) -> None:
    page = enter(make_person(classroom), "/roll/")
    cookies = page.context.cookies()
    Finger(page).tile(3)
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-save]").click()
    expect(page.locator("[data-state]")).to_contain_text("サインインが切れました")
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.locator("[data-save]").click()
    expect(page.locator("#messages")).to_contain_text("欠席1人")


def test_two_writers_see_each_other_before_overwriting(
    classroom: Classroom, enter: Enter, look: Look, size: str
) -> None:
    first = enter(make_person(classroom), "/roll/", size)
    second = enter(make_person(classroom, role=RoleKind.DEPUTY_HOMEROOM), "/roll/", size)
    Finger(first).tile(3)
    Finger(first).save()
    expect(first.locator("#messages")).to_contain_text("欠席1人")
    finger = Finger(second)
    finger.tile(8)
    finger.tile(3)
    finger.pill("家庭の都合")
    finger.save()
    expect(second.get_by_text("ほかの人が先に保存しました")).to_be_visible()
    expect(second.locator("#roll tbody tr")).to_have_count(1)
    look(second, f"roll-overtaken-{size}")
    second.get_by_label("先に保存された内容").check()
    second.get_by_role("button", name="選んだ内容で保存する").click()
    expect(second.locator("#messages")).to_contain_text("欠席2人")
    pupils = pupils_of(classroom)
    kinds = dict(Mark.objects.values_list("pupil", "kind"))
    assert kinds == {pupils[2].pk: "absent", pupils[7].pk: "absent"}


def test_keys_alone_take_the_roll(classroom: Classroom, enter: Enter) -> None:
    page = enter(make_person(classroom), "/roll/", "desktop")
    tile = page.locator("button.tile__main").nth(1)
    tile.focus()
    page.keyboard.press("Enter")
    expect(tile).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".tile__more[open]")).to_have_count(0)
    page.locator("[data-save]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("欠席1人")
