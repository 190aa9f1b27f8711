"""A case story from its writer's draft to everybody's page, its names looked at one by one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_board, make_person, make_pupil
from tests.journeys.conftest import Enter, Look
from tests.web.school_life import Life, third_day
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.forms.actions import begin_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARTS = {
    "はじめの状況": "家で過ごす日が続いた",
    "目標・方向性": "御影石の道を歩くところから、ミカゲさんと始めた",
    "相談・支援、取組等の状況": "オンラインで、同じ時刻に話した",
    "成果": "週に一度、外に出た",
}


@pytest.fixture
def life(set_clock: Callable[..., None]) -> Life:
    """A child on the third day, the clock at ten o'clock of it."""
    scene = third_day()
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    return scene


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_story_is_written_looked_at_approved_and_read(
    enter: Enter, look: Look, life: Life, size: str
) -> None:
    child = make_pupil(life.classroom, family_name="御影", given_name="葵")
    child.family_kana = "みかげ"
    child.save()
    assert life.homeroom.person
    page = enter(life.homeroom.person, "/library/new/", size)
    page.get_by_label("題").fill("家から一歩出る")
    page.get_by_role("button", name="保存して、名まえを確かめる").click()
    expect(page.get_by_text("区分を一つ以上選んでください").first).to_be_visible()
    look(page, f"library-faults-{size}")
    page.get_by_label("学習機会確保の取組").check()
    page.get_by_label("学校種").select_option(label="中学校")
    page.get_by_label("おもな場所").select_option(label="家庭（訪問・オンライン）")
    page.get_by_label("年齢（から）").fill("12")
    page.get_by_label("年齢（まで）").fill("14")
    for label, words in PARTS.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="保存して、名まえを確かめる").click()
    expect(page.locator("mark")).to_have_text(["御影", "ミカゲ"])
    look(page, f"library-names-{size}")
    page.get_by_label("名まえではない").first.check()
    page.get_by_role("button", name="承認を頼む").click()
    expect(page.get_by_text("1か所、まだ確かめられていません")).to_be_visible()
    page.get_by_role("link", name="書き直す").click()
    page.get_by_label("目標・方向性").fill("道を歩くところから始めた")
    page.get_by_role("button", name="保存して、名まえを確かめる").click()
    page.get_by_role("button", name="承認を頼む").click()
    expect(page.get_by_text("承認待ち").first).to_be_visible()
    look(page, f"library-own-{size}")

    board = make_board(life.school.municipality)
    judge = enter(make_person(board, role=RoleKind.SUPERVISOR), "/", size)
    judge.get_by_role("link", name="家から一歩出る").click()
    look(judge, f"library-judged-{size}")
    judge.get_by_role("button", name="承認する").click()
    expect(judge.get_by_text("待っている記録はありません")).to_be_visible()

    reader = enter(make_person(life.school, role=RoleKind.OFFICE), "/library/", size)
    reader.get_by_label("年齢").fill("13")
    reader.get_by_role("button", name="しぼる").click()
    look(reader, f"library-list-{size}")
    reader.get_by_role("link", name="家から一歩出る").click()
    expect(reader.get_by_text("週に一度、外に出た")).to_be_visible()
    look(reader, f"library-story-{size}")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_who_ticks_abuse_on_a_sheet_sees_the_numbers_without_another_click(
    enter: Enter, look: Look, life: Life, size: str
) -> None:
    assert life.homeroom.person
    principal = make_person(life.school, role=RoleKind.PRINCIPAL)
    sheet = begin_sheet(
        form="detailed-assessment-sheet", school=life.school, pupil=life.pupil, by=life.homeroom
    )
    page = enter(life.homeroom.person, f"/sheets/{sheet.pk}/", size)
    page.locator("#q-abuse").get_by_label("ある").check()
    expect(page.locator("#state-abuse").get_by_role("link", name="189")).to_be_visible()
    expect(page.locator("#state-abuse")).to_contain_text(principal.name)
    look(page, f"sheet-abuse-{size}")
    manager = enter(principal, "/", size)
    expect(manager.get_by_text(life.pupil.name).first).to_be_visible()
    expect(manager.locator("a[href^='/suspicions/']").first).to_be_visible()
