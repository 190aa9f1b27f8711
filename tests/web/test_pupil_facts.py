"""Notices, opening balance, good reason and protection, each from its short form."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from tests.web.school_life import WEDNESDAY, Life, third_day
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Notice, OpeningBalance
from tsunagu.clock import freeze
from tsunagu.response.models import GoodReason, ProtectionFlag

pytestmark = pytest.mark.django_db


@pytest.fixture
def life() -> Iterator[Life]:
    """Wednesday, the third day."""
    scene = third_day()
    with freeze(WEDNESDAY):
        yield scene


def address(life: Life, name: str) -> str:
    return reverse(f"pupil:{name}", args=[life.pupil.pk])


def test_notice_is_set_shown_and_ended(life: Life) -> None:
    browser = life.browser()
    given = {"kind": "travel", "first": "2026-05-21", "last": "2026-05-29", "note": "祖父母の家"}
    page = browser.post(address(life, "notice-new"), given, follow=True).content.decode()
    assert "旅行・帰省　祖父母の家" in page
    notice = Notice.objects.get()
    end = reverse("pupil:notice-end", args=[life.pupil.pk, notice.pk])
    browser.post(end, {"last": "2026-05-22"})
    notice.refresh_from_db()
    assert notice.last == date(2026, 5, 22)


def test_notice_on_weekdays_keeps_them_as_digits(life: Life) -> None:
    given = {"kind": "weekdays", "first": "2026-05-21", "weekdays": ["0", "2"]}
    life.browser().post(address(life, "notice-new"), given)
    assert Notice.objects.get().weekdays == "02"


def test_notice_end_before_beginning_is_told_on_the_form(life: Life) -> None:
    given = {"kind": "travel", "first": "2026-05-21", "last": "2026-05-20"}
    answer = life.browser().post(address(life, "notice-new"), given)
    assert answer.status_code == 422
    assert "始まりの日より前です" in answer.content.decode()


@pytest.mark.parametrize("kind", ["protection", "shelter"])
def test_restricted_kinds_are_offered_to_managers_alone(life: Life, kind: str) -> None:
    given = {"kind": kind, "first": "2026-05-21"}
    assert life.browser().post(address(life, "notice-new"), given).status_code == 422
    assert not Notice.objects.exists()
    life.browser(RoleKind.PRINCIPAL).post(address(life, "notice-new"), given)
    assert Notice.objects.get().restricted


def test_opening_balance_counts_in_total(life: Life) -> None:
    browser = life.browser(RoleKind.ATTENDANCE_LEAD)
    given = {"day": "2026-05-11", "absent_days": "4"}
    page = browser.post(address(life, "balance-new"), given, follow=True)
    assert OpeningBalance.objects.get().absent_days == 4
    assert page.context["view"].now.total == 7
    assert life.browser().get(address(life, "balance-new")).status_code == 404


def test_good_reason_other_needs_words(life: Life) -> None:
    browser = life.browser()
    given = {"kind": "other", "first": "2026-05-18"}
    assert browser.post(address(life, "good-reason-new"), given).status_code == 422
    browser.post(address(life, "good-reason-new"), {**given, "note": "葬儀のあとの手続き"})
    assert GoodReason.objects.get().note == "葬儀のあとの手続き"


def test_protection_is_known_to_managers_alone(life: Life) -> None:
    assert life.browser().get(address(life, "protection-new")).status_code == 404
    principal = life.browser(RoleKind.PRINCIPAL)
    page = principal.post(
        address(life, "protection-new"), {"first": "2026-04-06"}, follow=True
    ).content.decode()
    assert "要保護児童対策地域協議会に登録" in page
    assert (
        "要保護児童対策地域協議会" not in life.browser().get(address(life, "page")).content.decode()
    )
    flag = ProtectionFlag.objects.get()
    end = reverse("pupil:protection-end", args=[life.pupil.pk, flag.pk])
    assert life.browser().post(end, {"last": "2026-05-20"}).status_code == 404
    principal.post(end, {"last": "2026-05-20"})
    flag.refresh_from_db()
    assert flag.last == WEDNESDAY
