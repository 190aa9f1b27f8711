"""Guardians' limits on screen: the card of managers, and what all others are told."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, make_person, make_pupil, make_school, roll
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import today
from tsunagu.school.models import Guardian, GuardianLimit

pytestmark = pytest.mark.django_db
MOTHER, FATHER, PAPER = "090-0000-0001", "090-0000-0002", "地裁の決定書"
GIVEN = {"kind": "protection_order", "first": "2026-05-20", "paper": PAPER}
SAID = "知らせることの制限あり"


def guardian(life: Life, phone: str = FATHER) -> Guardian:
    return Guardian.objects.get(pupil=life.pupil, phone=phone)


def card(life: Life, phone: str = FATHER) -> str:
    return reverse("pupil:guardian", args=[life.pupil.pk, guardian(life, phone).pk])


def limit_all(life: Life, *phones: str) -> Client:
    """The principal keeps these numbers' owners from knowing."""
    principal = life.browser(RoleKind.PRINCIPAL)
    for phone in phones:
        assert principal.post(f"{card(life, phone)}limits/", GIVEN).status_code == 302
    return principal


def test_card_sets_papers_and_limits_with_errors_in_place(life: Life) -> None:
    principal = life.browser(RoleKind.PRINCIPAL)
    page = principal.get(reverse("pupil:page", args=[life.pupil.pk])).content.decode()
    assert card(life) in page
    assert "書類を確かめるまで" in principal.get(card(life)).content.decode()
    wrong = principal.post(card(life), {"custody": "unknown", "papers_seen_on": "2026-05-20"})
    assert wrong.status_code == 422
    assert "書類からわかった親権を選んでください" in wrong.content.decode()
    given = {"custody": "joint", "papers_seen_on": "2026-05-20"}
    said = principal.post(card(life), given, follow=True).content.decode()
    assert "子どものことを知らせることができます" in said
    wrong = principal.post(f"{card(life)}limits/", {**GIVEN, "last": "2026-05-19"})
    assert wrong.status_code == 422
    assert f'value="{PAPER}"' in wrong.content.decode()
    said = principal.post(f"{card(life)}limits/", GIVEN, follow=True).content.decode()
    for words in (PAPER, "保護命令", "制限中", "子どもの居場所、時刻、約束、住所"):
        assert words in said
    end = f"{card(life)}limits/{GuardianLimit.objects.get().pk}/end/"
    assert "終わらせる理由を" in principal.post(end, {"why": ""}, follow=True).content.decode()
    said = principal.post(end, {"why": "取り消された"}, follow=True).content.decode()
    assert "2026年5月20日（水）に終わりにしました" in said
    assert "取り消された" in said
    assert (
        FATHER in life.browser().get(reverse("pupil:page", args=[life.pupil.pk])).content.decode()
    )


@pytest.mark.parametrize("role", [RoleKind.HOMEROOM, RoleKind.PRINCIPAL, RoleKind.OFFICE])
def test_limited_number_is_offered_to_nobody(life: Life, role: RoleKind) -> None:
    limit_all(life, MOTHER)
    browser = life.browser(role)
    shown = 0
    for address in ("today", "call-list", "pupil:contact", "pupil:page"):
        args = [life.pupil.pk] if address.startswith("pupil:") else []
        answer = browser.get(reverse(address, args=args))
        if answer.status_code == 404:
            continue
        page = answer.content.decode()
        assert MOTHER not in page, address
        shown += FATHER in page
        if args:
            assert SAID in page, address
            assert PAPER not in page
            assert "保護命令" not in page
    assert shown >= 2


def test_where_every_number_is_limited_it_is_said_so(life: Life) -> None:
    limit_all(life, MOTHER, FATHER)
    browser = life.browser()
    for address in (reverse("today"), reverse("call-list")):
        page = browser.get(address).content.decode()
        assert SAID in page
        assert "番号がありません" not in page
        assert MOTHER not in page
    page = browser.get(reverse("pupil:contact", args=[life.pupil.pk])).content.decode()
    assert f"母 {MOTHER}" not in page


def test_after_a_call_to_nobody_the_limited_number_is_no_next_way(life: Life) -> None:
    limit_all(life, FATHER)
    browser = life.browser()
    given = {
        "way": "call",
        "reached": "nobody",
        "child": "neither",
        "line": "出ない",
        "next": "なし",
        "on": "2026-05-20",
        "at": "00:00",
        "dialled": str(guardian(life, MOTHER).pk),
    }
    answer = browser.post(reverse("pupil:contact", args=[life.pupil.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer["Location"]).content.decode()
    assert "ほかの番号はありません" in page
    assert FATHER not in page
    given["dialled"] = str(guardian(life, FATHER).pk)
    answer = browser.post(reverse("pupil:contact", args=[life.pupil.pk]), given)
    assert answer.status_code == 422


def test_missing_child_shows_the_limit_in_place_of_the_number(life: Life) -> None:
    limit_all(life, FATHER)
    roll(life.classroom, today(), life.homeroom, n1=MarkInput(kind="missing"))
    page = life.browser(RoleKind.OFFICE).get(reverse("missing")).content.decode()
    assert MOTHER in page
    assert SAID in page
    assert FATHER not in page


@pytest.mark.parametrize("role", [RoleKind.NURSE, RoleKind.SOCIAL_WORKER])
def test_who_may_not_know_numbers_is_told_that_there_is_a_limit(life: Life, role: RoleKind) -> None:
    principal = limit_all(life, FATHER)
    page = life.browser(role).get(reverse("pupil:page", args=[life.pupil.pk])).content.decode()
    assert SAID in page
    name = GuardianLimit.objects.get().by.name
    assert f"入力 {name}" in page
    assert not any(word in page for word in (PAPER, "保護命令", FATHER))
    assert principal.get(card(life)).status_code == 200


def test_limits_cannot_be_reached_by_guessing_addresses(life: Life) -> None:
    principal = limit_all(life, FATHER)
    limit = GuardianLimit.objects.get()
    end = f"{card(life)}limits/{limit.pk}/end/"
    other = make_pupil(life.classroom, phone="090-0000-0009")
    last = limit.first.replace(day=19)
    gone = make_person(life.school, role=RoleKind.PRINCIPAL, last=last)
    beside = make_person(make_class(life.school, name="2組"))
    elsewhere = [
        make_person(make_school(city), role=RoleKind.PRINCIPAL)
        for city in (life.school.municipality, None)
    ]
    browsers = [life.browser(role) for role in set(RoleKind) - MANAGERS]
    for browser in [*browsers, *map(browser_of, (gone, beside, *elsewhere))]:
        assert browser.get(card(life)).status_code == 404
        for address, given in (
            (card(life), {"custody": "sole"}),
            (f"{card(life)}limits/", GIVEN),
            (end, {"why": "x"}),
        ):
            assert browser.post(address, given).status_code == 404
    for pupil, key in ((other.pk, guardian(life).pk), (life.pupil.pk, other.guardians.get().pk)):
        address = reverse("pupil:guardian-limit-end", args=[pupil, key, limit.pk])
        assert principal.post(address, {"why": "x"}).status_code == 404
        assert principal.get(reverse("pupil:guardian", args=[pupil, key])).status_code == 404
    limit.refresh_from_db()
    assert limit.ended_on is None
    assert GuardianLimit.objects.count() == 1
