"""An import on which shares, consents, claims or suspicions stand stays, and none of them shows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.cases.scene import make_agency
from tests.school.test_undo_roster import a_roster, teacher, undo
from tsunagu.cases.actions import ask_share, record_consent
from tsunagu.cases.actions.suspicions import record_suspicion
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, Section
from tsunagu.clock import now, today
from tsunagu.intake.journal import CannotUndo
from tsunagu.rights.models import Claim
from tsunagu.school.imports.acted_on import OTHERS
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Pupil, PupilIdentity, School

pytestmark = pytest.mark.django_db


def share(pupil: Pupil) -> object:
    """A share as the municipality's own task."""
    return ask_share(
        pupil=pupil,
        receiver=make_agency(pupil.municipality),
        basis=Basis.OWN_TASK,
        law="児童福祉の事務",
        purpose="見守り",
        sections=[Section.TALKS],
        named=False,
        first=today(),
        last=today(),
        by=teacher(),
    )


def consent(pupil: Pupil) -> object:
    """The child's consent."""
    return record_consent(
        pupil=pupil,
        receiver=make_agency(pupil.municipality),
        guardian=None,
        child_agrees=ChildAgrees.YES,
        way=ConsentWay.ORAL,
        on=today(),
        purpose="家庭訪問を続ける",
        sections=[Section.TALKS],
        named=False,
        by=teacher(),
    )


def suspicion(pupil: Pupil) -> object:
    """A suspicion."""
    return record_suspicion(
        pupil=pupil, child_words="x", seen="", witness="", on=today(), time=None, by=teacher()
    )


def claim(pupil: Pupil) -> object:
    """A claim by the child."""
    person = teacher().person
    assert person
    return Claim.objects.create(
        municipality=pupil.municipality,
        pupil=pupil,
        school=School.objects.get(),
        kind="disclosure",
        asked_by="本人",
        capacity="child",
        received_on=today(),
        due=today(),
        by=person,
        at=now(),
    )


@pytest.mark.parametrize("write", [share, consent, suspicion, claim], ids=lambda one: one.__name__)
def test_undo_says_the_same_of_share_consent_suspicion_and_claim(
    write: Callable[[Pupil], object], tmp_path: Path, clock: date
) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    later = a_roster()
    later.pupil("K3", homeroom="C1")
    run = import_roster(path=later.write(tmp_path / "b"))
    write(pupil := PupilIdentity.objects.get(sourced_id="K3").pupil)
    with pytest.raises(CannotUndo) as refused:
        undo(run)
    assert refused.value.reasons == (OTHERS,)
    assert Pupil.objects.filter(pk=pupil.pk).exists()
