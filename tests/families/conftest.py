"""A class whose families are invited, its office and its principal."""

import pytest

from tests.builders import make_actor, make_city, make_class, make_school
from tests.families.families import BORN
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.school.models import Classroom, Guardian, Pupil


@pytest.fixture
def room() -> Classroom:
    """A class of two children with a mother and a father each."""
    room = make_class(make_school(make_city()), pupils=2)
    for enrolment in room.enrolments.all():
        Pupil.objects.filter(pk=enrolment.pupil_id).update(birth_date=BORN)
        for order, relation in enumerate(("母", "父")):
            Guardian.objects.create(
                municipality=room.municipality,
                pupil=enrolment.pupil,
                name=f"{relation}{enrolment.number}",
                relation=relation,
                order=order,
            )
    return room


@pytest.fixture
def office(room: Classroom) -> Actor:
    """The school's office."""
    return make_actor(room.school, role=RoleKind.OFFICE)


@pytest.fixture
def head(room: Classroom) -> Actor:
    """The school's principal."""
    return make_actor(room.school, role=RoleKind.PRINCIPAL)
