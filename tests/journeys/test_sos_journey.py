"""A fourteen-year-old who trusts only the nurse asks for help, and is answered."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_board, make_city, make_class, make_person, make_school
from tests.journeys.conftest import Enter, Look
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.doors.actions import give_pictures, open_class
from tsunagu.doors.pictures import PICTURES
from tsunagu.org.models import Person
from tsunagu.school.enums import Stage
from tsunagu.school.models import Classroom
from tsunagu.sos.models import Sos

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def named(place: object, role: RoleKind, family: str, kana: str) -> Person:
    """Somebody whose name has a reading."""
    person = make_person(place, role=role, family_name=family)  # type: ignore[arg-type]
    person.kana = kana
    person.save()
    return person


def a_class() -> tuple[Classroom, Person, Person]:
    """A class of junior high with its teacher, the nurse, others, and a board."""
    school = make_school(make_city(), name="ひばり中学校", stage=Stage.JUNIOR_HIGH)
    room = make_class(school, grade="J2", pupils=30)
    named(make_board(school.municipality), RoleKind.SUPERVISOR, "久遠", "くおん")
    named(school, RoleKind.COUNSELLOR, "若草", "わかくさ")
    named(school, RoleKind.PRINCIPAL, "朝霧", "あさぎり")
    homeroom = named(room, RoleKind.HOMEROOM, "白藤", "しらふじ")
    return room, homeroom, named(school, RoleKind.NURSE, "月野", "つきの")


@pytest.mark.parametrize("size", ["phone", "tablet"])
def test_a_child_who_trusts_only_the_nurse_is_answered_by_her(
    enter: Enter,
    look: Look,
    open_page: Callable[..., Page],
    live_server: object,
    set_clock: Callable[[datetime], None],
    size: str,
) -> None:
    set_clock(datetime(2026, 5, 20, 10, 20, tzinfo=JST))
    room, homeroom, nurse = a_class()
    code = open_class(classroom=room, by=actor_of(homeroom))
    seven = room.enrolments.get(number="7")
    (given,) = give_pictures(enrolments=[seven], by=actor_of(homeroom))
    sent: list[int] = []
    child = open_page(size)
    child.on("response", lambda answer: sent.append(len(answer.body()) if answer.ok else 0))
    child.goto(f"{live_server}/door/")
    child.get_by_role("textbox").fill(code.code)
    child.get_by_role("button").click()
    child.get_by_role("button", name="7", exact=True).click()
    for count, name in enumerate(given.pictures):
        expect(child.get_by_role("status")).to_contain_text(str(count))
        child.get_by_role("button", name=PICTURES[name], exact=True).click()
    look(child, f"sos-me-{size}")
    child.get_by_role("link", name="SOS").click()
    expect(child.locator(".promise")).to_contain_text("までに")
    sent.clear()
    child.reload()
    expect(child.get_by_role("button", name="送る", exact=True)).to_be_visible()
    assert 0 < sum(sent) < 60_000, "a page for pupils weighs under 60 kB in all"
    look(child, f"sos-page-{size}")
    child.get_by_role("radio", name="月野").check()
    child.get_by_role("checkbox", name="知らせないで").check()
    child.get_by_role("checkbox", name="いやなことをされる").check()
    child.get_by_role("radio", name="会って").check()
    look(child, f"sos-chosen-{size}")

    # The network goes in the middle of it: the page says so, keeps what was chosen, tries again.
    child.context.set_offline(True)
    child.get_by_role("button", name="送る", exact=True).click()
    expect(child.locator("#unsent")).to_be_visible()
    expect(child.locator("#unsent")).to_contain_text("まだ")
    look(child, f"sos-unsent-{size}")
    assert child.evaluate("Object.keys({...localStorage, ...sessionStorage})") == []
    child.context.set_offline(False)
    expect(child.get_by_role("heading", level=1)).to_contain_text("送ったSOS")
    assert Sos.objects.get().not_homeroom
    expect(child.locator(".told")).to_contain_text("月野")
    look(child, f"sos-sent-{size}")

    teacher = enter(homeroom, "/", size)
    expect(teacher.get_by_text("子どものSOSがあります")).to_have_count(0)
    staff = enter(nurse, "/", size)
    look(staff, f"sos-today-{size}")
    staff.get_by_role("link", name=seven.pupil.name).click()
    look(staff, f"sos-one-{size}")
    staff.get_by_role("button", name="読みました").click()
    expect(staff.locator("#messages")).to_contain_text("伝わります")
    staff.get_by_text("話す約束をする").click()
    staff.get_by_label("話す日").fill("2026-05-21")
    staff.get_by_label("時刻").fill("12:30")
    staff.locator("form", has_text="話す日").get_by_role("button").click()
    expect(staff.locator("#messages")).to_contain_text("約束を伝えました")
    staff.get_by_text("書いて答える").click()
    staff.get_by_label("ありがとう").check()
    look(staff, f"sos-answer-{size}")
    staff.locator("form", has_text="えらぶ文").get_by_role("button").click()
    expect(staff.locator("#messages")).to_contain_text("答えを伝えました")
    staff.goto(f"{live_server}/sos/waiting/")
    look(staff, f"sos-list-{size}")

    child.reload()
    expect(child.locator(".told")).to_contain_text("明日 12時30分")
    expect(child.locator(".told")).to_contain_text("ありがとう")
    look(child, f"sos-answered-{size}")
    child.get_by_role("button", name="もうだいじょうぶ").click()
    expect(child.locator(".told")).to_contain_text("だいじょうぶと伝えました")
    child.get_by_role("button", name="まだ").click()
    expect(child.locator(".told")).to_contain_text("もう一度")
    look(child, f"sos-again-{size}")


def test_at_night_and_without_sign_in_telephones_stand_first_and_it_goes_by_keyboard(
    enter: Enter,
    look: Look,
    open_page: Callable[..., Page],
    live_server: object,
    set_clock: Callable[[datetime], None],
) -> None:
    set_clock(datetime(2026, 5, 22, 21, 0, tzinfo=JST))
    room, _, _ = a_class()
    nobody = open_page("phone")
    nobody.goto(f"{live_server}/sos/")
    first = nobody.locator(".call").first
    expect(first).to_have_attribute("href", "tel:0120078310")
    look(nobody, "sos-night-phone")
    assert first.bounding_box()["y"] < nobody.locator("#school").bounding_box()["y"]  # type: ignore[index]
    nobody.locator("#school").select_option(str(room.school.pk))
    nobody.locator("#words").focus()
    nobody.keyboard.type("くるしいよ")
    nobody.locator("#sos button").focus()
    nobody.keyboard.press("Enter")
    expect(nobody.locator(".told")).to_contain_text("いいんかい")
    expect(nobody.get_by_text("くるしいよ")).to_have_count(0)
    look(nobody, "sos-night-sent-phone")
    supervisor = Person.objects.get(family_name="久遠")
    board = enter(supervisor, "/", "desktop")
    expect(board.locator("main")).to_contain_text("SOSの当番が決まっていません")
    look(board, "sos-board-today")
    board.goto(f"{live_server}/sos/duty/")
    look(board, "sos-duty")
