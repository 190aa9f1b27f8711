"""Every role walks through its menu on a phone, a tablet and a desktop."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_person
from tests.journeys.conftest import SIZES, Enter
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import today
from tsunagu.demo.actions import make_demo
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom
from tsunagu.web.menu import Shell

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
DAY = date(2026, 10, 14)


def holder(kind: RoleKind, classroom: Classroom) -> Person:
    """Someone who holds the role in the demo city, or a newcomer who takes it up."""
    roles = Role.objects.on(today()).filter(kind=kind).select_related("person")
    role = roles.order_by("organisation", "person").first()
    return role.person if role else make_person(classroom, role=kind)


def test_every_role_on_every_size(
    set_clock: Callable[[datetime], None], enter: Enter, live_server: object
) -> None:
    make_demo(pupils=300, seed=1, on=DAY, progress=lambda what, share: None)
    classroom = Classroom.objects.order_by("school", "name")[0]
    for kind in [one for one in RoleKind if one not in {RoleKind.PUPIL, RoleKind.GUARDIAN}]:
        person = holder(kind, classroom)
        entries = Shell(actor_of(person), "/").menu
        assert entries, kind
        page = enter(person, "/rules/")
        for entry in entries:
            answer = page.goto(f"{live_server}{entry.url}")
            assert answer
            assert answer.status == 200, (kind, entry)
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
                assert not wide, (kind, entry, size)
