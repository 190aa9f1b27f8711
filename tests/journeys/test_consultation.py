"""A consultation sheet from the homeroom's draft to what the board and the school agreed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.cases.consulted import make_consulted
from tests.cases.scene import FAMILY, GIVEN
from tests.journeys.conftest import Enter, Look
from tsunagu.clock import JST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_sheet_goes_from_the_homeroom_to_the_board_and_back(
    enter: Enter, look: Look, set_clock: Callable[..., None], size: str
) -> None:
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    scene = make_consulted()
    pupil, board = scene.pupil, scene.board

    school = enter(scene.school.teacher.person, f"/pupils/{pupil.pk}/sheets/", size)
    school.get_by_role("button", name="相談シート", exact=True).click()
    school.get_by_role("textbox", name="【相談内容】").fill(f"{GIVEN}さんは朝に泣くことがある。")
    school.get_by_role("checkbox", name="主任SC").check()
    school.get_by_role("button", name="ここまでを保存する").click()
    school.get_by_role("link", name="管理職に出す").click()
    look(school, f"consultation-draft-{size}")
    school.get_by_role("button", name="管理職に出す").click()
    expect(school.locator("#messages")).to_contain_text("管理職に出しました")

    manager = enter(scene.school.manager.person, "/", size)
    expect(manager.get_by_role("heading", name="あなたの番の相談")).to_be_visible()
    look(manager, f"consultation-manager-today-{size}")
    manager.get_by_role("link", name=pupil.name).first.click()
    look(manager, f"consultation-to-sign-{size}")
    manager.get_by_role("button", name="署名して教育委員会に送る").click()
    expect(manager.locator("#messages")).to_contain_text("署名して送りました")
    look(manager, f"consultation-sent-{size}")

    division = enter(board.supervisor.person, "/consultations/", size)
    look(division, f"consultation-inbox-{size}")
    division.get_by_role("link", name="H M").click()
    expect(division.get_by_text("H Mさんは朝に泣くことがある。")).to_be_visible()
    for hidden in (FAMILY, GIVEN, str(pupil.pk)):
        assert hidden not in division.content()
    division.get_by_role("button", name="読みました").click()
    division.locator("summary", has_text="担当を決める").click()
    division.get_by_label("学校の希望").check()
    division.get_by_label("担当に伝えること").fill("朝のうちに電話をお願いします")
    look(division, f"consultation-assign-{size}")
    division.get_by_role("button", name="この人に頼む").click()
    expect(division.locator("#messages")).to_contain_text("担当を決めました")

    adviser = enter(board.counsellor.person, "/", size)
    look(adviser, f"consultation-adviser-today-{size}")
    adviser.get_by_role("link", name="H M").click()
    adviser.locator("summary", has_text="折り返しの電話を記録する").click()
    adviser.get_by_label("つながった", exact=True).check()
    adviser.get_by_role("button", name="記録する").click()
    expect(adviser.get_by_text("だれと何を話したかを書いてください").first).to_be_visible()
    look(adviser, f"consultation-call-wrong-{size}")
    adviser.get_by_label("だれと、何を話したか").fill("担任の先生と、朝のようすを聞いた")
    adviser.get_by_role("button", name="記録する").click()
    adviser.locator("summary", has_text="助言・学校訪問・ケース会議を記録する").click()
    adviser.get_by_label("学校訪問を決めた").check()
    adviser.get_by_label("訪問・会議の日").fill("2026-05-25")
    adviser.get_by_label("内容").fill("保健室での朝を見る")
    adviser.get_by_role("button", name="記録する").last.click()
    adviser.locator("summary", has_text="決まったことを書いて終える").click()
    adviser.get_by_label("決まったこと").fill("朝は保健室から。週に一度、主任SCが電話する")
    adviser.get_by_role("button", name="終える", exact=True).click()
    expect(adviser.locator("#messages")).to_contain_text("終えました")
    look(adviser, f"consultation-closed-{size}")

    school.goto(school.url.split("/consultations/")[0] + "/consultations/school/?over=1")
    look(school, f"consultation-list-{size}")
    school.get_by_role("link", name=pupil.name).click()
    expect(school.get_by_text("朝は保健室から。")).to_be_visible()
    look(school, f"consultation-said-{size}")
