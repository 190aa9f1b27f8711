"""The pupils' pages: in by number and pictures, tell the weather, and nothing left behind."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_city, make_class, make_person, make_school
from tests.conftest import StrictClient
from tests.doors.test_doors import other
from tests.web.school_life import browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.clock import today
from tsunagu.doors.actions import give_pictures, open_class
from tsunagu.doors.kanji import beyond
from tsunagu.doors.models import PictureDoor
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom
from tsunagu.signs.models import CheckIn
from tsunagu.web import own as own_pages
from tsunagu.web.portal.sessions import IDLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DOOR, PICTURES, ME = (reverse(f"portal:{name}") for name in ("door", "pictures", "me"))
WEEKS, NAME, OUT = (reverse(f"portal:{name}") for name in ("weeks", "name", "out"))
WEATHER, PLAN = reverse("signs:weather"), reverse("portal:plan")


@pytest.fixture
def room() -> Classroom:
    """A second grade of two."""
    return make_class(make_school(make_city()), grade="P2", pupils=2)


@pytest.fixture
def homeroom(room: Classroom) -> Person:
    """Its teacher, whose name has a reading."""
    person = make_person(room)
    person.family_name, person.kana = "白藤", "しらふじ はる"
    person.save()
    return person


@pytest.fixture
def tablet(room: Classroom) -> StrictClient:
    """A tablet of the class."""
    browser = StrictClient()
    code = open_class(classroom=room, by=make_actor(room))
    assert browser.post(DOOR, {"code": code.code.lower()}).status_code == 302
    return browser


@pytest.fixture
def own(room: Classroom) -> dict[str, list[str]]:
    """The pictures of the class by number."""
    given = give_pictures(enrolments=room.enrolments.all(), by=make_actor(room))
    return {one.enrolment.number: list(one.pictures) for one in given}


@pytest.fixture
def inside(tablet: StrictClient, own: dict[str, list[str]]) -> Iterator[StrictClient]:
    """The tablet with the first child in."""
    assert enter(tablet, "1", own["1"]) == ME
    return tablet


def enter(tablet: Client, number: str, chosen: list[str]) -> str:
    """Touch a number and pictures; where that leads."""
    answer = tablet.post(PICTURES, {"number": number, "chosen": chosen})
    return answer.headers.get("Location", "")


def read(answer: object) -> str:
    """A page as it stands."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_tablet_is_set_up_once_and_shows_numbers_and_no_name(
    room: Classroom, tablet: StrictClient
) -> None:
    page = read(tablet.get(DOOR))
    assert page.count('name="number"') == 2
    for one in room.enrolments.all():
        assert one.pupil.family_name not in page
        assert one.pupil.given_name not in page
    assert read(StrictClient().post(DOOR, {"code": "WRONGONE"})).count('role="alert"') == 1


def test_a_class_with_nobody_in_it_says_so(room: Classroom, tablet: StrictClient) -> None:
    room.enrolments.all().delete()
    page = read(tablet.get(DOOR))
    assert "まだありません" in page
    assert not beyond(bare(page), 0)


def test_pictures_one_touch_each_then_in(tablet: StrictClient, own: dict[str, list[str]]) -> None:
    for count in range(3):
        page = tablet.post(PICTURES, {"number": "1", "chosen": own["1"][:count]})
        assert page.status_code == 200
        assert f"{count}つえらびました" in read(page)
    assert enter(tablet, "1", own["1"]) == ME


def test_wrong_pictures_are_answered_kindly_and_guessing_waits(
    room: Classroom, homeroom: Person, tablet: StrictClient, own: dict[str, list[str]]
) -> None:
    for _ in range(4):
        wrong = tablet.post(PICTURES, {"number": "1", "chosen": other(own["1"])})
        assert wrong.status_code == 422
        assert "ちがうみたい" in read(wrong)
    slowed = tablet.post(PICTURES, {"number": "1", "chosen": other(own["1"])})
    assert "<ruby>待<rt>ま</rt></ruby>" in read(slowed)
    assert enter(tablet, "1", own["1"]) == ""
    page = browser_of(homeroom).get(reverse("signs:door", args=[room.pk]))
    assert "続けてちがった" in read(page)
    nobody = tablet.post(PICTURES, {"number": "8", "chosen": own["1"]})
    assert "ちがうみたい" in read(nobody)


def test_nothing_of_a_child_without_being_in() -> None:
    for url in (ME, WEEKS, NAME, PLAN):
        answer = StrictClient().get(url)
        assert (answer.status_code, answer.headers["Location"]) == (302, DOOR)


def test_weather_is_told_read_and_answered(
    room: Classroom, homeroom: Person, inside: StrictClient
) -> None:
    assert "invalid" not in read(inside.get(ME))
    assert inside.post(ME, {}).status_code == 422
    assert inside.post(ME, {"heart": "rainy", "sleep": "little"}).status_code == 302
    assert CheckIn.objects.values_list("heart", "body", "sleep").get() == ("rainy", "", "little")
    page = read(inside.get(ME))
    assert "まだ" in page
    teacher = browser_of(homeroom)
    shown = read(teacher.get(WEATHER))
    child = room.enrolments.get(number="1").pupil
    assert child.name in shown
    assert "あまりねていない" in shown
    key = CheckIn.objects.get().pk
    assert teacher.post(WEATHER, {"told": [key]}).status_code == 302
    page = read(inside.get(ME))
    assert "<ruby>白藤<rt>しらふじ</rt></ruby>" in page
    assert not beyond(bare(page), 2)
    inside.post(ME, {"heart": "sunny"})
    told = CheckIn.objects.get()
    assert (told.heart, told.sleep, told.read_by) == ("sunny", "", None)


def bare(page: str) -> str:
    """What a child reads without readings."""
    page = re.sub(r"<ruby>.*?</ruby>", "", page)
    return re.sub(r"<title>.*?</title>|<[^>]*>", "", page)


def test_every_page_of_a_child_can_be_read_by_its_grade(inside: StrictClient) -> None:
    inside.post(ME, {"heart": "sunny", "body": "well", "sleep": "well"})
    for url in (ME, f"{ME}?again=1", WEEKS, NAME, PLAN):
        assert not beyond(bare(read(inside.get(url))), 2), url
    for url in (DOOR,):
        assert not beyond(bare(read(StrictClient().get(url))), 0), url


def test_the_other_child_of_the_tablet_sees_nothing_of_the_first(
    inside: StrictClient, own: dict[str, list[str]]
) -> None:
    inside.post(ME, {"heart": "stormy"})
    inside.post(NAME, {"nickname": "ぴかり"})
    assert "ぴかり" in read(inside.get(ME))
    inside.post(OUT)
    assert inside.get(ME).headers["Location"] == DOOR
    assert enter(inside, "2", own["2"]) == ME
    page = read(inside.get(ME)) + read(inside.get(WEEKS)) + read(inside.get(NAME))
    assert "ぴかり" not in page
    assert "あらし" not in read(inside.get(WEEKS))
    names = {name for name, cookie in inside.cookies.items() if cookie.value}
    assert names <= {"classroom", "sessionid", "csrftoken"}


def test_a_tablet_left_lying_forgets(inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    at = own_pages.seconds() + IDLE - 5
    monkeypatch.setattr(own_pages, "seconds", lambda: at)
    assert inside.get(ME).status_code == 200
    monkeypatch.setattr(own_pages, "seconds", lambda: at + IDLE + 5)
    assert inside.get(ME).headers["Location"] == DOOR


def test_new_pictures_end_a_session(room: Classroom, inside: StrictClient) -> None:
    give_pictures(enrolments=room.enrolments.all(), by=make_actor(room))
    assert inside.get(ME).headers["Location"] == DOOR


def test_a_sign_in_of_staff_leaves_nothing_of_the_child(
    homeroom: Person, inside: StrictClient
) -> None:
    Account.objects.create_user("aoki", person=homeroom, password="kawa yama hoshi sora")
    inside.get("/accounts/login/")
    given = {"login": "aoki", "password": "kawa yama hoshi sora"}
    assert inside.post("/accounts/login/", given)["Location"] == reverse("today")
    assert "child" not in inside.session


def test_a_child_opens_no_page_of_the_staff(room: Classroom, inside: StrictClient) -> None:
    child = room.enrolments.get(number="1").pupil
    for url in ("/", WEATHER, reverse("signs:pupil", args=[child.pk]), reverse("signs:list")):
        assert inside.get(url).status_code == 404, url
    assert browser_of(make_person(room)).get(ME).status_code == 404


def test_only_those_who_answer_for_a_child_read_its_weather(
    room: Classroom, inside: StrictClient
) -> None:
    inside.post(ME, {"heart": "stormy"})
    key, child = CheckIn.objects.get().pk, room.enrolments.get(number="1").pupil
    beside = make_class(room.school, grade="P2", name="2組", pupils=0)
    for place, kind, sees in (
        (room, RoleKind.HOMEROOM, True),
        (room.school, RoleKind.NURSE, True),
        (beside, RoleKind.HOMEROOM, False),
        (make_class(make_school(room.municipality), pupils=0), RoleKind.HOMEROOM, False),
    ):
        browser = browser_of(make_person(place, role=kind))
        assert (child.name in read(browser.get(WEATHER))) == sees, kind
        if not sees:
            browser.post(WEATHER, {"told": [key]})
            assert CheckIn.objects.get().read_at is None
    office = browser_of(make_person(room.school, role=RoleKind.OFFICE))
    assert office.get(WEATHER).status_code == 404


def test_cards_are_shown_once_and_the_code_on_the_class_page(
    room: Classroom, homeroom: Person
) -> None:
    teacher, url = browser_of(homeroom), reverse("signs:door", args=[room.pk])
    assert "まだありません" in read(teacher.get(url))
    teacher.post(url, {"what": "code"})
    assert teacher.post(url, {"what": "pictures"}).status_code == 422
    child = room.enrolments.get(number="1").pupil
    cards = teacher.post(url, {"what": "pictures", "pupil": [child.pk]})
    assert child.name in read(cards)
    assert read(cards).count("<use ") == 3
    assert PictureDoor.objects.get().pupil == child
    assert "渡しました" in read(teacher.get(url))


def test_days_before_are_ones_own_to_look_back_at(inside: StrictClient) -> None:
    inside.post(ME, {"body": "unwell"})
    page = read(inside.get(WEEKS))
    assert f"{today().month}" in page
    assert "しんどい" in page
