"""The administrator's page of connected systems: a key is shown once, and ended at once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.conftest import by_another
from tests.builders import make_board, make_class, make_person
from tests.conftest import StrictClient
from tests.signed_in import sign_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.keys import key_of
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed
from tsunagu.audit.models import Event
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = re.compile(r"tsunagu_[\w-]{43}")


@pytest.fixture
def room() -> Classroom:
    """A class of a city."""
    return make_class()


@pytest.fixture
def browser(room: Classroom) -> Client:
    """The administrator's browser."""
    board = make_board(room.municipality)
    return sign_in(StrictClient(), make_person(board, role=RoleKind.ADMINISTRATOR))


def made(browser: Client, **more: object) -> str:
    """The page after a key was asked for."""
    asked = {
        "name": "校務支援",
        "deeds": [Deed.SEE_ROLL],
        "first": "2026-05-20",
        "last": "2027-03-31",
    }
    return browser.post(reverse("connections:list"), asked | more).content.decode()


def test_a_key_is_shown_once_and_ended_at_once(browser: Client, room: Classroom) -> None:
    [secret] = set(SECRET.findall(made(browser, organisation=room.school_id)))
    key = ApiKey.objects.get(organisation=room.school)
    assert key_of(secret) is None
    by_another(key)
    assert key_of(secret) == key
    page = browser.get(reverse("connections:list")).content.decode()
    assert secret not in page
    assert room.school.name in page
    browser.post(reverse("connections:end", args=[ApiKey.objects.get().pk]))
    assert key_of(secret) is None
    assert "止めました" in browser.get(reverse("connections:list")).content.decode()
    told = Event.objects.filter(deed=Deed.SET_KEY).values_list("details__what", flat=True)
    assert sorted(told) == ["end", "make"]


def test_what_is_wrong_is_said_on_the_page(browser: Client) -> None:
    assert "始まりの日より前です" in made(browser, last="2026-05-01")
    assert "期間は1年まで" in made(browser, last="2028-03-31")
    assert not ApiKey.objects.exists()
