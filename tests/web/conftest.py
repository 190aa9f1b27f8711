"""A Wednesday in May, with a class and its homeroom teacher, or on a child's third day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tests.builders import make_board, make_class, make_person
from tests.forms.town import town, town_pack
from tests.web.cast import signed_in
from tests.web.scene import Scene, make_scene
from tests.web.school_life import WEDNESDAY, Life, browser_of, third_day
from tsunagu.access.enums import RoleKind
from tsunagu.clock import freeze
from tsunagu.school.models import Classroom

__all__ = ["town", "town_pack"]


@pytest.fixture
def classroom(db: None, clock: date) -> Classroom:
    """Three pupils."""
    return make_class()


@pytest.fixture
def teacher(classroom: Classroom, client: Client) -> Client:
    """The homeroom teacher's browser."""
    return signed_in(client, make_person(classroom))


@pytest.fixture
def life(db: None) -> Iterator[Life]:
    """Wednesday, the third day."""
    scene = third_day()
    with freeze(WEDNESDAY):
        yield scene


@pytest.fixture
def supervisor(life: Life) -> Client:
    """A browser signed in at the board above."""
    board = make_board(life.school.municipality)
    return browser_of(make_person(board, role=RoleKind.SUPERVISOR))


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of the test's own."""
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))


@pytest.fixture
def scene(db: None, clock: date) -> Scene:
    """A child about whom something of every kind is on record."""
    return make_scene()
