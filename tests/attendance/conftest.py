"""A Wednesday in May, and a class with its homeroom teacher."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.builders import make_actor, make_class
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.clock import freeze
from tsunagu.school.models import Classroom

WEDNESDAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def clock() -> Iterator[date]:
    """It is ten in the morning of Wednesday, 20 May 2026."""
    with freeze(WEDNESDAY):
        yield WEDNESDAY


@pytest.fixture
def classroom(db: None, clock: date) -> Classroom:
    """A class of three."""
    return make_class(pupils=3)


@pytest.fixture
def teacher(classroom: Classroom) -> Actor:
    """Its homeroom teacher."""
    return make_actor(classroom)


@pytest.fixture
def principal(classroom: Classroom) -> Actor:
    """The school's principal."""
    return make_actor(classroom.school, role=RoleKind.PRINCIPAL)
