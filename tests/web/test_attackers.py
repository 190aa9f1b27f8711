"""Those who try: a curious teacher, a curious supervisor, a former member of staff.

Each asks every address with the keys of everything there is of the child, looks for the child by
every search, and takes every export; what the table does not show them, they do not get.
"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from tests.builders import make_person
from tests.counted import count
from tests.web.addresses import Address, addresses, everything
from tests.web.markers import CHILD, LIMITED, MARKERS, ORDER
from tests.web.matrix import METHODS, Answer, answer, browser_of, shown_to
from tests.web.scene import Scene, person_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.fields import FieldGroup
from tsunagu.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MOST = 5
"""So many of a kind are tried beside the child's own."""
EXPORTS = ({"form": "csv", "month": "2026-05"}, {"form": "pdf", "month": "2026-05"})
OPEN_TO_SCHOOL_STAFF = {FieldGroup.NAME, FieldGroup.STORY}
"""Whoever works at the school may note a call from home, and for that finds the child's name; all
staff read the stories, which name nobody."""


def urls(address: Address, scene: Scene) -> Iterator[str]:
    """The address with the keys of everything there is that its keys could name."""
    choices = []
    for name in address.keys:
        model = next((m for m in apps.get_models() if m.__name__.lower() == name), None)
        known = [] if model is None else model._default_manager.order_by("-pk")[:MOST]
        keys = [one.pk for one in known if isinstance(one.pk, UUID)]
        choices.append({scene.key(address, name), *keys})
    for keys in product(*choices) if len(choices) < 3 else [()]:
        kwargs = dict(zip(address.keys, keys, strict=False))
        yield reverse(address.name, kwargs=kwargs) if kwargs else scene.url(address)


def asked(scene: Scene) -> dict[str, str]:
    """What a form or an address could be asked with: part of the name, and every key."""
    names = ("text", "q", "words", "family_name")
    keys = {name: str(key) for name, key in scene.keys.items() if " " not in name}
    return {**keys, **dict.fromkeys(names, CHILD[:2])}


def answers(person: Person, scene: Scene) -> Iterator[tuple[str, Answer]]:
    """Every answer that the person gets, by guessing, searching and exporting."""
    browser, words = browser_of(person), asked(scene)
    for address in (one for one in addresses() if one.deed is not None):
        for url, method in product(urls(address, scene), METHODS):
            yield f"{method} {url}", answer(browser, method, url)
        for method, data in [*product(METHODS, [words]), *(("get", one) for one in EXPORTS)]:
            told = f"{method} {address} with {sorted(data)}"
            yield told, answer(browser, method, scene.url(address), data)
    for address in everything():
        if address.name.startswith("api:") and address.deed is not None:
            # A key opens the published interface; somebody's session does not.
            given = answer(browser, "get", scene.url(address))
            assert given.status in {401, 405}, address
            yield str(address), given


def gets_nothing_but(person: Person, scene: Scene, shown: set[FieldGroup]) -> None:
    """No text of the child's beyond these groups is in any answer."""
    assert shown_to(actor_of(person), scene) & MARKERS.keys() == shown
    secrets = [marker for group, marker in MARKERS.items() if group not in shown]
    for told, given in answers(person, scene):
        count("攻撃")
        found = [one for one in (*secrets, LIMITED, ORDER) if one in given.text]
        assert not found, f"{told} gives {found}"


def test_a_curious_teacher_of_the_class_beside_gets_nothing(scene: Scene) -> None:
    person = person_of(RoleKind.HOMEROOM, scene.beside)
    gets_nothing_but(person, scene, OPEN_TO_SCHOOL_STAFF)


def test_a_curious_supervisor_of_another_city_gets_nothing(scene: Scene) -> None:
    gets_nothing_but(person_of(RoleKind.SUPERVISOR, scene.other_city), scene, set())


def test_a_former_principal_gets_nothing(scene: Scene) -> None:
    person = make_person(scene.own, role=RoleKind.PRINCIPAL, last=date(2026, 5, 19))
    gets_nothing_but(person, scene, set())


def test_who_has_left_is_signed_out_whatever_was_not_ended(scene: Scene) -> None:
    person = make_person(scene.own, role=RoleKind.PRINCIPAL)
    browser = browser_of(person)
    page = reverse("pupil:page", args=[scene.pupil.pk])
    assert CHILD in answer(browser, "get", page).text
    Person.objects.filter(pk=person.pk).update(active=False)
    given = answer(browser, "get", page)
    assert given.status == 302
    assert CHILD not in given.text
