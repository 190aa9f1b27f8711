"""The frame as a person meets it: sign in, look round, sign out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Look
from tests.web.cast import PASSWORD, make_teacher
from tsunagu.org.models import Municipality

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sign_in_and_out(
    live_server: object,
    open_page: Callable[..., Page],
    look: Look,
    size: str,
) -> None:
    make_teacher()
    Municipality.objects.update(packs=["national", "demo"])
    page = open_page(size)
    page.goto(f"{live_server}/")
    look(page, f"sign-in-{size}")
    page.get_by_label("利用者ID").fill("aoki")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日すること")
    look(page, f"today-empty-{size}")
    page.goto(f"{live_server}/gallery/")
    look(page, f"gallery-{size}")
    page.goto(f"{live_server}/accounts/password/change/")
    look(page, f"password-{size}")
    page.locator("summary:visible", has_text="メニュー" if size == "phone" else "青木 はる").click()
    look(page, f"menu-{size}")
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_text("サインアウトしました")).to_be_visible()
