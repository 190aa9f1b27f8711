"""A page left open shows nothing of a child once its session is over (ASVS 14.3.1)."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.builders import make_class, make_person, pupils_of
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(live_server: object, enter: Enter) -> Page:
    """A child's record in a tab whose clock the test moves."""
    room = make_class()
    page = enter(make_person(room), "/")
    page.clock.install()
    page.goto(f"{live_server}/pupils/{pupils_of(room)[0].pk}/")
    page.clock.fast_forward("06:00")
    expect(page.get_by_role("heading", level=1)).to_contain_text(pupils_of(room)[0].family_name)
    return page


def at_the_door(page: Page) -> None:
    """Nothing is left but the way to sign in."""
    page.clock.fast_forward("00:02")
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")


def test_14_3_1_a_session_ended_elsewhere_clears_the_page_in_five_minutes(record: Page) -> None:
    Session.objects.all().delete()
    record.clock.fast_forward("06:00")
    expect(record.locator("body")).to_have_count(0)
    at_the_door(record)


def test_14_3_1_a_page_somebody_writes_on_stays_until_they_have_gone(record: Page) -> None:
    record.keyboard.press("Tab")
    Session.objects.all().delete()
    record.clock.fast_forward("04:59")
    expect(record.locator("main")).to_be_visible()
    record.clock.fast_forward("06:00")
    expect(record.locator("body")).to_have_count(0)


def test_14_3_1_without_a_network_the_time_known_decides(record: Page) -> None:
    record.context.set_offline(True)
    record.clock.fast_forward("50:00")
    expect(record.locator("main")).to_be_visible()
    record.clock.fast_forward("11:00")
    expect(record.locator("body")).to_have_count(0)


def test_14_3_1_signing_out_in_one_tab_clears_the_others(record: Page, live_server: object) -> None:
    other = record.context.new_page()
    other.goto(f"{live_server}/accounts/logout/")
    other.get_by_role("button", name="サインアウト").click()
    expect(record.locator("body")).to_have_count(0)
    at_the_door(record)
