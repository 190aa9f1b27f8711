"""Whoever sees the child's name on a page of class I or II is on record, whichever page it is."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.web.addresses import Address, addresses
from tests.web.forms_on import posts
from tests.web.markers import CHILD
from tests.web.scene import Scene, person_of
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.policy import needed
from tsunagu.audit.models import Event
from tsunagu.cases.handover_enums import HandoverState
from tsunagu.cases.models import Handover
from tsunagu.oversight.queries import Wanted
from tsunagu.school.models import Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
VIEWERS = (
    RoleKind.PRINCIPAL,
    RoleKind.HOMEROOM,
    RoleKind.ATTENDANCE_LEAD,
    RoleKind.NURSE,
    RoleKind.COUNSELLOR,
    RoleKind.PRIVACY_OFFICER,
)
LISTS_OF_LOOKS = {"audit:own", "audit:person"}
"""What one person saw, with names: one event about that person, lest each look made fifty more."""
FILES_OF_NOBODY = {"sheets:blank"}
"""Files that tell of no child."""


def shows_the_child(url: str, browser: Client) -> bool:
    """Is the child's name on the page?"""
    Event.objects.all().delete()
    answer = browser.get(url)
    page = b"".join(answer).decode(errors="replace")
    return answer.status_code == 200 and CHILD in page


def is_on_record(address: Address, scene: Scene) -> bool:
    """Did the page just shown write who saw the child?"""
    looks = Event.objects.filter(details__look=True)
    if address.name in LISTS_OF_LOOKS:
        return looks.filter(kind="audit_person").exists()
    so_called = Pupil.objects.filter(family_name=CHILD, municipality=scene.pupil.municipality_id)
    return looks.filter(pupil__in=[str(one.pk) for one in so_called]).exists()


def of_class_ii(actor: Actor, address: Address) -> bool:
    """Is the page above what a password alone opens?"""
    return address.deed is not None and needed(actor, address.deed) <= DataClass.II


@pytest.mark.parametrize("kind", VIEWERS)
def test_every_page_of_class_i_or_ii_that_shows_a_child_leaves_a_look(
    kind: RoleKind, scene: Scene
) -> None:
    person = person_of(kind, scene.own)
    actor, browser = actor_of(person), browser_of(person)
    browser.post(reverse("audit:pupils"), {"q": CHILD})
    told = {
        address.name: is_on_record(address, scene)
        for address in addresses()
        if of_class_ii(actor, address) and shows_the_child(scene.url(address), browser)
    }
    assert told, "the pages walked show nobody"
    assert not [name for name, on_record in told.items() if not on_record]


def shown_without_a_look(address: Address, scene: Scene, browser: Client) -> set[tuple[str, int]]:
    """What a page's forms are answered with, nothing filled in, that shows the child unseen."""
    page = b"".join(browser.get(scene.url(address))).decode(errors="replace")
    unseen = set()
    for url, typed in posts(scene.url(address), page):
        point = transaction.savepoint()
        Event.objects.all().delete()
        answer = browser.post(url, typed)
        if CHILD in b"".join(answer).decode(errors="replace") and not is_on_record(address, scene):
            unseen.add((f"{url} {typed}", answer.status_code))
        transaction.savepoint_rollback(point)
    return unseen


@pytest.mark.parametrize("kind", [RoleKind.PRINCIPAL, RoleKind.PRIVACY_OFFICER])
def test_every_answer_to_a_form_that_shows_a_child_leaves_a_look(
    kind: RoleKind, scene: Scene
) -> None:
    person = person_of(kind, scene.own)
    actor, browser = actor_of(person), browser_of(person)
    unseen = {
        address.name: found
        for address in addresses()
        if of_class_ii(actor, address) and (found := shown_without_a_look(address, scene, browser))
    }
    assert not unseen


def files(scene: Scene, browser: Client) -> Iterator[tuple[Address, bool]]:
    """Each address that gives a file, and whether the audit tells that it was taken out."""
    for address in addresses():
        known = set(Event.objects.values_list("pk", flat=True))
        answer = browser.get(scene.url(address)) if address.deed else None
        if answer and answer.status_code == 405:
            answer = browser.post(scene.url(address))
        if answer and "Content-Disposition" in answer:
            new = Event.objects.exclude(pk__in=known)
            yield address, Wanted(what="out").of(new).exists()


@pytest.mark.parametrize(
    "kind", [RoleKind.PRINCIPAL, RoleKind.PRIVACY_OFFICER, RoleKind.AGENCY_LEAD]
)
def test_every_file_about_a_child_is_found_among_what_was_taken_out(
    kind: RoleKind, scene: Scene
) -> None:
    Handover.objects.update(state=HandoverState.PAPER)
    found = dict(files(scene, browser_of(person_of(kind, scene.own))))
    assert found, "the files walked are none"
    assert {one.name for one, out in found.items() if not out} <= FILES_OF_NOBODY
