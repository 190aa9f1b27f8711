"""Notices, opening balance, good reason and protection, each from its short form."""

from datetime import date

import pytest
from django.urls import reverse

from tests.web.school_life import WEDNESDAY, Life
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Notice, OpeningBalance
from tsunagu.response.actions import set_freeze
from tsunagu.response.actions.spans import rest_for_cases
from tsunagu.response.models import GoodReason, ProtectionFlag, RuleFreeze, Task

pytestmark = pytest.mark.django_db


def address(life: Life, name: str) -> str:
    return reverse(f"pupil:{name}", args=[life.pupil.pk])


def test_notice_is_set_shown_and_ended(life: Life) -> None:
    browser = life.browser()
    given = {"kind": "travel", "first": "2026-05-21", "last": "2026-05-29", "note": "祖父母の家"}
    page = browser.post(address(life, "notice-new"), given, follow=True).content.decode()
    assert "旅行・帰省　祖父母の家" in page
    notice = Notice.objects.get()
    end = reverse("pupil:notice-end", args=[life.pupil.pk, notice.pk])
    for wrong, said in (("", "終わりの日を入れてください"), ("2026-05-20", "取り消し")):
        assert said in browser.post(end, {"last": wrong}, follow=True).content.decode()
    browser.post(end, {"last": "2026-05-22"})
    notice.refresh_from_db()
    assert notice.last == date(2026, 5, 22)


@pytest.mark.parametrize(("kind", "last"), [("announced", date(2026, 5, 21)), ("hospital", None)])
def test_notice_without_an_end_stands_only_where_it_may(
    life: Life, kind: str, last: date | None
) -> None:
    life.browser().post(address(life, "notice-new"), {"kind": kind, "first": "2026-05-21"})
    assert Notice.objects.get().last == last


@pytest.mark.parametrize(
    ("first", "status"),
    [("2025-03-31", 422), ("2025-04-01", 302), ("2028-03-31", 302), ("2028-04-01", 422)],
)
def test_notice_of_another_time_is_refused_in_place(life: Life, first: str, status: int) -> None:
    given = {"kind": "hospital", "first": first, "last": ""}
    answer = life.browser().post(address(life, "notice-new"), given)
    assert answer.status_code == status
    assert ("年を確かめてください" in answer.content.decode()) is (status == 422)


@pytest.mark.parametrize(
    ("back", "goes"),
    [
        ("/roll/", "/roll/"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("roll/", "/"),
        ("", "/"),
    ],
)
def test_notice_saved_leads_back_and_names_the_child(life: Life, back: str, goes: str) -> None:
    office = life.browser(RoleKind.OFFICE)
    door = f"{address(life, 'notice-new')}?back={back}"
    assert f'name="back" value="{goes}"' in office.get(door).content.decode()
    given = {"kind": "travel", "first": "2026-05-21", "back": back}
    answer = office.post(address(life, "notice-new"), given)
    assert answer["Location"] == goes
    said = office.get("/").content.decode()
    assert f"{life.pupil.name}さんの「届け出・わかっていること」を記録しました" in said


def test_notice_that_overlaps_is_said_in_place_and_confirmed(life: Life) -> None:
    browser = life.browser()
    door = address(life, "notice-new")
    browser.post(door, {"kind": "travel", "first": "2026-05-21", "last": "2026-05-29"})
    held = Notice.objects.get()
    given = {"kind": "hospital", "first": "2026-05-28", "note": "手術"}
    answer = browser.post(door, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "次の届け出と期間が重なります。まだ記録していません" in page
    assert "旅行・帰省　2026年5月21日（木）から2026年5月29日（金）まで" in page
    assert 'value="手術"' in page
    assert Notice.objects.count() == 1
    assert browser.post(door, {**given, "beside": "x"}).status_code == 422
    assert browser.post(door, {**given, "first": "2026-05-30"}).status_code == 302
    assert browser.post(door, {**given, "beside": str(held.pk)}).status_code == 422
    others = [str(notice.pk) for notice in Notice.objects.all()]
    assert browser.post(door, {**given, "beside": others}).status_code == 302
    assert Notice.objects.count() == 3


def test_restricted_notice_that_overlaps_is_known_to_the_managers(life: Life) -> None:
    secret = {"kind": "shelter", "first": "2026-05-21", "note": "親類の家"}
    life.browser(RoleKind.PRINCIPAL).post(address(life, "notice-new"), secret)
    given = {"kind": "travel", "first": "2026-05-21"}
    answer = life.browser(RoleKind.OFFICE).post(address(life, "notice-new"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "管理職が把握" in page
    assert "避難" not in page
    assert "親類の家" not in page


def test_restricted_notice_shows_others_no_days(life: Life) -> None:
    given = {"kind": "shelter", "first": "2026-05-21", "last": "2026-06-17"}
    life.browser(RoleKind.PRINCIPAL).post(address(life, "notice-new"), given)
    for role, shown in ((RoleKind.PRINCIPAL, True), (RoleKind.HOMEROOM, False)):
        page = life.browser(role).get(address(life, "page")).content.decode()
        assert ("6月17日" in page) == shown
        assert shown or "管理職が把握" in page


@pytest.mark.parametrize("role", [RoleKind.HOMEROOM, RoleKind.OFFICE])
def test_notice_is_taken_back_with_a_reason_and_its_history_kept(
    life: Life, role: RoleKind
) -> None:
    browser = life.browser(role)
    door = address(life, "notice-new")
    browser.post(door, {"kind": "travel", "first": "2026-05-18"})
    notice = Notice.objects.get()
    back = reverse("pupil:notice-withdraw", args=[life.pupil.pk, notice.pk])
    assert back in browser.get(door).content.decode()
    answer = browser.post(back, {"why": ""}, follow=True)
    assert "取り消す理由を書いてください" in answer.content.decode()
    page = browser.post(back, {"why": "別の子の連絡だった"}, follow=True).content.decode()
    days = "5月18日（月）、5月19日（火）、5月20日（水）の出欠は「欠席」のままです"
    assert days in page
    kept = browser.get(door).content.decode()
    assert "別の子の連絡だった" in kept
    assert back not in kept
    answer = browser.post(back, {"why": "もう一度"}, follow=True)
    assert "すでに取り消されています" in answer.content.decode()


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


def test_review_date_is_seen_changed_and_taken_back_by_who_may_share(life: Life) -> None:
    browser = life.browser()
    share = Task.objects.filter(pupil=life.pupil, kind="share", status="open")
    assert share.exists()
    set_freeze(pupil=life.pupil, first=WEDNESDAY, last=date(2026, 6, 19), by=life.homeroom)
    assert not share.exists()
    page = browser.get(address(life, "page")).content.decode()
    for words in ("次に見直す日：6月19日（金）", "見直しの日まで休んだこと", "情報共有（連続3日）"):
        assert words in page, words
    end = reverse("pupil:review-end", args=[life.pupil.pk, RuleFreeze.objects.get().pk])
    nurse = life.browser(RoleKind.NURSE)
    assert end not in nurse.get(address(life, "page")).content.decode()
    assert nurse.post(end, {"withdraw": "1"}).status_code == 404
    page = browser.post(end, {"last": "2026-05-29"}, follow=True).content.decode()
    assert "次に見直す日：5月29日（金）" in page
    browser.post(end, {"last": "2026-05-19"})
    assert RuleFreeze.objects.get().last == date(2026, 5, 29)
    page = browser.post(end, {"withdraw": "1"}, follow=True).content.decode()
    assert share.exists()
    assert "次に見直す日：" not in page
    assert "見直しの日まで休んだこと" not in page


def test_new_review_date_replaces_the_running_one_and_those_to_come(life: Life) -> None:
    same = {"pupil": life.pupil, "by": life.homeroom}
    set_freeze(**same, first=date(2026, 5, 11), last=date(2026, 5, 15))
    set_freeze(**same, first=date(2026, 5, 18), last=date(2026, 7, 17))
    set_freeze(**same, first=WEDNESDAY, last=date(2026, 6, 5))
    spans = RuleFreeze.objects.order_by("first").values_list("first", "last")
    before = (date(2026, 5, 11), date(2026, 5, 15))
    assert list(spans) == [before, (date(2026, 5, 18), date(2026, 6, 5))]


def test_review_day_of_the_cases_stands_beside_the_one_set_in_a_sharing(life: Life) -> None:
    same = {"pupil": life.pupil, "by": life.homeroom}
    set_freeze(**same, first=WEDNESDAY, last=date(2026, 6, 5))
    rest_for_cases(**same, last=date(2026, 7, 2), anew=True)
    page = life.browser().get(address(life, "page")).content.decode()
    assert "次に見直す日：6月5日（金）<br>" in page
    assert "次に見直す日：7月2日（木）（ケースの見直し）" in page
