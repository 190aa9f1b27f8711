"""A notice that overlaps another, and a wrong one taken back, in a real browser."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_class, make_person, pupils_of
from tests.journeys.conftest import Enter, Look
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import set_epidemic, set_notice
from tsunagu.attendance.models import Epidemic, Notice
from tsunagu.clock import JST
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def classroom(set_clock: Callable[[datetime], None]) -> Classroom:
    """A class on a Wednesday morning."""
    set_clock(datetime(2026, 5, 20, 9, tzinfo=JST))
    return make_class(pupils=3)


@SIZES
def test_overlapping_notice_is_said_confirmed_and_the_wrong_one_taken_back(
    classroom: Classroom, enter: Enter, look: Look, size: str
) -> None:
    person, pupil = make_person(classroom), pupils_of(classroom)[0]
    days = {"first": date(2026, 5, 21), "last": date(2026, 5, 29)}
    held = set_notice(pupil=pupil, kind="travel", **days, by=actor_of(person))
    page = enter(person, f"/pupils/{pupil.pk}/notices/new/", size)
    page.get_by_label("入院").check()
    page.get_by_label("始まりの日").fill("2026-05-28")
    page.get_by_label("備考").fill("手術")
    page.get_by_role("button", name="記録する").first.click()
    both = page.get_by_label("旅行・帰省　2026年5月21日（木）から2026年5月29日（金）まで")
    expect(both).not_to_be_checked()
    expect(page.get_by_label("備考")).to_have_value("手術")
    look(page, f"notice-overlap-{size}")
    both.check()
    page.get_by_role("button", name="記録する").first.click()
    expect(page.locator("#messages")).to_contain_text("記録しました")
    page.get_by_text("誤りなので取り消す").first.click()
    page.get_by_label("取り消す理由").first.fill("別の子の連絡だった")
    page.get_by_role("button", name="取り消す").first.click()
    expect(page.locator("#messages")).to_contain_text("届け出を取り消しました")
    page.get_by_text("終わった届け出・取り消した届け出").click()
    expect(page.locator("#main")).to_contain_text("別の子の連絡だった")
    look(page, f"notice-withdrawn-{size}")
    assert list(Notice.objects.exclude(withdrawn_at=None)) == [held]


@SIZES
def test_epidemic_is_taken_back(classroom: Classroom, enter: Enter, look: Look, size: str) -> None:
    principal = make_person(classroom, role=RoleKind.PRINCIPAL)
    days = {"first": date(2026, 5, 20), "last": date(2026, 5, 27)}
    set_epidemic(classroom=classroom, **days, by=actor_of(principal))
    page = enter(principal, f"/office/{classroom.school.pk}/epidemics/", size)
    page.get_by_text("誤りなので取り消す").click()
    look(page, f"epidemic-withdraw-{size}")
    page.get_by_label("取り消す理由").fill("別の学級だった")
    page.get_by_role("button", name="取り消す").click()
    expect(page.locator("#messages")).to_contain_text("取り消しました")
    expect(page.locator("#main")).to_contain_text("別の学級だった")
    look(page, f"epidemic-withdrawn-{size}")
    assert not Epidemic.objects.standing().exists()
