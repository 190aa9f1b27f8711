"""Brothers and sisters on screen: suggested or found, recorded, shown on both pages, taken back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, make_person, make_pupil
from tests.cases.scene import PHONE, Scene, make_scene
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.school.models import Sibling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


def test_sibling_is_suggested_recorded_shown_on_record_and_case_and_taken_back(
    client: Client, scene: Scene
) -> None:
    other = make_pupil(make_class(scene.classroom.school, grade="P1", pupils=0), phone=PHONE)
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=scene.teacher
    )
    manager = signed_in(client, scene.manager.person)
    page = reverse("pupil:siblings", args=[scene.pupil.pk])
    assert other.name in manager.get(page).content.decode()
    assert other.name in manager.post(page, {"q": other.family_name}).content.decode()
    link = reverse("pupil:sibling-link", args=[scene.pupil.pk])
    manager.post(link, {"other": str(other.pk)})
    there = reverse("pupil:page", args=[other.pk])
    nurse = signed_in(Client(), make_person(scene.classroom.school, role=RoleKind.NURSE))
    teacher = signed_in(Client(), scene.teacher.person)
    for shown in (
        reverse("pupil:page", args=[scene.pupil.pk]),
        reverse("support:case", args=[case.pk]),
    ):
        assert there in manager.get(shown).content.decode()
        assert there in nurse.get(shown).content.decode()
        assert there not in teacher.get(shown).content.decode()
    assert Event.objects.filter(pupil=str(other.pk), details__look=True).exists()
    undo = reverse("pupil:sibling-unlink", args=[scene.pupil.pk, Sibling.objects.get().pk])
    assert teacher.post(undo).status_code == 404
    assert teacher.post(link, {"other": str(other.pk)}).status_code == 404
    manager.post(undo)
    assert not Sibling.objects.exists()
