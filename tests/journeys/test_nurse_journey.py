"""A child comes to the nurse's room: its teacher reads that it came, who is named reads why."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_city, make_class, make_person, make_school, pupils_of
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "「教室の音がつらい」と言って、布団で休んだ"


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_nurse_logs_a_visit_and_names_who_reads_why(
    set_clock: Callable[[datetime], None], enter: Enter, look: Look, size: str
) -> None:
    set_clock(datetime(2026, 5, 20, 9, 5, tzinfo=JST))
    room = make_class(make_school(make_city()), pupils=35)
    child, counsellor = pupils_of(room)[4], make_person(room.school, role=RoleKind.COUNSELLOR)
    nurse = make_person(room.school, role=RoleKind.NURSE)
    page = enter(nurse, "/signs/nurse/", size)
    expect(page.get_by_text("この日は、まだだれも来ていません")).to_be_visible()
    page.get_by_label("名前・かな").fill(child.name)
    page.get_by_role("button", name="来た子どもをさがす").click()
    found = page.get_by_role("link", name=child.name)
    expect(found).to_be_visible()
    look(page, f"nurse-found-{size}")
    found.click()
    expect(page.get_by_label("来た時刻")).to_have_value("09:05")
    look(page, f"nurse-new-{size}")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator("#main")).to_contain_text("まだ保健室にいます")
    expect(page.get_by_text("読める人")).to_have_count(0)

    set_clock(datetime(2026, 5, 20, 9, 40, tzinfo=JST))
    page.reload()
    page.locator("summary", has_text="保健室を出た").click()
    expect(page.get_by_label("出た時刻")).to_have_value("09:40")
    page.get_by_label("教室へ戻った").check()
    look(page, f"nurse-left-{size}")
    page.locator("details[open]").get_by_role("button", name="記録する").click()
    expect(page.locator("#main")).to_contain_text("教室へ戻った（35分）")
    page.locator("summary", has_text="わけを書く").click()
    page.get_by_role("textbox", name="わけ").first.fill(WHY)
    page.get_by_label(counsellor.name).check()
    look(page, f"nurse-why-{size}")
    page.locator("details[open]").get_by_role("button", name="記録する").click()
    expect(page.locator("#messages")).to_contain_text("わけを記録しました")
    expect(page.get_by_text("読める人：養護教諭")).to_contain_text(counsellor.name)
    look(page, f"nurse-visit-{size}")
    page.get_by_role("link", name="この日の保健室").click()
    expect(page.get_by_role("row", name=child.name)).to_contain_text("35分")

    of_child = f"/signs/of/{child.pk}/"
    page = enter(make_person(room), of_child, size)
    expect(page.locator("#main")).to_contain_text("5月20日（水） 9:05から35分")
    expect(page.locator("#main")).not_to_contain_text(WHY)
    look(page, f"nurse-homeroom-{size}")
    page = enter(counsellor, of_child, size)
    expect(page.locator("#main")).to_contain_text(WHY)
    look(page, f"nurse-named-{size}")
