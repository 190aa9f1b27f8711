"""Every field group of the table has words in the scene by which a leak of it would be known."""

import pytest

from tests.web.addresses import MADE_ANEW
from tests.web.markers import MARKERS, SECRET_WORDS, WITHOUT_WORDS, marked
from tests.web.matrix import answer, browser_of, opened_by
from tests.web.scene import Scene, person_of
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.fields import FieldGroup
from tsunagu.access.models import ApiKey
from tsunagu.org.models import Person

ON_NO_PAGE = {FieldGroup.SECRET, FieldGroup.FILE_CONTENT, FieldGroup.BALANCE}
"""Shown to nobody, to who gave the file alone, or in a disclosure only."""


def test_every_field_group_that_is_not_open_to_all_has_a_marker() -> None:
    open_to_all = {group for group in FieldGroup if group.data == DataClass.IV}
    assert marked().isdisjoint(open_to_all | WITHOUT_WORDS.keys())
    assert marked() | open_to_all | WITHOUT_WORDS.keys() == set(FieldGroup)


def test_no_marker_is_part_of_another() -> None:
    words = MARKERS.values()
    assert [(one, other) for one in words for other in words if one != other and one in other] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_every_marker_is_met_by_somebody_to_whom_the_table_shows_it(scene: Scene) -> None:
    left = {marker for group, marker in MARKERS.items() if group not in ON_NO_PAGE}
    left |= {words[0] for words, _ in SECRET_WORDS.values()}
    teacher = Person.objects.get(pk=scene.keys["person"])
    others = (RoleKind.PRINCIPAL, RoleKind.ADMINISTRATOR, RoleKind.PRIVACY_OFFICER)
    people = [teacher, *(person_of(kind, scene.own) for kind in others)]
    people.append(person_of(RoleKind.AGENCY_STAFF, scene.own))
    for person in people:
        browser = browser_of(person)
        for address in opened_by(*(RoleKind(role.kind) for role in person.roles.all())):
            if address.name not in MADE_ANEW:
                said = answer(browser, "get", scene.url(address)).text
                left = {marker for marker in left if marker not in said}
    assert not left
    assert ApiKey.objects.filter(digest__startswith=MARKERS[FieldGroup.SECRET]).exists()
