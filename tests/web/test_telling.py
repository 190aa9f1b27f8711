"""What a sheet's page tells where an answer gives to suspect something, and to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.school_life import Life
from tsunagu.access.enums import RoleKind
from tsunagu.cases.models import Suspicion
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Sheet

pytestmark = pytest.mark.django_db
NUMBERS = ("tel:189", "tel:110", "tel:0789185097")
FAMILY_FIRST = "まず家庭（本人と保護者）に話し"


@pytest.fixture
def sheet(life: Life) -> Sheet:
    return begin_sheet(
        form="detailed-assessment-sheet", school=life.school, pupil=life.pupil, by=life.homeroom
    )


def typed(browser: Client, sheet: Sheet, name: str, value: str, number: int = 0) -> str:
    """Save one answer as the page does while one types: the words beside it."""
    address = reverse("sheets:answer", args=[sheet.pk, name])
    posted = {f"{name}.value": value, f"{name}.number": number}
    return browser.post(address, posted, headers={"HX-Request": "true"}).content.decode()


def read(browser: Client, sheet: Sheet) -> str:
    """The sheet's page."""
    return browser.get(reverse("sheets:sheet", args=[sheet.pk])).content.decode()


def test_who_ticks_abuse_sees_the_numbers_at_once_and_who_is_told(life: Life, sheet: Sheet) -> None:
    manager, teacher = life.browser(RoleKind.PRINCIPAL), life.browser()
    assert "tel:189" not in read(teacher, sheet)
    words = typed(teacher, sheet, "abuse", "yes")
    for number in NUMBERS:
        assert number in words
        assert number in read(teacher, sheet)
    assert "の「今日」に出ています" in words
    one = Suspicion.objects.get()
    page = reverse("suspicion:page", args=[one.pk])
    assert page in manager.get(reverse("today")).content.decode()
    assert reverse("sheets:sheet", args=[sheet.pk]) in manager.get(page).content.decode()
    assert teacher.get(page).status_code == 404
    assert "tel:189" not in typed(teacher, sheet, "abuse", "unknown", 1)


def test_without_scripts_the_whole_page_saved_shows_the_same(life: Life, sheet: Sheet) -> None:
    browser = life.browser()
    posted = {"abuse.value": "yes", "abuse.number": "0"}
    back = browser.post(reverse("sheets:sheet", args=[sheet.pk]), posted, follow=True)
    words = back.content.decode()
    assert "管理職は今日、みな不在です" in words
    assert all(number in words for number in NUMBERS)
    assert Suspicion.objects.get().sheet == sheet


def test_what_could_not_be_saved_shows_the_numbers_and_says_that_nobody_is_told(
    life: Life, sheet: Sheet
) -> None:
    browser = life.browser()
    posted = {"abuse.value": "yes", "abuse.number": "0", "abuse.seen-on": "2030-01-01"}
    for name, more in (("sheets:sheet", []), ("sheets:answer", ["abuse"])):
        response = browser.post(reverse(name, args=[sheet.pk, *more]), posted)
        words = response.content.decode()
        assert (response.status_code, "tel:189" in words) == (422, True)
        assert "の「今日」に出ています" not in words
    assert not Suspicion.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("developmental", "yes", "tel:0789185841"),
        ("delinquency", "shoplifting", "tel:0789120055"),
    ],
)
def test_agencies_for_other_suspicions_are_shown_to_managers_alone(
    life: Life, sheet: Sheet, name: str, value: str, number: str
) -> None:
    manager, teacher = life.browser(RoleKind.PRINCIPAL), life.browser()
    for words in (typed(teacher, sheet, name, value), read(teacher, sheet)):
        assert number not in words
        assert FAMILY_FIRST not in words
    for words in (read(manager, sheet), typed(manager, sheet, name, value, 1)):
        assert number in words
        assert FAMILY_FIRST in words
    assert number not in typed(manager, sheet, name, "no", 1)
    assert not Suspicion.objects.exists()
