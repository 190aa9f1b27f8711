"""Drafts of a contact and a sharing: on the server, for their writer alone, until saved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_person
from tests.web.school_life import WEDNESDAY, Life, browser_of
from tests.web.test_contact import FOUR
from tests.web.test_sharing import WRITTEN
from tsunagu.access.actor import actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.org.models import Person
from tsunagu.response.actions import Refused, keep_draft, prune_drafts
from tsunagu.response.actions.drafts import MOST
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Contact, Draft, Sharing, Task

pytestmark = pytest.mark.django_db
THERE = "下書きがあります（5月20日（水）10:00）"
HTMX = {"HX-Request": "true"}


def to(life: Life, name: str, *more: object) -> str:
    return reverse(f"pupil:{name}", args=[life.pupil.pk, *more])


def read(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_draft_outlives_signing_out_and_is_on_every_device(life: Life) -> None:
    browser = life.browser()
    typed = {"line": "話の途中", "way": "visit", "at": "09:30", "told-tomorrow": "on"}
    answer = browser.post(to(life, "contact-draft"), typed, headers=HTMX)
    assert "下書きを残しました（10:00）" in answer.content.decode()
    browser.logout()
    page = read(life.browser(), to(life, "contact"))
    assert THERE in page
    for words in ("話の途中", 'value="visit"', "09:30", 'name="told-tomorrow"'):
        assert words in page
    assert page.count("checked") == 2
    assert THERE in read(life.browser(), to(life, "page"))


def test_what_was_begun_is_gone_on_with_from_today_page_and_task(life: Life) -> None:
    browser = browser_of(make_person(life.classroom.school, role=RoleKind.ATTENDANCE_LEAD))
    task = Task.objects.get(pupil=life.pupil, kind="share")
    pages = (reverse("today"), to(life, "page"), to(life, "task", task.pk))
    for page in pages:
        assert to(life, "sharing-new") in read(browser, page)
    browser.post(to(life, "sharing-new"), {**WRITTEN, "draft": "1"})
    kept = to(life, "sharing-edit", Sharing.objects.get().pk)
    for page in pages:
        shown = read(browser, page)
        assert (kept in shown, to(life, "sharing-new") in shown) == (True, False)
        assert "情報共有の続きを書く" in shown
    assert kept in read(browser, to(life, "sharing-new"))
    own = life.browser()
    own.post(to(life, "contact-draft"), {"line": "話の途中"}, headers=HTMX)
    assert "連絡の続きを書く" in read(own, reverse("today"))
    assert "連絡の続きを書く" not in read(browser, to(life, "page"))


def test_draft_ends_when_the_contact_is_saved(life: Life) -> None:
    browser = life.browser()
    browser.post(to(life, "contact-draft"), {"line": "話の途中"}, headers=HTMX)
    refused = browser.post(to(life, "contact"), {**FOUR, "line": ""})
    assert refused.status_code == 422
    assert Draft.objects.count() == 1
    browser.post(to(life, "contact"), FOUR)
    assert Contact.objects.get().line == FOUR["line"]
    assert not Draft.objects.exists()
    assert "下書きがあります" not in read(browser, to(life, "contact"))


def test_draft_of_a_sharing_keeps_what_was_cleared_and_ends_with_either_save(life: Life) -> None:
    browser = life.browser()
    assert "0回" in read(browser, to(life, "sharing-new"))
    browser.post(to(life, "sharing-draft"), {"decided": "遅い登校", "agenda-late": ""})
    page = read(browser, to(life, "sharing-new"))
    assert THERE in page
    assert "遅い登校" in page
    assert "保健室 0回" not in page
    browser.post(to(life, "sharing-new"), {**WRITTEN, "draft": "1"})
    saved = Sharing.objects.get()
    assert not Draft.objects.exists()
    browser.post(to(life, "sharing-edit-draft", saved.pk), {"decided": "二人で迎える"})
    assert "二人で迎える" in read(browser, to(life, "sharing-edit", saved.pk))
    assert "二人で迎える" not in read(browser, to(life, "sharing-new"))
    browser.post(to(life, "sharing-edit", saved.pk), WRITTEN)
    assert not Draft.objects.exists()
    gone = browser.post(to(life, "sharing-edit-draft", saved.pk), {"decided": "二人で"})
    assert gone.status_code == 404


def test_draft_is_thrown_away_in_place(life: Life) -> None:
    browser = life.browser()
    for name, form in (("contact-draft", "contact"), ("sharing-draft", "sharing-new")):
        browser.post(to(life, name), {"line": "話の途中", "decided": "話の途中"})
        assert "捨てる" in read(browser, to(life, form))
        page = browser.post(to(life, name), {"discard": "1"}, follow=True).content.decode()
        assert "下書きを捨てました" in page
        assert "話の途中" not in page
    assert not Draft.objects.exists()


def test_draft_is_seen_by_its_writer_alone(life: Life) -> None:
    life.browser().post(to(life, "contact-draft"), {"line": "話の途中"})
    for role in (RoleKind.PRINCIPAL, RoleKind.DEPUTY_HOMEROOM):
        other = life.browser(role)
        for name in ("contact", "page"):
            assert "下書きがあります" not in read(other, to(life, name))
        other.post(to(life, "contact-draft"), {"discard": "1"})
        other.post(to(life, "contact"), FOUR)
    assert Draft.objects.get().typed["line"] == "話の途中"
    writer = life.homeroom.person
    assert writer
    Role.objects.filter(person=writer).update(last=WEDNESDAY - timedelta(days=1))
    assert not Draft.objects.visible_to(actor_of(writer)).exists()
    assert browser_of(writer).get(to(life, "contact")).status_code == 404


def test_draft_is_denied_to_who_is_nobody_here(life: Life) -> None:
    strangers: list[Person] = [make_person(life.school, role=None)]
    city = life.school.municipality
    for actor in (actor_of(strangers[0]), system_actor(city, "tsunagu")):
        assert not Draft.objects.visible_to(actor).exists()
        with pytest.raises(Denied):
            keep_draft(
                pupil=life.pupil,
                form=DraftForm.CONTACT,
                about=life.pupil.pk,
                typed={},
                by=actor,
            )


def test_audit_hears_of_a_drafts_begin_and_end_only(life: Life) -> None:
    browser = life.browser()
    for line in ("朝", "朝から", "朝から腹痛"):
        browser.post(to(life, "contact-draft"), {"line": line}, headers=HTMX)
    browser.post(to(life, "contact-draft"), {"discard": "1"})
    told = Event.objects.filter(pupil=str(life.pupil.pk), kind="draft").order_by("at", "id")
    assert [one.details for one in told] == [
        {"form": "contact"},
        {"form": "contact", "discarded": True},
    ]
    assert not Event.objects.filter(details__look=True).exists()


def test_draft_longer_than_any_form_is_refused(life: Life) -> None:
    facts = {"pupil": life.pupil, "form": DraftForm.CONTACT, "about": life.pupil.pk}
    keep_draft(typed={"line": "あ" * MOST}, by=life.homeroom, **facts)
    with pytest.raises(Refused):
        keep_draft(typed={"line": "あ" * MOST, "next": "あ"}, by=life.homeroom, **facts)
    answer = life.browser().post(to(life, "contact-draft"), {"line": "あ" * (MOST + 1)})
    assert answer.status_code == 422


def test_draft_days_after_it_was_last_written_it_is_pruned(life: Life) -> None:
    life.browser().post(to(life, "contact-draft"), {"line": "話の途中"})
    with freeze(WEDNESDAY + timedelta(days=14)):
        assert prune_drafts() == 0
    with freeze(WEDNESDAY + timedelta(days=15)):
        assert prune_drafts() == 1
        assert prune_drafts() == 0
    assert not Draft.objects.exists()
    event = Event.objects.get(details__pruned=True)
    assert (event.actor, event.pupil) == ("system:prune_drafts", str(life.pupil.pk))


def test_script_that_keeps_hears_that_the_sign_in_ran_out(life: Life) -> None:
    answer = Client().post(to(life, "contact-draft"), {"line": "話の途中"}, headers=HTMX)
    assert answer.status_code == 401
    assert "サインインが切れました" in answer.content.decode()
    assert Client().post(to(life, "contact-draft")).status_code == 302
