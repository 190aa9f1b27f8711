"""What sharing outside fills in: agencies with which it is shared today, never the network's."""

import pytest

from tests.cases.scene import Scene, make_agency, make_scene
from tsunagu.cases.actions import accept, confirm_share
from tsunagu.cases.enums import Basis
from tsunagu.cases.models import Share
from tsunagu.forms.actions import begin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def agencies(scene: Scene, form: str) -> object:
    """What a sheet begun by the teacher has for the agencies."""
    sheet = begin_sheet(
        form=form, school=scene.classroom.school, pupil=scene.pupil, by=scene.teacher
    )
    given = sheet.answers().get("agencies")
    return given.value if given else None


def in_force(scene: Scene) -> Share:
    """A share of the agency's that it has accepted."""
    share = confirm_share(share=scene.asked(), by=scene.manager)
    return accept(share=share, by=scene.lead)


def test_agency_ties_are_words_or_options_with_the_name_behind_another(scene: Scene) -> None:
    assert agencies(scene, "long-absence-slip") is None
    in_force(scene)
    assert agencies(scene, "long-absence-slip") == scene.agency.name
    assert agencies(scene, "detailed-assessment-sheet") == {
        "chosen": ["other"],
        "notes": {"other": [scene.agency.name]},
    }


def test_agency_ties_choose_the_option_of_that_name(scene: Scene) -> None:
    scene.agency.name = "市立発達支援センター"
    scene.agency.save()
    in_force(scene)
    chosen = {"chosen": ["development-centre"], "notes": {}}
    assert agencies(scene, "assessment-sheet") == chosen


def test_agency_ties_never_name_a_share_on_the_protection_network(scene: Scene) -> None:
    share = in_force(scene)
    Share.objects.filter(pk=share.pk).update(basis=Basis.PROTECTION_NETWORK)
    assert agencies(scene, "long-absence-slip") is None


def test_agency_ties_do_not_name_who_has_yet_to_answer(scene: Scene) -> None:
    scene.asked(receiver=make_agency(scene.classroom.municipality, "まだの機関"))
    assert agencies(scene, "long-absence-slip") is None
