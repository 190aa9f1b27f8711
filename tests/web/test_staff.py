"""The staff's list: found by name, place and sign-in; one-time passwords handed over once."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.builders import make_board, make_city, make_class, make_person, make_school
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.org.models import Municipality
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def classroom() -> Classroom:
    """With a homeroom teacher called 灯里."""
    found = make_class(make_school(make_city()))
    make_person(found, family_name="灯里")
    return found


@pytest.fixture
def administrator(classroom: Classroom, client: Client) -> Client:
    """Signed in."""
    board = make_board(classroom.municipality)
    return signed_in(client, make_person(board, role=RoleKind.ADMINISTRATOR))


def page_of(browser: Client, **asked: str) -> str:
    """The list as it is after searching."""
    return unescape(browser.post("/staff/", asked, follow=True).content.decode())


def keys(page: str) -> list[str]:
    """The people who can be chosen."""
    return re.findall(r'name="person" value="([^"]+)"', page)


def test_the_list_names_roles_from_a_day_and_the_state_of_sign_in(
    administrator: Client, classroom: Classroom
) -> None:
    page = page_of(administrator, text="灯里")
    assert re.search(
        rf"担任 {classroom.label}（{classroom.school.name}、\d+年\d+月\d+日（.）から）", page
    )
    assert ">なし<" in page
    assert len(keys(page)) == 1
    assert keys(page_of(administrator, text="灯里", account="first")) == []
    assert "あてはまる職員がいません" in page_of(administrator, text="いない人")


def test_chosen_people_get_passwords_that_are_shown_once(administrator: Client) -> None:
    chosen = keys(page_of(administrator, text="灯里", account="none"))
    answer = administrator.post("/staff/issue/", {"person": chosen})
    assert answer.headers["Cache-Control"] == "no-store"
    account = Account.objects.get(person__family_name="灯里")
    shown = re.findall(r"<code>([^<]+)</code>", answer.content.decode())
    assert shown[0] == account.username
    assert account.check_password(shown[1])
    assert shown[1] not in page_of(administrator, text="灯里", account="first")
    administrator.post(f"/staff/{account.pk}/open/", {"open": "0"})
    assert "止めてある" in page_of(administrator, account="closed")
    nobody = administrator.post("/staff/issue/", follow=True)
    assert "渡す人を選んでください" in nobody.content.decode()


def test_a_principal_sees_the_own_school_and_gives_nothing(
    classroom: Classroom, client: Client
) -> None:
    beside = make_school(classroom.municipality)
    make_person(beside, role=RoleKind.NURSE, family_name="隣野")
    principal = signed_in(client, make_person(classroom.school, role=RoleKind.PRINCIPAL))
    page = page_of(principal)
    assert "灯里" in page
    assert "隣野" not in page
    assert keys(page) == []
    assert principal.post("/staff/issue/", {"person": "x"}).status_code == 404


def test_another_city_is_not_there(administrator: Client) -> None:
    other: Municipality = make_city()
    stranger = make_person(make_school(other), role=RoleKind.NURSE, family_name="遠野")
    assert "遠野" not in page_of(administrator)
    administrator.post("/staff/issue/", {"person": [str(stranger.pk)]})
    assert not Account.objects.filter(person=stranger).exists()
