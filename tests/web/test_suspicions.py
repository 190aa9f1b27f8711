"""Suspected abuse on screen: written in two touches, read and handled by managers alone."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, make_person, make_pupil, make_school, pupils_of
from tests.web.school_life import Life, browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import SCHOOL_STAFF, RoleKind
from tsunagu.audit.models import Event
from tsunagu.cases.actions.suspicions import hold
from tsunagu.cases.models import Suspicion
from tsunagu.clock import today
from tsunagu.org.models import Leave

pytestmark = pytest.mark.django_db
WORDS = "おうちに帰りたくない"
GIVEN = {"child_words": WORDS, "witness": "担任", "on": "2026-05-20", "time": "10:40"}


def form(life: Life) -> str:
    return reverse("suspicion:new", args=[life.pupil.pk])


def page(browser: Client, name: str, *args: object) -> str:
    return browser.get(reverse(name, args=args)).content.decode()


def found(browser: Client, text: str = "", **more: str) -> str:
    """What a search for a child shows."""
    given = {"text": text, **more}
    return browser.post(reverse("suspicion:find"), given).content.decode()


def written(life: Life) -> Suspicion:
    assert life.browser().post(form(life), GIVEN).status_code == 302
    return Suspicion.objects.latest("at")


@pytest.mark.parametrize("role", sorted(SCHOOL_STAFF))
def test_everybody_of_the_school_reaches_the_form_in_two_touches(
    life: Life, role: RoleKind
) -> None:
    browser = life.browser(role)
    assert reverse("suspicion:find") in page(browser, "today")
    assert form(life) in found(browser, life.pupil.family_name)
    shown = page(browser, "suspicion:new", life.pupil.pk)
    for number in ("tel:189", "tel:110", "tel:0789185097"):
        assert number in shown
    seen = browser.get(reverse("pupil:page", args=[life.pupil.pk]))
    assert seen.status_code == 404 or form(life) in seen.content.decode()


def test_search_shows_nobody_before_it_and_then_name_and_class_alone(life: Life) -> None:
    life.pupil.family_kana, life.pupil.given_kana = "みかげ", "あおい"
    life.pupil.save()
    browser = life.browser(RoleKind.TEACHER)
    before = Event.objects.count()
    shown = page(browser, "suspicion:find")
    assert not any(str(one.pk) in shown for one in pupils_of(life.classroom))
    for text in ("", " ", "み", "み か", "%%", "そんな"):
        assert form(life) not in found(browser, text)
    assert Event.objects.count() == before
    room = str(life.classroom.pk)
    for shown in (found(browser, "みか"), found(browser, classroom=room)):
        assert form(life) in shown
        assert life.classroom.label in shown
        for more in ("あおい", "090-0000-0001", str(life.pupil.birth_date)):
            assert more not in shown
    assert form(life) not in page(browser, "suspicion:find")
    looks = Event.objects.filter(kind="pupil_list")
    assert {str(one.pk) for one in pupils_of(life.classroom)} == {one.pupil for one in looks}
    assert all(one.managers_only for one in looks)


def test_search_shows_a_classful_at_most_and_no_other_school(life: Life) -> None:
    for number in range(45):
        make_pupil(life.classroom, family_name="長谷部", given_name=f"子{number}")
    other = make_pupil(make_class(make_school(life.school.municipality)), family_name="長谷部")
    shown = found(life.browser(), "長谷部")
    assert shown.count(reverse("suspicion:numbers").replace("numbers/", "of/")) == 40
    assert "40人まで出ています" in shown
    assert reverse("suspicion:new", args=[other.pk]) not in shown


def test_form_says_what_is_wrong_in_place_and_who_is_told(life: Life) -> None:
    browser = life.browser()
    wrong = browser.post(form(life), {**GIVEN, "child_words": "", "witness": "養護教諭"})
    assert wrong.status_code == 422
    assert "どちらかを書いてください" in wrong.content.decode()
    assert 'value="養護教諭"' in wrong.content.decode()
    told = browser.post(form(life), GIVEN, follow=True).content.decode()
    assert "管理職は今日、みな不在です。待たずに" in told
    deputy = make_person(life.classroom, role=RoleKind.DEPUTY_HEAD)
    told = browser.post(form(life), GIVEN, follow=True).content.decode()
    assert f"管理職（{deputy.name}さん）の「今日」に出ています" in told
    assert WORDS not in told
    assert "tel:189" in told


def test_writer_reads_nothing_again_and_managers_everything(life: Life) -> None:
    principal = life.browser(RoleKind.PRINCIPAL)
    one = written(life)
    address = reverse("suspicion:page", args=[one.pk])
    assert address in page(principal, "today")
    assert address in page(principal, "suspicion:list")
    assert WORDS in principal.get(address).content.decode()
    writer = life.browser()
    assert writer.get(address).status_code == 404
    assert writer.get(reverse("suspicion:list")).status_code == 404
    for name in ("today", "suspicion:find", "suspicion:numbers"):
        assert WORDS not in page(writer, name)
        assert str(one.pk) not in page(writer, name)


def test_principal_notifies_follows_up_and_ends(life: Life) -> None:
    principal = life.browser(RoleKind.PRINCIPAL)
    one = written(life)
    address = reverse("suspicion:page", args=[one.pk])
    wrong = principal.post(address, {"move": "notify", "notify-to": "", "notify-on": "2026-05-20"})
    assert wrong.status_code == 422
    assert principal.post(address, {"move": "end", "end-how": "x"}).status_code == 200
    given = {"move": "notify", "notify-to": "児童相談所　山本さん", "notify-on": "2026-05-20"}
    shown = principal.post(address, given, follow=True).content.decode()
    assert "児童相談所　山本さん、2026年5月20日（水）" in shown
    assert address not in page(principal, "today")
    principal.post(address, {"move": "follow", "follow-text": "家庭訪問があった"})
    principal.post(address, {"move": "end", "end-how": "見守りに移った"})
    one.refresh_from_db()
    assert one.state == "ended"
    assert address not in page(principal, "suspicion:list")
    over = principal.get(f"{reverse('suspicion:list')}?over=1").content.decode()
    assert address in over
    found = principal.post(f"{reverse('suspicion:list')}?over=1", {"q": life.pupil.family_name})
    assert address in found.content.decode()
    found = principal.post(f"{reverse('suspicion:list')}?over=1", {"q": "そんな名前"})
    assert "見つかりませんでした" in found.content.decode()


def test_not_notifying_is_confirmed_by_the_one_who_was_asked(life: Life) -> None:
    principal = life.browser(RoleKind.PRINCIPAL)
    lead = make_person(life.classroom, role=RoleKind.ATTENDANCE_LEAD)
    other = life.browser(RoleKind.GUIDANCE_LEAD)
    one = written(life)
    address = reverse("suspicion:page", args=[one.pk])
    asked = reverse("suspicion:asked", args=[one.pk])
    for browser in (browser_of(lead), other):
        assert browser.get(asked).status_code == 404
    given = {"move": "hold", "hold-why": "転んだけがと病院で確かめた", "hold-second": str(lead.pk)}
    principal.post(address, given)
    assert other.get(asked).status_code == 404
    assert asked not in page(other, "today")
    second = browser_of(lead)
    assert asked in page(second, "today")
    assert "転んだけがと病院で確かめた" in second.get(asked).content.decode()
    wrong = second.post(asked, {"move": "answer", "answer-agrees": "no", "answer-text": ""})
    assert wrong.status_code == 422
    gone = second.post(asked, {"move": "answer", "answer-agrees": "yes", "answer-text": ""})
    assert gone["Location"] == reverse("today")
    assert second.get(asked).status_code == 404
    one.refresh_from_db()
    assert one.state == "settled"


def test_lead_stands_in_on_today_while_no_manager_is_here(life: Life) -> None:
    principal = make_person(life.classroom, role=RoleKind.PRINCIPAL)
    lead = life.browser(RoleKind.GUIDANCE_LEAD)
    asked = reverse("suspicion:asked", args=[written(life).pk])
    assert asked not in page(lead, "today")
    Leave.objects.create(
        municipality=life.school.municipality, person=principal, first=today(), last=today()
    )
    assert asked in page(lead, "today")
    given = {"move": "notify", "notify-to": "189", "notify-on": "2026-05-20"}
    assert lead.post(asked, given).status_code == 302
    assert Suspicion.objects.get().steps.get().by != principal
    assert lead.post(asked, {"move": "hold", "hold-why": "x"}).status_code == 200
    assert Suspicion.objects.get().state == "notified"


def test_nobody_but_managers_finds_in_the_audit_that_something_was_written(life: Life) -> None:
    principal = make_person(life.classroom, role=RoleKind.PRINCIPAL)
    before = set(Event.objects.values_list("pk", flat=True))
    one = written(life)
    found(life.browser(), life.pupil.family_name)
    reader = browser_of(principal)
    page(reader, "suspicion:page", one.pk)
    page(reader, "suspicion:list")
    second = make_person(life.classroom, role=RoleKind.ATTENDANCE_LEAD)
    hold(suspicion=one, why="わけ", second=second, by=actor_of(principal))
    page(browser_of(second), "suspicion:asked", one.pk)
    events = Event.objects.exclude(pk__in=before)
    assert events.count() >= 6
    for event in events:
        assert event.managers_only, event.deed
        assert WORDS not in str(event.details)


def test_another_childs_suspicion_is_on_the_list_by_page(life: Life) -> None:
    other = pupils_of(life.classroom)[1]
    for pupil in (life.pupil, other):
        life.browser().post(reverse("suspicion:new", args=[pupil.pk]), GIVEN)
    shown = page(life.browser(RoleKind.PRINCIPAL), "suspicion:list")
    assert [name in shown for name in (life.pupil.name, other.name)] == [True, True]
