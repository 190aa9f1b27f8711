"""Who has seen a child's record, and what a person did and saw: shown, asked for, taken out."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import (
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    pupils_of,
)
from tests.web.school_life import WEDNESDAY, Life, browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.audit.actions import event, record
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.org.models import Person
from tsunagu.response.actions import set_protection
from tsunagu.school.models import Guardian, Pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(life: Life) -> Client:
    """The privacy officer's browser."""
    board = make_board(life.school.municipality)
    return browser_of(make_person(board, role=RoleKind.PRIVACY_OFFICER))


def page_of(browser: Client, child: Pupil, **asked: str) -> str:
    """The page of who has seen a child's record."""
    answer = browser.get(reverse("audit:pupil", args=[child.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(browser: Client, address: str, **asked: str) -> list[dict[str, str]]:
    """The lines of the CSV at an address."""
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def see(life: Life, role: RoleKind = RoleKind.NURSE) -> Person:
    """Someone new in a role opens the child's record."""
    person = make_person(life.classroom, role=role, family_name="四十物谷")
    browser_of(person).get(reverse("pupil:page", args=[life.pupil.pk]))
    return person


def test_officer_finds_a_child_by_name_and_reads_who_has_seen(life: Life, officer: Client) -> None:
    see(life)
    find = reverse("audit:pupils")
    assert life.pupil.name not in officer.get(find).content.decode()
    found = officer.post(find, {"q": life.pupil.family_name}, follow=True).content.decode()
    assert reverse("audit:pupil", args=[life.pupil.pk]) in found
    page = page_of(officer, life.pupil)
    assert "四十物谷 先生" in page
    assert "子どもの記録を開いた" in page
    assert "養護教諭（自分の学校）" in page
    look = Event.objects.filter(deed="audit.see_pupil", pupil=str(life.pupil.pk))
    assert {one.kind for one in look} == {"audit_find", "audit_pupil"}
    assert officer.get(reverse("pupil:page", args=[life.pupil.pk])).status_code == 404


def test_child_who_left_is_still_found(life: Life, officer: Client) -> None:
    gone = make_pupil(life.classroom, number=9, family_name="去来川", end=date(2026, 4, 10))
    found = officer.post(reverse("audit:pupils"), {"q": "去来川"}, follow=True).content.decode()
    assert reverse("audit:pupil", args=[gone.pk]) in found
    page_of(officer, gone)


def test_manager_sees_the_children_of_the_school_alone(life: Life) -> None:
    principal = life.browser(RoleKind.PRINCIPAL)
    assert "この子の記録を見た人" in page_of(principal, life.pupil)
    beside = make_class(make_school(life.school.municipality), pupils=1)
    other = pupils_of(beside)[0]
    assert principal.get(reverse("audit:pupil", args=[other.pk])).status_code == 404
    Pupil.objects.update(family_name="同姓")
    found = principal.post(reverse("audit:pupils"), {"q": "同姓"}, follow=True).content.decode()
    assert str(other.pk) not in found


def test_days_deed_kind_of_deed_and_person_narrow_the_list(life: Life, officer: Client) -> None:
    nurse = see(life)
    address = reverse("audit:pupil-csv", args=[life.pupil.pk])
    assert len(rows(officer, address, actor=str(nurse.pk))) == 1
    assert [one["したこと"] for one in rows(officer, address, deed="pupil.see")] == [
        "子どもの記録を開いた"
    ]
    assert not rows(officer, address, what="done", actor=str(nurse.pk))
    assert not rows(officer, address, last="2026-05-19", deed="pupil.see")
    done = reverse("audit:person-csv", args=[life.homeroom.person.pk])  # type: ignore[union-attr]
    assert {one["したこと"][:9] for one in rows(officer, done, what="done")} == {
        "学級の出欠をとった"
    }
    assert rows(officer, address, first="2026-05-20", last="2026-05-20", deed="pupil.see")
    out = rows(officer, address, what="out")
    assert {one["したこと"] for one in out} == {
        "記録を見た人の一覧を見た（CSVで書き出し）",
    }
    assert "始まりの日より前" in page_of(officer, life.pupil, first="2026-05-20", last="2026-05-01")


def test_pages_of_fifty(life: Life, officer: Client) -> None:
    city = life.school.municipality.code
    record(
        event(
            municipality=city, actor="system:x", deed="pupil.see", kind="pupil", key=n,
            pupil=life.pupil.pk, details={"look": True},
        )
        for n in range(120)
    )  # fmt: skip
    address = {"deed": "pupil.see"}
    assert page_of(officer, life.pupil, **address).count("子どもの記録を開いた") == 50
    assert "101–120件" in page_of(officer, life.pupil, **address, page="3")


def test_csv_is_safe_against_formulas_and_names_nobody_who_is_deleted(
    life: Life, officer: Client
) -> None:
    nurse = see(life)
    address = reverse("audit:pupil-csv", args=[life.pupil.pk])
    Person.objects.filter(pk=nurse.pk).update(family_name="=1+1")
    (row,) = rows(officer, address, deed="pupil.see")
    assert row["だれが"] == "'=1+1 先生"
    assert row["日時"].startswith("2026年5月20日（水）")
    Account.objects.filter(person=nurse).delete()
    nurse.delete()
    (row,) = rows(officer, address, deed="pupil.see")
    assert row["だれが"] == "（削除済み）"
    key = str(life.pupil.pk)
    Guardian.objects.filter(pupil=life.pupil).delete()
    Event.objects.filter(pupil=key).update(pupil=str(life.classroom.pk))
    seen = rows(officer, reverse("audit:person-csv", args=[life.homeroom.person.pk]))  # type: ignore[union-attr]
    assert {one["子ども"] for one in seen} <= {"（削除済み）", ""}


def test_protection_is_read_by_managers_with_a_second_proof_alone(
    life: Life, officer: Client
) -> None:
    person = make_person(life.classroom, role=RoleKind.PRINCIPAL)
    set_protection(pupil=life.pupil, first=WEDNESDAY, last=None, by=actor_of(person))
    assert "要対協" in page_of(browser_of(person), life.pupil)
    officer_page = page_of(officer, life.pupil)
    assert "要対協" not in officer_page
    assert "protection" not in officer_page
    for address in (
        reverse("audit:person", args=[person.pk]),
        reverse("audit:person-csv", args=[person.pk]),
    ):
        assert "要対協" not in officer.get(address).content.decode()
    hidden = Event.objects.filter(managers_only=True)
    assert {one.kind for one in hidden} == {"protection_flag"}


def test_one_reads_what_one_did_oneself_and_names_only_in_reach(life: Life) -> None:
    nurse = see(life)
    own = reverse("audit:own")
    page = browser_of(nurse).get(own).content.decode()
    assert "子どもの記録を開いた" in page
    assert life.pupil.name in page
    nurse.roles.update(last=WEDNESDAY)
    elsewhere = make_school(life.school.municipality)
    make_role = make_person(elsewhere, role=RoleKind.NURSE).roles.get()
    make_role.person = nurse
    make_role.save()
    with freeze(date(2026, 5, 21)):
        page = browser_of(nurse).get(own).content.decode()
    assert life.pupil.name not in page
    assert "（いまは見られない子ども）" in page


def test_others_ask_nothing_of_others(life: Life) -> None:
    nurse = see(life)
    for role in (RoleKind.HOMEROOM, RoleKind.PRINCIPAL):
        browser = life.browser(role)
        assert browser.get(reverse("audit:person", args=[nurse.pk])).status_code == 404
        assert browser.get(reverse("audit:people")).status_code == 404


def test_officer_of_another_city_reaches_nobody_here(life: Life) -> None:
    nurse = see(life)
    elsewhere = browser_of(make_person(make_board(make_city()), role=RoleKind.PRIVACY_OFFICER))
    for name, key in (("audit:person", nurse.pk), ("audit:pupil", life.pupil.pk)):
        for address in (reverse(name, args=[key]), reverse(f"{name}-csv", args=[key])):
            assert elsewhere.get(address).status_code == 404
    for name, word in (("audit:people", "四十物谷"), ("audit:pupils", life.pupil.family_name)):
        page = elsewhere.post(reverse(name), {"q": word}, follow=True).content.decode()
        assert "見つかりませんでした" in page


def test_officer_finds_staff_who_have_left_too(life: Life, officer: Client) -> None:
    nurse = see(life)
    Person.objects.filter(pk=nurse.pk).update(active=False)
    page = officer.post(reverse("audit:people"), {"q": "四十物谷"}, follow=True).content.decode()
    assert "いまは在職していません" in page
    shown = officer.get(reverse("audit:person", args=[nurse.pk])).content.decode()
    assert life.pupil.name in shown
