"""The matrix from elsewhere: another school, another municipality, before a role and after it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import make_person
from tests.conftest import StrictClient
from tests.signed_in import sign_in
from tests.web.addresses import addresses
from tests.web.markers import PHONE, SECRET
from tests.web.matrix import METHODS, answer, check, opened_by, reaching_all
from tests.web.scene import Scene, person_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import HELD_BY_NOBODY, SCHOOL_STAFF, DataClass, RoleKind
from tsunagu.access.policy import Deed, may_somewhere, needed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
YESTERDAY, TOMORROW = date(2026, 5, 19), date(2026, 5, 21)


@pytest.mark.parametrize("kind", reaching_all(SCHOOL_STAFF))
def test_a_role_at_another_school(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.other_school)
    check([person], scene, "another school", opened_by(kind))


@pytest.mark.parametrize("kind", reaching_all(RoleKind))
def test_a_role_in_another_municipality(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.other_city)
    check([person], scene, "another municipality", opened_by(kind))


def test_every_role_that_has_ended_or_begins_tomorrow_is_no_role(scene: Scene) -> None:
    person = make_person(scene.own, role=None)
    none = actor_of(person)
    for kind in RoleKind:
        for days in ({"last": YESTERDAY}, {"first": TOMORROW}):
            person_of(kind, scene.own, **days).roles.update(person=person)
    actor = actor_of(person)
    assert (actor.held, actor.kinds) == (none.held, none.kinds) == ((), frozenset())
    check([person], scene, "own class, before and after", opened_by(*RoleKind))


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - HELD_BY_NOBODY))
def test_a_password_alone_opens_nothing_above_class_iii(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.own)
    actor = actor_of(person)
    browser = sign_in(StrictClient(), person, proved=False)
    for address in (a for a in addresses() if a.deed is not None):
        if not may_somewhere(actor, address.deed):
            continue
        asked = needed(actor, address.deed) < DataClass.III
        for method in METHODS:
            given = answer(browser, method, scene.url(address))
            led = given.status == 302 and "/accounts/prove/" in given.text
            assert led == asked or address.deed == Deed.KEEP_ACCOUNT, address
            assert PHONE not in given.text or kind == RoleKind.OFFICE
            assert SECRET not in given.text, address


def test_who_is_not_signed_in_is_sent_to_the_door(scene: Scene) -> None:
    browser = StrictClient()
    for address in addresses():
        if address.deed is not None:
            url = scene.url(address)
            for method in METHODS:
                response = getattr(browser, method)(url)
                assert response.status_code == 302, address
                room = address.name.partition(":")[0]
                door = reverse(f"{room}:door" if room in {"portal", "family"} else "account_login")
                assert response["Location"].startswith(door), address
