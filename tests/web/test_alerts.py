"""Alerts of learning portals: given on the office's screen, read by who answers for the child."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, make_person
from tests.web.import_screen import page_of, press, send
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.intake.models import ImportRun
from tsunagu.school.models import PupilIdentity
from tsunagu.signs.models import Alert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]
KIND, PORTAL = "夜おそい利用", "まなびポータル"


def test_given_by_the_board_and_read_by_who_answers_for_the_child(
    life: Life, supervisor: Client
) -> None:
    pupil = life.pupil
    known = PupilIdentity.objects.get(pupil=pupil).sourced_id
    rows = f"{known},2026-05-19 21:14,{PORTAL},{KIND}\n"
    send(supervisor, "alerts", f"児童生徒ID,日時,ポータル,知らせの種類\n{rows}")
    assert "新しく 1" in press(supervisor, "confirm")
    page = reverse("signs:pupil", args=[pupil.pk])
    homeroom = life.browser()
    for url in (reverse("signs:list"), page):
        shown = homeroom.get(url).content.decode()
        for words in ("学習ポータルからの知らせ", KIND, PORTAL, "5月19日（火）"):
            assert words in shown, (url, words)
    assert "21:14" in shown
    told = homeroom.post(page, {"act": "spoken", "spoken-words": ""}, follow=True)
    assert "待っている気づきはありません" in told.content.decode()
    other = browser_of(make_person(make_class(life.school, name="9組")))
    for browser in (other, supervisor):
        for url in (reverse("signs:list"), page, reverse("pupil:page", args=[pupil.pk])):
            assert KIND not in browser.get(url).content.decode()
    assert KIND not in page_of(supervisor)
    assert "気づいたことについてしたこと" in press(
        supervisor, "undo", undo=str(ImportRun.objects.get().pk)
    )
    assert Alert.objects.count() == 1


def test_the_schools_office_is_not_offered_alerts(life: Life) -> None:
    browser = browser_of(make_person(life.school, role=RoleKind.OFFICE))
    assert 'value="guardians"' in page_of(browser)
    assert 'value="alerts"' not in page_of(browser)
    assert send(browser, "alerts", "児童生徒ID\n").status_code == 422
