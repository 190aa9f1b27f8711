"""What is typed of a contact and a sharing outlives the sign-in, in a real browser."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_class, make_person, pupils_of, roll
from tests.journeys.conftest import Enter, Look
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST
from tsunagu.org.models import Person
from tsunagu.response.models import Draft
from tsunagu.school.models import Pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "下書きを残しました（10:0"


@pytest.fixture
def pupil(set_clock: Callable[[datetime], None]) -> Pupil:
    """A child absent on a Wednesday, at ten o'clock."""
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    classroom = make_class(pupils=2)
    teacher = actor_of(make_person(classroom))
    roll(classroom, date(2026, 5, 20), teacher, n1=MarkInput(kind="absent"))
    return pupils_of(classroom)[0]


@pytest.fixture
def lead(pupil: Pupil) -> Person:
    """The attendance lead of the child's school."""
    classroom = pupil.enrolments.get().classroom
    return make_person(classroom, role=RoleKind.ATTENDANCE_LEAD)


def test_draft_goes_on_on_another_device_and_is_thrown_away(
    pupil: Pupil, lead: Person, enter: Enter, look: Look
) -> None:
    first = enter(lead, f"/pupils/{pupil.pk}/contacts/new/", "desktop")
    first.get_by_label("ひとこと").fill("呼び出し音のみ")
    expect(first.locator("#draft-state")).to_contain_text(KEPT)
    second = enter(lead, f"/pupils/{pupil.pk}/", "phone")
    expect(second.get_by_text("下書きがあります（5月20日（水）10:0")).to_be_visible()
    look(second, "draft-pupil-phone")
    second.get_by_role("link", name="続きを書く").first.click()
    expect(second.get_by_label("ひとこと")).to_have_value("呼び出し音のみ")
    look(second, "draft-contact-phone")
    second.get_by_role("button", name="捨てる").click()
    expect(second.locator("#messages")).to_contain_text("下書きを捨てました")
    expect(second.get_by_label("ひとこと")).to_have_value("")


def test_draft_of_a_sharing_says_where_it_was_not_kept(
    pupil: Pupil, lead: Person, enter: Enter, look: Look
) -> None:
    page = enter(lead, f"/pupils/{pupil.pk}/sharing/new/", "phone")
    said, decided = page.locator("#draft-state"), page.locator("#id_decided")
    decided.fill("8時に")
    expect(said).to_contain_text(KEPT)
    page.context.set_offline(True)
    decided.fill("8時に担任が")
    expect(said).to_contain_text("通信できません")
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    decided.fill("8時に担任が電話")
    expect(said).to_contain_text("サインインが切れました")
    assert Draft.objects.get().typed["decided"] == "8時に"
    look(page, "draft-signed-out-phone")
    again = enter(lead, "/", "phone")
    page.context.clear_cookies()
    page.context.add_cookies(again.context.cookies())
    decided.fill("8時に担任が電話する")
    expect(said).to_contain_text(KEPT)
    assert Draft.objects.get().typed["decided"] == "8時に担任が電話する"


def test_no_draft_follows_the_form_that_was_sent(pupil: Pupil, lead: Person, enter: Enter) -> None:
    page = enter(lead, f"/pupils/{pupil.pk}/contacts/new/", "desktop")
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label("ひとこと").fill("呼び出し音のみ")
    page.get_by_role("button", name="下書きを残す").click()
    page.evaluate("htmx.trigger('#draft-state', 'keep-draft')")
    page.evaluate("fetch(location.href).then((answer) => answer.text())")
    assert not Draft.objects.exists()
    page.get_by_label("ひとこと").fill("呼び出し音のみ。留守番電話になる")
    expect(page.locator("#draft-state")).to_contain_text(KEPT)


def test_draft_is_kept_of_who_leaves_the_page_at_once(
    pupil: Pupil, lead: Person, enter: Enter
) -> None:
    page = enter(lead, f"/pupils/{pupil.pk}/contacts/new/", "phone")
    page.get_by_label("ひとこと").fill("チャイムに出ない")
    page.goto(page.url.replace("contacts/new/", ""))
    kept = page.get_by_text("下書きがあります")
    looks = 50  # The page left behind is told of by itself, while the next is being loaded.
    while not kept.is_visible() and (looks := looks - 1):
        page.reload()
    expect(kept).to_be_visible()
    page.get_by_role("link", name="続きを書く").first.click()
    expect(page.get_by_label("ひとこと")).to_have_value("チャイムに出ない")
