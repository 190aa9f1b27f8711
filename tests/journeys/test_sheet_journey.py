"""A sheet written by two at once, over a broken line and a closed window: nobody loses a word."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.builders import make_person
from tests.journeys.conftest import Enter, Look
from tests.web.school_life import Life, third_day
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.forms.models import Answer
from tsunagu.org.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE, STATE = "#q-consultation", "#state-consultation"
FIRST, SECOND, THIRD = "朝、教室の前で止まる", "図書室では落ち着く", "昼から登校したい"
AS_ONE_TYPES, BY_BUTTON = "書いているうちに保存されます", "「ここまでを保存する」で"
VISITS = 50
"""How often a page is asked for again before it is held for wrong."""


@pytest.fixture
def life(set_clock: Callable[..., None]) -> Life:
    """A child on the third day, the clock at ten o'clock of it."""
    scene = third_day()
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    return scene


def begun(enter: Enter, life: Life, size: str) -> Page:
    """The consultation sheet that the teacher begins."""
    assert life.homeroom.person
    page = enter(life.homeroom.person, f"/pupils/{life.pupil.pk}/sheets/", size)
    page.get_by_role("button", name="相談シート", exact=True).click()
    expect(page.locator("#saving")).to_contain_text(AS_ONE_TYPES, use_inner_text=True)
    return page


def saved() -> str:
    """What is on record of the consultation's words."""
    words = Answer.objects.filter(field="consultation").values_list("value", flat=True).first()
    return str(words or "")


def comes_to_hold(page: Page, sheet: str, words: str) -> None:
    """What a window sends as it goes may arrive after the next page was asked for."""
    for _ in range(VISITS):
        page.goto(sheet)
        if page.locator(f"{NOTE} textarea").input_value() == words:
            return
    expect(page.locator(f"{NOTE} textarea")).to_have_value(words)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_two_write_one_sheet_and_neither_loses_a_word(
    enter: Enter, look: Look, life: Life, size: str
) -> None:
    teacher = begun(enter, life, size)
    principal: Person = make_person(life.school, role=RoleKind.PRINCIPAL)
    other = enter(principal, urlsplit(teacher.url).path, size)
    teacher.locator(f"{NOTE} textarea").fill(FIRST)
    expect(teacher.locator(STATE)).to_contain_text("保存しました")
    look(teacher, f"sheet-write-{size}")
    other.locator(f"{NOTE} textarea").fill(SECOND)
    expect(other.locator(STATE)).to_contain_text(FIRST)
    look(other, f"sheet-conflict-{size}")
    assert saved() == FIRST
    other.get_by_role("button", name="自分の言葉にする").click()
    expect(other.locator(STATE)).to_contain_text("保存しました")
    assert saved() == SECOND


def test_a_broken_line_is_told_and_what_was_typed_is_sent_when_it_is_back(
    enter: Enter, life: Life
) -> None:
    page = begun(enter, life, "tablet")
    page.context.set_offline(True)
    page.locator(f"{NOTE} textarea").fill(FIRST)
    expect(page.locator(STATE)).to_contain_text("まだ保存していません")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("保存しました")
    assert saved() == FIRST


def test_who_leaves_within_the_second_before_saving_finds_it_all_there(
    enter: Enter, life: Life
) -> None:
    page = begun(enter, life, "tablet")
    sheet = page.url
    page.locator(f"{NOTE} textarea").fill(THIRD)
    page.goto(sheet.split("/sheets/")[0])
    comes_to_hold(page, sheet, THIRD)


def test_what_is_typed_while_an_answer_is_on_its_way_is_not_lost_by_leaving(
    enter: Enter, life: Life
) -> None:
    page = begun(enter, life, "tablet")
    sheet = page.url
    on_its_way: list[Route] = []

    def typed_meanwhile(route: Route) -> None:
        on_its_way.append(route)
        page.locator(f"{NOTE} textarea").fill(SECOND)
        route.continue_()

    page.route("**/answers/consultation/", typed_meanwhile, times=1)
    with page.expect_response("**/answers/consultation/"):
        page.locator(f"{NOTE} textarea").fill(FIRST)
    page.goto(sheet.split("/sheets/")[0])
    comes_to_hold(page, sheet, SECOND)
    assert on_its_way


def signed_in_beside(page: Page, other: Page) -> None:
    """Who is signed in in the other window is it in the page's browser from now on."""
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())


def test_who_signs_in_anew_in_another_tab_writes_on(enter: Enter, life: Life) -> None:
    assert life.homeroom.person
    page = begun(enter, life, "tablet")
    words = page.locator(f"{NOTE} textarea")
    words.fill(FIRST)
    expect(page.locator(STATE)).to_contain_text("保存しました")
    page.context.clear_cookies(name="sessionid")
    words.fill(SECOND)
    expect(page.locator(STATE)).to_contain_text("サインインが切れました")
    signed_in_beside(page, enter(life.homeroom.person, "/", "tablet"))
    words.fill(THIRD)
    expect(page.locator(STATE)).not_to_contain_text("サインイン")
    assert saved() == THIRD


def test_nobody_sends_what_another_typed(enter: Enter, life: Life) -> None:
    page = begun(enter, life, "tablet")
    signed_in_beside(page, enter(make_person(life.school, role=RoleKind.PRINCIPAL), "/", "tablet"))
    page.locator(f"{NOTE} textarea").fill(FIRST)
    expect(page.locator(STATE)).to_contain_text("別の人がサインインしています")
    page.goto(page.url)
    assert saved() == ""


def test_what_was_typed_before_the_scripts_came_is_saved(enter: Enter, life: Life) -> None:
    page = begun(enter, life, "tablet")
    page.route("**/web/sheets.js", lambda route: _typed_first(page, route))
    page.reload(wait_until="commit")
    expect(page.locator(STATE)).to_contain_text("保存しました")
    assert saved() == FIRST


def _typed_first(page: Page, route: Route) -> None:
    """Let the script of the sheet come only after somebody has typed."""
    page.locator(f"{NOTE} textarea").fill(FIRST)
    route.continue_()


def test_without_scripts_the_whole_sheet_is_saved_and_completed_by_buttons(
    enter: Enter, look: Look, life: Life
) -> None:
    assert life.homeroom.person
    page = enter(life.homeroom.person, f"/pupils/{life.pupil.pk}/sheets/", "tablet", script=False)
    page.get_by_role("button", name="相談シート", exact=True).click()
    expect(page.locator("#saving")).to_contain_text(BY_BUTTON, use_inner_text=True)
    page.locator(f"{NOTE} textarea").fill(FIRST)
    page.get_by_role("button", name="完成させる").click()
    expect(page.get_by_text("「管理職署名」がまだありません").first).to_be_visible()
    assert saved() == FIRST
