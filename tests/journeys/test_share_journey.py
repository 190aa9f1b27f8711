"""An agency receives a share, reads it, answers a note, and loses it again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.cases.scene import FAMILY, GIVEN, HEARD, SECRET, make_scene
from tests.journeys.conftest import Enter, Look
from tsunagu.clock import JST
from tsunagu.org.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = {"phone": (390, 844), "desktop": (1280, 800)}


@pytest.mark.parametrize("size", WIDTHS)
def test_an_agency_receives_a_share_reads_it_answers_a_note_and_loses_it(
    enter: Enter, look: Look, set_clock: Callable[..., None], size: str
) -> None:
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    scene = make_scene()
    width, height = WIDTHS[size]

    def window(person: Person | None, address: str) -> Page:
        page = enter(person, address, size)
        page.set_viewport_size({"width": width, "height": height})
        return page

    school = window(scene.teacher.person, f"/pupils/{scene.pupil.pk}/")
    school.get_by_role("link", name="校外との共有").click()
    expect(school.get_by_text("校外との共有はまだありません")).to_be_visible()
    school.get_by_role("link", name="同意を記録する").click()
    school.get_by_label("相手の機関").select_option(index=1)
    school.get_by_label("目的").fill("家庭訪問をいっしょに続ける")
    for section in ("出欠のまとめ", "家庭との連絡"):
        school.get_by_label(section).check()
    school.get_by_role("group", name="同意した人").get_by_role("radio").first.check()
    school.get_by_label("書面").check()
    school.get_by_label("同意している").check()
    look(school, f"share-consent-{size}")
    school.get_by_role("button", name="記録する").click()

    expect(school.get_by_label("家庭との連絡")).to_be_checked()
    look(school, f"share-form-{size}")
    school.get_by_label("終わりの日").fill("2026-05-19")
    school.get_by_role("button", name="共有を出す").click()
    expect(school.get_by_text("始まりの日より前です").first).to_be_visible()
    school.get_by_label("終わりの日").fill("2026-06-30")
    school.get_by_role("button", name="共有を出す").click()
    expect(school.get_by_text("相手の返事待ち")).to_be_visible()

    agency = window(scene.lead.person, "/")
    look(agency, f"share-agency-today-{size}")
    agency.get_by_role("link", name="H Mさんの共有").click()
    expect(agency.get_by_text(HEARD)).to_have_count(0)
    look(agency, f"share-offered-{size}")
    agency.get_by_role("button", name="受け取る").click()
    expect(agency.get_by_text(HEARD)).to_be_visible()
    for hidden in (FAMILY, GIVEN, SECRET, str(scene.pupil.pk)):
        assert hidden not in agency.content()
    look(agency, f"share-received-{size}")

    school.reload()
    school.get_by_label("連絡", exact=False).last.scroll_into_view_if_needed()
    school.locator("[name=text]").fill("今朝、電話で声を聞けました。")
    school.get_by_label("浜 先生").check()
    school.get_by_role("button", name="連絡する").click()
    look(school, f"share-noted-{size}")
    agency.goto(agency.url.split("/received/")[0])
    agency.locator("#h-notes + ul a").click()
    agency.get_by_role("button", name="読みました").click()
    agency.locator("form[action$='/notes/'] [name=text]").fill("承知しました。")
    agency.get_by_label("東 先生").check()
    agency.get_by_role("button", name="連絡する").click()
    expect(agency.get_by_text("東 先生さんに連絡しました")).to_be_visible()

    school.goto(agency.url.split("/received/")[0])
    school.get_by_role("link", name="校外との共有").click()
    look(school, f"share-school-today-{size}")
    school.locator("#h-notes + ul a").click()
    expect(school.get_by_text("承知しました。")).to_be_visible()
    school.get_by_role("link", name="校外との共有の一覧へもどる").click()
    look(school, f"share-list-{size}")
    school.get_by_role("link", name="取り下げを記録する").click()
    school.get_by_label("口頭").check()
    look(school, f"share-withdraw-{size}")
    school.get_by_role("button", name="取り下げを記録する").click()
    expect(school.get_by_text("同意の取り下げで終了")).to_be_visible()

    answer = agency.reload()
    assert answer is not None
    assert answer.status == 404
    agency.goto(f"{agency.url.split('/received/')[0]}/received/")
    expect(agency.get_by_text("受け取った共有はありません")).to_be_visible()
    look(agency, f"share-lost-{size}")
