"""A privacy officer answers a guardian: who has seen my child's record?"""

from collections.abc import Callable
from csv import DictReader
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.builders import make_board, make_class, make_person, make_pupil, make_school, roll
from tests.journeys.conftest import Enter, Look
from tests.signed_in import sign_in
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST, today
from tsunagu.oversight.tasks import find_unusual
from tsunagu.response.actions import record_contact, set_protection
from tsunagu.response.enums import ContactWay, Reached
from tsunagu.school.models import Pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 5, 20, 10, 5, tzinfo=JST)


@pytest.fixture
def child(set_clock: Callable[..., None]) -> Pupil:
    """A child of whom a teacher, a nurse and, in the night, a principal have read."""
    set_clock(MORNING)
    classroom = make_class(make_school(name="みどり小学校"), pupils=2)
    pupil = make_pupil(classroom, number=3, family_name="月見里", given_name="あおい")
    teacher = make_person(classroom, family_name="青木")
    by = actor_of(teacher)
    roll(classroom, today(), by, n3=MarkInput(kind="absent", reason="unknown"))
    record_contact(
        pupil=pupil,
        way=ContactWay.CALL,
        reached=Reached.GUARDIAN,
        child_heard=False,
        child_seen=False,
        line="熱は下がった",
        by=by,
    )
    nurse = make_person(classroom, role=RoleKind.NURSE, family_name="相馬")
    principal = make_person(classroom, role=RoleKind.PRINCIPAL, family_name="峰")
    set_protection(pupil=pupil, first=today(), last=None, by=actor_of(principal))
    for person in (teacher, nurse):
        sign_in(Client(), person).get(reverse("pupil:page", args=[pupil.pk]))
    set_clock(MORNING.replace(hour=23))
    sign_in(Client(), principal).get(reverse("pupil:page", args=[pupil.pk]))
    set_clock(MORNING + timedelta(days=1))
    find_unusual()
    return pupil


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_officer_answers_who_has_seen_my_childs_record(
    child: Pupil, enter: Enter, look: Look, size: str, tmp_path: Path
) -> None:
    officer = make_person(make_board(child.municipality), role=RoleKind.PRIVACY_OFFICER)
    page = enter(officer, "/", size)
    expect(page.get_by_role("heading", name="峰 先生")).to_be_visible()
    look(page, f"officer-today-{size}")
    page.get_by_label("確かめたこと").fill("通報を受けて、夜に連絡先を確かめた")
    page.get_by_role("button", name="確かめたと記録する").click()
    expect(page.get_by_text("確かめたことを記録しました")).to_be_visible()
    look(page, f"officer-nothing-left-{size}")

    page.goto(page.url.split("/audit/")[0] + "/audit/pupils/")
    expect(page.get_by_text("名前を入れてください")).to_be_visible()
    page.get_by_label("子どもの名前・かな").fill("月見里")
    page.get_by_role("button", name="さがす").click()
    look(page, f"officer-find-{size}")
    page.get_by_role("link", name="月見里 あおい").click()
    lines = page.locator("tbody tr")
    for who in ("青木 先生", "相馬 先生", "峰 先生"):
        expect(lines.filter(has_text=who).first).to_be_visible()
    expect(page.get_by_text("要対協")).to_have_count(0)
    look(page, f"who-has-seen-{size}")

    page.locator("[name=what]").select_option(label="見た")
    page.locator("[name=actor]").select_option(label="峰 先生")
    page.get_by_role("button", name="しぼる").click()
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("校長（自分の学校）")
    look(page, f"who-has-seen-narrowed-{size}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSVで書き出す").click()
    file = tmp_path / "seen.csv"
    waiting.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as rows:
        (row,) = DictReader(rows)
    assert (row["だれが"], row["したこと"]) == ("峰 先生", "子どもの記録を開いた")

    record = page.url.replace("/audit/", "/").split("?")[0]
    page.goto(page.url.split("/audit/")[0] + "/audit/people/")
    look(page, f"people-{size}")
    page.get_by_role("link", name="相馬 先生").click()
    expect(lines).to_contain_text("月見里 あおい")
    look(page, f"what-one-has-seen-{size}")
    page.goto(page.url.split("/people/")[0] + "/own/")
    expect(page.get_by_role("heading", level=1)).to_have_text("自分が見たもの・したこと")
    look(page, f"own-{size}")

    answer = page.goto(record)
    assert answer
    assert answer.status == 404
