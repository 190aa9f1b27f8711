"""The procedure of a case on screen: recorded in its place, refused in words, owed on Today."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.scene import Scene, make_scene
from tests.cases.test_procedures import begun
from tests.web.cast import signed_in
from tsunagu.clock import freeze

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def test_step_is_recorded_refused_and_taken_back_in_its_place(scene: Scene) -> None:
    case, browser = begun(scene), signed_in(Client(), scene.teacher.person)
    page = reverse("support:procedure", args=[case.pk])
    shown = browser.get(page).content.decode()
    assert page in browser.get(reverse("support:case", args=[case.pk])).content.decode()
    for words in ("本人の話を聞く", "こども家庭センター", "つなぐの取り決め", "これから"):
        assert words in shown
    answer = browser.post(page, {"act": "hear", "hear-outcome": "done", "hear-text": "書きかけ"})
    assert answer.status_code == 422
    assert "した日を" in answer.content.decode()
    assert "書きかけ" in answer.content.decode()
    browser.post(page, {"act": "hear", "hear-outcome": "not_needed", "hear-text": "聞いてある"})
    assert "しなくてよい：聞いてある" in " ".join(browser.get(page).content.decode().split())
    browser.post(page, {"act": "hear", "hear-text": "まちがい"})
    assert "まだに戻した：まちがい" in browser.get(page).content.decode()
    timeline = reverse("support:timeline", args=[case.pk]) + "?kind=procedure"
    assert "聞いてある" in browser.get(timeline).content.decode()


def test_step_stands_on_today_of_the_coordinator(scene: Scene) -> None:
    case = begun(scene)
    assert case.procedure_due
    with freeze(case.procedure_due):
        browser = signed_in(Client(), scene.teacher.person)
        for name in ("today", "support:owed-steps"):
            shown = browser.get(reverse(name)).content.decode()
            assert "手順でつぎにすること" in shown
            assert "本人の話を聞く" in shown
