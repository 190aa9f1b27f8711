"""A school with a roll taken, and systems with keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tests.builders import make_actor, make_board, make_class, make_school, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.confirming import confirm
from tsunagu.access.enums import RoleKind
from tsunagu.access.keys import deeds_of_systems, make_key
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import today
from tsunagu.org.models import Organisation
from tsunagu.school.models import Classroom, PupilIdentity

ADDRESS = "/api/v1"


@dataclass
class System:
    """A connected system, calling with its key."""

    key: ApiKey
    secret: str

    def get(self, address: str, **query: Any) -> HttpResponse:
        """Ask for something."""
        return Client().get(ADDRESS + address, query, headers=self.headers)

    def post(self, address: str, body: object) -> HttpResponse:
        """Send something."""
        sent = {"content_type": "application/json", "headers": self.headers}
        return Client().post(ADDRESS + address, body, **sent)

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every call."""
        return {"Authorization": f"Bearer {self.secret}"}


Connect = Callable[..., System]


@pytest.fixture(autouse=True)
def _no_calls_counted(clock: date) -> None:
    cache.clear()


@pytest.fixture
def room() -> Classroom:
    """A class of three; one is absent for the third day."""
    room = make_class(make_school())
    teacher = make_actor(room)
    for day in (18, 19, 20):
        roll(room, date(2026, 5, day), teacher, n1=MarkInput(kind="absent", note="ねつ"))
    return room


def administrator(room: Classroom) -> Actor:
    """The administrator of the class's city."""
    return make_actor(make_board(room.municipality), role=RoleKind.ADMINISTRATOR)


def by_another(key: ApiKey) -> ApiKey:
    """The key once the board's head has confirmed it, where it waits."""
    if not key.is_open:
        confirm(one=key, by=make_actor(make_board(key.municipality), role=RoleKind.BOARD_HEAD))
    return key


def sourced_id(room: Classroom) -> str:
    """The roster's id of a class's first pupil."""
    return PupilIdentity.objects.get(pupil=pupils_of(room)[0]).sourced_id


def told_of(pupil: str, **more: str) -> dict[str, str]:
    """What a learning portal tells of a pupil."""
    row = {"pupil": pupil, "at": "2026-05-19T21:14:00+09:00", "portal": "まなびポータル"}
    return row | {"kind": "夜おそい利用", "id": "a-1"} | more


@pytest.fixture
def connect() -> Connect:
    """Connects a system with the class's school, with another place of its city, or with all."""

    def connect(
        room: Classroom,
        *,
        organisation: Organisation | None = None,
        deeds: Sequence[Deed] | None = None,
    ) -> System:
        key, secret = make_key(
            name="校務支援",
            organisation=organisation or room.school,
            deeds=deeds_of_systems() if deeds is None else deeds,
            first=today(),
            last=today() + timedelta(days=30),
            by=administrator(room),
        )
        return System(by_another(key), secret)

    return connect
