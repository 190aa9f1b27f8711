"""Cases on screen: begun, taken further and found; the family's words first; refusals in place."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.builders import make_person
from tests.cases.scene import Scene, make_scene
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.cases.models import Case
from tsunagu.clock import today
from tsunagu.web.entry.proofs import GIVEN, SALT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "給食だけ行きたい"


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def begun(scene: Scene, browser: Client) -> Case:
    """A case begun on the child's page."""
    page = reverse("support:pupil", args=[scene.pupil.pk])
    answer = browser.post(page, {"kind": "absence", "origin": "response", "why": "朝に泣く"})
    case = Case.objects.get()
    assert answer["Location"] == reverse("support:case", args=[case.pk])
    return case


def test_case_is_begun_and_its_page_asks_for_words_team_and_next_step(
    client: Client, scene: Scene
) -> None:
    browser = signed_in(client, scene.teacher.person)
    case = begun(scene, browser)
    page = reverse("support:case", args=[case.pk])
    shown = browser.get(page).content.decode()
    assert shown.index("まだ聞いていません") < shown.index("いまどこまで")
    assert "まだだれもいません" in shown
    person = str(scene.teacher.person.pk)
    browser.post(page, {"act": "member", "member-person": person, "member-part": "担任"})
    browser.post(page, {"act": "coordinator", "coordinator-person": person})
    said = {"whose": "child", "words": WORDS, "heard_by": "担任", "heard_on": today().isoformat()}
    browser.post(page, {"act": "wish", **{f"wish-{name}": one for name, one in said.items()}})
    until = today() + timedelta(weeks=4)
    browser.post(page, {"act": "watch", "watch-text": "見守る", "watch-until": until.isoformat()})
    shown = browser.get(page).content.decode()
    case.refresh_from_db()
    assert (case.state, case.due, case.coordinator) == ("watched", until, scene.teacher.person)
    assert WORDS in shown
    assert "コーディネーター" in shown
    listed = browser.get(reverse("support:list")).content.decode()
    assert page in listed
    assert "1件" in listed


def test_what_is_missing_is_told_beside_what_was_typed(client: Client, scene: Scene) -> None:
    browser = signed_in(client, scene.teacher.person)
    page = reverse("support:case", args=[begun(scene, browser).pk])
    for typed, said in (
        ({"act": "watch", "watch-text": "見守るつもり"}, "次に見直す日"),
        ({"act": "plan", "plan-text": "見守るつもり"}, "コーディネーターを決めて"),
        ({"act": "member", "member-part": "見守るつもり"}, "どちらか一つ"),
    ):
        answer = browser.post(page, typed)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert said in shown
        assert "見守るつもり" in shown


def test_restricted_note_tells_others_that_it_is_there_and_whose(
    client: Client, scene: Scene
) -> None:
    browser = signed_in(client, scene.teacher.person)
    case = begun(scene, browser)
    page = reverse("support:case", args=[case.pk])
    person = str(scene.teacher.person.pk)
    browser.post(page, {"act": "member", "member-person": person, "member-part": "担任"})
    browser.post(page, {"act": "note", "note-text": "家の事情", "note-restricted": "on"})
    nurse = make_person(scene.classroom.school, role=RoleKind.NURSE)
    shown = signed_in(Client(), nurse).get(page).content.decode()
    assert "家の事情" not in shown
    assert "チームと管理職だけが読む書きとめがあります" in shown
    assert scene.teacher.label in shown
    note = case.notes.get()
    taken = reverse("support:withdraw-note", args=[case.pk, note.pk])
    assert signed_in(Client(), nurse).get(taken).status_code == 404
    assert browser.post(taken, {"why": ""}).status_code == 422
    browser.post(taken, {"why": "書きまちがい"})
    assert "取り消されました：書きまちがい" in browser.get(page).content.decode()


def on_a_trusted_device(browser: Client) -> Client:
    """The browser, whose proof is over and whose device is trusted for a while."""
    session = browser.session
    person = Account.objects.get(pk=session["_auth_user_id"])
    session.pop(GIVEN, None)
    session.save()
    mark = signing.dumps(str(person.devices), salt=SALT)
    browser.cookies[f"device-{person.pk.hex[-12:]}"] = mark
    return browser


def test_manager_finds_the_way_to_withdraw_anybodys_note(scene: Scene) -> None:
    browser, manager = (signed_in(Client(), by.person) for by in (scene.teacher, scene.manager))
    case = begun(scene, browser)
    page = reverse("support:case", args=[case.pk])
    browser.post(page, {"act": "note", "note-text": "家の事情"})
    browser.post(page, {"act": "note", "note-text": "電話の控え"})
    for note in case.notes.all():
        taken = reverse("support:withdraw-note", args=[case.pk, note.pk])
        assert taken in manager.get(page).content.decode()
        assert taken in on_a_trusted_device(browser).get(page).content.decode()
        assert note.text in manager.get(taken).content.decode()
        assert manager.post(taken, {"why": "利用停止の請求"}).status_code == 302
    assert browser.get(page).content.decode().count("取り消されました：利用停止の請求") == 2


def test_next_step_stands_on_today_of_who_owes_it(client: Client, scene: Scene) -> None:
    browser = signed_in(client, scene.teacher.person)
    case = begun(scene, browser)
    manager = signed_in(Client(), scene.manager.person)
    for page in ("today", "support:owed"):
        shown = manager.get(reverse(page)).content.decode()
        assert reverse("support:case", args=[case.pk]) in shown
        assert "決まっていない" in shown
    assert "ケースはありません" in browser.get(reverse("support:owed")).content.decode()


def test_list_is_filtered_and_searched_and_says_when_it_is_empty(
    client: Client, scene: Scene
) -> None:
    browser = signed_in(client, scene.teacher.person)
    page = reverse("support:list")
    assert "終わっていないケースはありません" in browser.get(page).content.decode()
    case = begun(scene, browser)
    here = reverse("support:case", args=[case.pk])
    assert here in browser.get(page, {"kind": "absence"}).content.decode()
    assert here not in browser.get(page, {"state": "overdue"}).content.decode()
    assert here in browser.post(page, {"q": scene.pupil.family_name}).content.decode()
    assert "見つかりませんでした" in browser.post(page, {"q": "いない子"}).content.decode()
