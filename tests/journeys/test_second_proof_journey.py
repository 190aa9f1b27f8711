"""A new member of staff comes in with a one-time password and sets up a passkey."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_class, make_person, pupils_of
from tests.journeys.conftest import Look
from tsunagu.access.accounts import issue_accounts
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "rainbow over the river"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""An authenticator as in a tablet, which says yes by itself."""


def test_from_a_one_time_password_to_a_passkey(
    live_server: object, open_page: Callable[..., Page], look: Look, size: str
) -> None:
    room = make_class()
    administrator = make_person(room.school, role=RoleKind.ADMINISTRATOR)
    [issued] = issue_accounts(people=[make_person(room)], by=actor_of(administrator))
    page = open_page(size)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{live_server}/")
    look(page, f"sign-in-passkey-{size}")
    page.get_by_label("利用者ID").fill(issued.username)
    page.get_by_label("パスワード").fill(issued.password)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.get_by_label("今のパスワード").fill(issued.password)
    page.locator("[name=password1]").fill(OWN)
    page.locator("[name=password2]").fill(OWN)
    page.get_by_role("button", name="変更する").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("二つめの確認を用意します")
    look(page, f"set-up-{size}")
    page.get_by_role("link", name="パスキーを作る").click()
    page.get_by_label("名前").fill("学校のタブレット")
    look(page, f"add-passkey-{size}")
    page.get_by_role("button", name="作る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("予備のコード")
    look(page, f"codes-before-{size}")
    page.get_by_role("button", name="予備のコードを作る").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look(page, f"codes-{size}")
    page.get_by_role("link", name="しまったので進む").click()
    expect(page.get_by_text("学校のタブレット")).to_be_visible()
    look(page, f"security-{size}")
    for name in ("名前を変える", "取り消す", "作り直す"):
        page.get_by_role("link", name=name).first.click()
        look(page, f"security-{name}-{size}")
        page.get_by_role("link", name="やめる").click()
    page.get_by_role("link", name="開こうとしていた画面へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日すること")

    page.context.clear_cookies()
    page.goto(f"{live_server}/pupils/{pupils_of(room)[0].pk}/")
    page.get_by_label("利用者ID").fill(issued.username)
    page.get_by_label("パスワード").fill(OWN)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("もう一度、確かめます")
    look(page, f"prove-{size}")
    page.locator("#trust-passkey").check()
    page.get_by_role("button", name="パスキーで確かめる").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(pupils_of(room)[0].family_name)

    page.context.clear_cookies(name="sessionid")
    page.goto(f"{live_server}/accounts/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日すること")
