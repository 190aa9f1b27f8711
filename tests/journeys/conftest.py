"""A real browser, with Japanese letters and a clock that journeys can set."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from noto_cjk_sans_jp_regular import FONT_PATH
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium import CHROMIUM, INSTALL
from tests.signed_in import sign_in
from tsunagu.clock import set_demo_day
from tsunagu.org.models import Person

SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1366, 768)}
PICTURES = os.environ.get("TSUNAGU_PICTURES")
expect.set_options(timeout=60_000)
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""

LOOK, KEYBOARD = (
    Path(__file__).with_name(name).read_text(encoding="utf-8")
    for name in ("look.js", "keyboard.js")
)

Look = Callable[[Page, str], None]
Enter = Callable[..., Page]

# Playwright's own event loop runs in the thread of the test, which also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, which draws Japanese with the font that the prints use."""
    assert CHROMIUM, INSTALL
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=Path(str(FONT_PATH)).parent, cache=folder / "cache"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
        )
        yield chromium
        chromium.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Phone, tablet and desktop, one after another."""
    return str(request.param)


@pytest.fixture
def set_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets the clock of the served city; the server's threads see it too."""
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))

    def set_to(at: datetime) -> None:
        set_demo_day(at)

    yield set_to
    set_demo_day(None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a window of a size, by script or without; every window fails on a script's error."""
    opened = []
    errors: list[str] = []

    def open_one(size: str = "tablet", *, script: bool = True) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            has_touch=size != "desktop",
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        context.set_default_timeout(60_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert not errors


@pytest.fixture
def enter(live_server: object, open_page: Callable[..., Page]) -> Enter:
    """Opens an address as a person, already signed in."""

    def enter_as(
        person: Person, address: str, size: str = "tablet", *, script: bool = True
    ) -> Page:
        client = sign_in(Client(), person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page = open_page(size, script=script)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": str(live_server)}]
        )
        page.goto(f"{live_server}{address}")
        return page

    return enter_as


@pytest.fixture
def look() -> Look:
    """Lets axe and the keyboard look at a page; keeps a picture where `TSUNAGU_PICTURES` says."""

    def look_at(page: Page, name: str) -> None:
        page.wait_for_load_state()  # a click on a link waits for the answer's head alone
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = page.evaluate(LOOK)
        assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
        page.keyboard.press("Tab")  # a browser marks what has the focus for those who use keys
        unreached = page.evaluate(KEYBOARD)
        assert not unreached, (name, unreached)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not wide, f"{name} scrolls sideways"

    return look_at
