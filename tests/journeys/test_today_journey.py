"""The day and the week of a class, from the roll to what is owed, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_class, make_person, make_pupil
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.org.models import Person
from tsunagu.response.models import Task
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def morning(day: int) -> datetime:
    """8:25 on a day of May 2026; the 18th is a Monday."""
    return datetime(2026, 5, day, 8, 25, tzinfo=JST)


@pytest.fixture
def classroom(set_clock: Callable[..., None]) -> Classroom:
    """A small class; the first pupil's family can be called."""
    set_clock(morning(18))
    room = make_class(pupils=0)
    make_pupil(room, number=1, phone="042-754-1111", family_name="遠野", given_name="すず")
    for number in range(2, 9):
        make_pupil(room, number=number)
    return room


@pytest.fixture
def people(classroom: Classroom) -> dict[RoleKind, Person]:
    """Those who meet a week of absence."""
    school = classroom.school
    return {
        RoleKind.HOMEROOM: make_person(classroom),
        RoleKind.ATTENDANCE_LEAD: make_person(school, role=RoleKind.ATTENDANCE_LEAD),
        RoleKind.PRINCIPAL: make_person(school, role=RoleKind.PRINCIPAL),
    }


def take_roll(page: Page, *absent: int) -> None:
    """Opens the class's roll from the menu, touches who is not there, and saves."""
    page.goto(page.evaluate("location.origin") + "/roll/")
    for number in absent:
        page.locator(".tile__main").nth(number - 1).click()
    page.locator("[data-save]").click()
    expect(page.locator("#messages")).to_contain_text("保存しました")


def test_today_changes_when_the_roll_is_saved(
    classroom: Classroom, people: dict[RoleKind, Person], enter: Enter, look: Look, size: str
) -> None:
    page = enter(people[RoleKind.HOMEROOM], "/", size)
    expect(page.get_by_text("いま、することはありません")).to_be_visible()
    look(page, f"today-before-{size}")
    page.get_by_role("link", name="出欠をとる").click()
    for number in (1, 4):
        page.locator(".tile__main").nth(number - 1).click()
    page.locator("[data-save]").click()
    page.get_by_role("link", name="今日連絡する家庭を見る").click()
    card = page.locator(".task-card").filter(has_text="遠野 すず")
    expect(card).to_contain_text("042-754-1111")
    expect(card).to_contain_text("今日まで")
    card.get_by_text("欠席1日目の電話連絡").click()
    expect(card).to_contain_text("3・4ページ")
    look(page, f"today-{size}")
    page.get_by_role("link", name="電話の一覧を印刷").click()
    look(page, f"call-list-{size}")


def test_the_week(
    classroom: Classroom,
    people: dict[RoleKind, Person],
    enter: Enter,
    look: Look,
    set_clock: Callable[..., None],
) -> None:
    """Monday, Tuesday and Wednesday absent, corrected on Thursday."""
    teacher = enter(people[RoleKind.HOMEROOM], "/")
    lead = enter(people[RoleKind.ATTENDANCE_LEAD], "/")
    asked = ["欠席1日目の電話連絡", "連続欠席2日目の家庭訪問", None]
    for day, words in zip((18, 19, 20), asked, strict=True):
        set_clock(morning(day))
        take_roll(teacher, 1)
        teacher.get_by_role("link", name="今日連絡する家庭を見る").click()
        if words:
            expect(teacher.locator(".task-card")).to_contain_text(words)
    lead.reload()
    card = lead.locator(".task-card").filter(has_text="遠野 すず")
    expect(card).to_contain_text("校内での情報共有（連続3日）")
    expect(card).to_contain_text("校長への報告（連続3日）")
    look(lead, "week-wednesday-lead-tablet")

    set_clock(morning(21))
    take_roll(teacher)
    teacher.locator("summary", has_text="別の日を開く").click()
    teacher.get_by_label("日付").fill("2026-05-20")
    teacher.get_by_role("button", name="開く").click()
    look(teacher, "week-past-day-tablet")
    teacher.get_by_role("link", name=re.compile("訂正.*遠野 すず")).click()
    teacher.locator(".pill", has_text="遅刻").click()
    teacher.locator(".pill", has_text="出席").first.click()
    teacher.get_by_label("訂正の理由").fill("10時に登校していた")
    look(teacher, "week-correct-tablet")
    teacher.get_by_role("button", name="訂正する").click()
    expect(teacher.locator("#messages")).to_contain_text("出欠を訂正しました")
    lead.reload()
    expect(lead.locator(".task-card")).to_have_count(0)
    assert set(Task.objects.filter(kind="share").values_list("status", flat=True)) == {"withdrawn"}


def test_lists_of_those_who_lead(
    live_server: object,
    classroom: Classroom,
    people: dict[RoleKind, Person],
    enter: Enter,
    look: Look,
    size: str,
) -> None:
    make_class(classroom.school, name="2組")
    teacher = enter(people[RoleKind.HOMEROOM], "/roll/")
    teacher.locator(".tile__main").nth(2).click()
    teacher.locator("details[open] .pill", has_text="所在未確認").click()
    teacher.locator("[data-save]").click()
    expect(teacher.locator("#messages")).to_contain_text("所在未確認1人")
    page = enter(people[RoleKind.PRINCIPAL], "/", size)
    expect(page.get_by_text("所在がまだわからない子どもがいます")).to_be_visible()
    look(page, f"today-principal-{size}")
    addresses = {
        "untaken": "/untaken/",
        "classes": "/roll/",
        "span": f"/roll/{classroom.pk}/span/",
        "missing": "/missing/",
    }
    for name, address in addresses.items():
        page.goto(f"{live_server}{address}")
        look(page, f"{name}-{size}")
    page.get_by_role("button", name="新しく出たら音で知らせる").click()
    expect(page.get_by_role("button", name="音の知らせを止める")).to_be_visible()
    page.get_by_role("link", name=re.compile("所在を記録する")).click()
    look(page, f"found-{size}")
    page.get_by_role("button", name="登校したと記録する").click()
    expect(page.get_by_text("所在のわからない子どもはいません")).to_be_visible()
