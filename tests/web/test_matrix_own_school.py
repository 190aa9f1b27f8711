"""The matrix at the child's own school: every address for every role, by GET and by POST."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.web.addresses import MADE_ANEW, addresses
from tests.web.matrix import GUARDED, METHODS, Matrix, answer, browser_of, check, opened_by
from tests.web.scene import Scene, person_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import CLASS_ROLES, MANAGERS, SCHOOL_STAFF, RoleKind
from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.models import Suspicion
from tsunagu.org.models import Person
from tsunagu.response.models import ProtectionFlag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BESIDE = sorted(CLASS_ROLES | {RoleKind.GRADE_LEAD})
"""Roles that reach less than a school: to the others, the class beside is no other place."""
OTHER_GRADE = (RoleKind.HOMEROOM, RoleKind.GRADE_LEAD)
"""One of a class, to which another grade is what the class beside is, and who reaches a grade."""


@pytest.mark.parametrize("kind", RoleKind)
def test_a_role_at_the_childs_own_class(kind: RoleKind, scene: Scene) -> None:
    asked = Matrix(person_of(kind, scene.own), scene, "own class")
    faults = asked.check(GUARDED)
    assert not faults, "\n".join(faults)
    if kind not in MANAGERS:
        _without_what_managers_know_all_reads_the_same(asked, scene)


def _without_what_managers_know_all_reads_the_same(asked: Matrix, scene: Scene) -> None:
    """Registration, its task and a suspicion change no page, count, file or list of others."""
    read = [(one, page) for one, page in asked.given if one.method == "get" or one.nothing]
    scene.protection.delete()
    ProtectionFlag.objects.all().delete()
    Suspicion.objects.all().delete()
    for one, page in read:
        # What is registered itself has gone now.
        gone = "protectionflag" in one.address.keys
        if one.address.name not in MADE_ANEW and page.status == 200 and not gone:
            assert asked.ask(one, one.data) == page, one


def test_one_of_the_team_who_teaches_another_class(scene: Scene) -> None:
    person = person_of(RoleKind.HOMEROOM, scene.other_grade)
    teacher = Person.objects.get(pk=scene.keys["person"])
    add_member(case=scene.case, person=person, part="部の顧問", by=actor_of(teacher))
    check([person], scene, "the case's team", GUARDED)


def test_roles_of_the_class_beside(scene: Scene) -> None:
    for kind in BESIDE:
        check([person_of(kind, scene.beside)], scene, "the class beside", opened_by(kind))


def test_roles_of_another_grade(scene: Scene) -> None:
    for kind in OTHER_GRADE:
        check([person_of(kind, scene.other_grade)], scene, "another grade", opened_by(kind))


def answers_like_nothing(browser: Client, scene: Scene, name: str, key: UUID) -> None:
    """At every address of such a key, one answers as one does that is of nothing."""
    for address in (a for a in addresses() if name in a.keys):
        for method in METHODS:
            nothing = uuid4()
            real = answer(browser, method, scene.url(address, **{name: key}))
            other = answer(browser, method, scene.url(address, **{name: nothing}))
            assert real == other.about({str(nothing): str(key)}), address
            assert real.queries == other.queries, address


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - MANAGERS))
def test_the_key_of_a_protection_task_answers_like_no_task(kind: RoleKind, scene: Scene) -> None:
    person = person_of(kind, scene.own)
    browser = browser_of(person)
    assert not may(actor_of(person), Deed.SEE_PROTECTION, scene.own.scope)
    answers_like_nothing(browser, scene, "task", scene.protection.pk)


@pytest.mark.parametrize("kind", sorted(SCHOOL_STAFF))
def test_the_key_of_a_sheet_of_the_school_before_answers_like_no_sheet(
    kind: RoleKind, scene: Scene
) -> None:
    answers_like_nothing(browser_of(person_of(kind, scene.own)), scene, "sheet", scene.former.pk)
