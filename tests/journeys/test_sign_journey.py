"""What a subject teacher sees in the corridor reaches homeroom teacher and grade meeting."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_city, make_class, make_person, make_school
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.school.models import Classroom
from tsunagu.signs.models import Sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
WORDS = "班のことで話を聞いてほしい、と言っていた"


@pytest.fixture
def classroom(set_clock: Callable[[datetime], None]) -> Classroom:
    """A class of thirty-five on a Wednesday morning, in a city with Akashi's checklists."""
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    city = make_city(packs=["national", "akashi"])
    return make_class(make_school(city), pupils=35)


@SIZES
def test_two_touches_then_the_meeting_then_spoken_about(
    classroom: Classroom, enter: Enter, look: Look, size: str
) -> None:
    child = classroom.enrolments.order_by("number")[0].pupil
    page = enter(make_person(classroom.school, role=RoleKind.TEACHER), "/signs/classes/", size)
    look(page, f"sign-classes-{size}")
    page.get_by_role("link", name=classroom.label, exact=True).click()
    look(page, f"sign-class-{size}")
    page.get_by_role("link", name=child.name).click()
    expect(page.get_by_role("button", name="表情が冴えない")).to_be_visible()
    look(page, f"sign-new-{size}")
    page.get_by_role("button", name="表情が冴えない").click()
    expect(page.locator("#messages")).to_contain_text("書きました")
    assert Sign.objects.get().pupil == child

    page = enter(make_person(classroom), "/", size)
    look(page, f"signs-today-{size}")
    page.get_by_role("link", name="まだだれも話していない子ども：1人").click()
    expect(page.get_by_role("heading", name="気づき", exact=True)).to_be_visible()
    look(page, f"signs-{size}")
    page.get_by_role("link", name=child.name).click()
    page.locator("summary", has_text="学年会にかける").click()
    page.get_by_label("ことば").last.fill(WORDS)
    look(page, f"sign-pupil-{size}")
    page.get_by_role("button", name="学年会にかける").click()
    expect(page.locator("#messages")).to_contain_text("学年会の一覧に入れました")

    page = enter(make_person(classroom, role=RoleKind.GRADE_LEAD), "/signs/meeting/", size)
    expect(page.locator("#main")).to_contain_text(WORDS)
    look(page, f"sign-meeting-{size}")
    page.get_by_role("link", name=child.name).click()
    page.locator("summary", has_text="学年会で話し合った").click()
    page.get_by_label("決めたこと").fill("担任が明日の朝、声をかける")
    page.locator("details[open]").get_by_role("button", name="記録する").click()
    expect(page.locator("#messages")).to_contain_text("話し合ったことを記録しました")
    expect(page.locator("#main")).to_contain_text("待っている気づきはありません")
    look(page, f"sign-done-{size}")
