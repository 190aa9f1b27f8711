"""A principal looks through the change of staff in March, and a new teacher finds the work."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from tests.builders import enrol, make_class, make_person, make_school, pupils_of, roll
from tests.journeys.conftest import Enter, Look
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST, now
from tsunagu.response.actions import catch_up_everywhere, hand_on_due
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_nothing_is_left_without_an_owner_over_1_april(
    enter: Enter, look: Look, set_clock: Callable[..., None], size: str
) -> None:
    set_clock(datetime(2027, 3, 15, 10, tzinfo=JST))
    school = make_school()
    old = make_class(school, pupils=3, school_year=2026)
    new = make_class(school, grade="P4", pupils=0, school_year=2027)
    for pupil in pupils_of(old):
        old.enrolments.filter(pupil=pupil).update(end=FIRST)
        enrol(pupil, new, begin=FIRST)
    child = pupils_of(old)[0]
    principal = make_person(school, role=RoleKind.PRINCIPAL, family_name="峰")
    leaver = make_person(old, family_name="去田", last=LAST)
    comer = make_person(new, family_name="来田", first=FIRST)
    make_person(school, role=RoleKind.ATTENDANCE_LEAD, family_name="続野", last=LAST)
    roll(old, date(2027, 3, 15), actor_of(leaver), n1=MarkInput(kind="absent", reason="unknown"))
    common = {"municipality": old.municipality, "person": leaver, "pupil": child, "at": now()}
    Draft.objects.create(form=DraftForm.CONTACT, about=child.pk, typed={"line": "途中"}, **common)

    page = enter(principal, "/staff/turnover/", size)
    expect(page.get_by_text("担当のないもの：あと2件")).to_be_visible()
    look(page, f"turnover-left-{size}")
    page.get_by_text("役割を入れる", exact=True).first.click()
    page.get_by_label("だれが").select_option(label="来田 先生")
    page.locator("[name=kind]").select_option(label="不登校担当")
    page.get_by_role("button", name="役割を入れる").click()
    expect(page.get_by_text("担当のないもの：あと1件")).to_be_visible()
    page.locator("article", has_text="去田").get_by_role("button").click()
    expect(page.get_by_text("担当のないものはありません")).to_be_visible()
    look(page, f"turnover-none-left-{size}")
    page.get_by_role("button", name="完了にする").click()
    expect(page.get_by_text("峰 先生さんが完了としました")).to_be_visible()
    page.emulate_media(media="print")
    look(page, f"turnover-print-{size}")

    set_clock(datetime(2027, 4, 1, 8, tzinfo=JST))
    catch_up_everywhere()
    assert hand_on_due() == 1
    page = enter(comer, "/", size)
    expect(page.get_by_text(child.name).first).to_be_visible()
