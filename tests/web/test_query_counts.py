"""Every page that lists rows asks the database as often for 3 rows as for 3,000."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import make_board, make_city, make_person, make_school
from tests.web.many import (
    many_classes,
    many_contacts,
    many_pupils,
    many_schools,
    many_tasks,
    one_class,
)
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.clock import now
from tsunagu.response.models import Sharing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FEW, MANY = 3, 3_000
Scene = Callable[[int], tuple[Client, str]]


def today(count: int) -> tuple[Client, str]:
    """*Today* of a teacher whose every pupil is to be called."""
    room = one_class()
    pupils = many_pupils([room] * count)
    many_tasks([(pupil, room) for pupil in pupils])
    return browser_of(make_person(room)), reverse("today")


def lead(count: int) -> tuple[Client, str]:
    """*Today* of an attendance lead, with what falls due at a whole school."""
    room = one_class()
    rooms = many_classes([room.school] * count)
    assert len(rooms) == count
    return browser_of(make_person(room.school, role=RoleKind.ATTENDANCE_LEAD)), reverse("today")


def unreported(count: int) -> tuple[Client, str]:
    """Sharings of which no manager has been told, for the attendance lead."""
    room = one_class()
    lead = make_person(room.school, role=RoleKind.ATTENDANCE_LEAD)
    same = {"municipality": room.municipality, "on": WEDNESDAY, "draft": False, "at": now()}
    pupils = many_pupils([room] * count)
    Sharing.objects.bulk_create(Sharing(pupil=one, by=lead, **same) for one in pupils)
    return browser_of(lead), reverse("today-unreported")


def gaps(count: int) -> tuple[Client, str]:
    """Pupils without a number, and classes without a teacher."""
    place = make_school(make_city())
    many_classes([place] * count)
    office = make_person(place, role=RoleKind.OFFICE)
    return browser_of(office), reverse("office:gaps", args=[place.pk])


def pupil(count: int) -> tuple[Client, str]:
    """*Pupil* with a few tasks and many contacts."""
    room = one_class()
    (child,) = many_pupils([room])
    teacher = make_person(room)
    many_tasks([(child, room)] * FEW)
    many_contacts(child, teacher, count)
    return browser_of(teacher), reverse("pupil:page", args=[child.pk])


def tasks_of_pupil(count: int) -> tuple[Client, str]:
    """*Pupil*, what was and is to be done alone."""
    room = one_class()
    (child,) = many_pupils([room])
    many_tasks([(child, room)] * count)
    page = reverse("pupil:page", args=[child.pk])
    return browser_of(make_person(room)), f"{page}?kind=task"


def school(count: int) -> tuple[Client, str]:
    """*School* with a row a class."""
    place = make_school(make_city())
    many_classes([place] * count)
    principal = make_person(place, role=RoleKind.PRINCIPAL)
    return browser_of(principal), reverse("school:overview", args=[place.pk])


def counted(count: int) -> tuple[Client, str]:
    """The pupils behind a number of the school's."""
    place = make_school(make_city())
    many_classes([place] * count)
    principal = make_person(place, role=RoleKind.PRINCIPAL)
    return browser_of(principal), reverse("school:counted", args=[place.pk, "open"])


def board(count: int) -> tuple[Client, str]:
    """*Board* with a row a school."""
    city = make_city()
    many_classes(many_schools(city, count))
    supervisor = make_person(make_board(city), role=RoleKind.SUPERVISOR)
    return browser_of(supervisor), reverse("board")


def board_untaken(count: int) -> tuple[Client, str]:
    """The class days without a roll, of a whole city."""
    city = make_city()
    many_classes(many_schools(city, count))
    supervisor = make_person(make_board(city), role=RoleKind.SUPERVISOR)
    return browser_of(supervisor), reverse("board-untaken")


def not_taken(count: int) -> tuple[Client, str]:
    """The classes whose roll nobody has taken, of a whole city."""
    city = make_city()
    many_classes(many_schools(city, count))
    supervisor = make_person(make_board(city), role=RoleKind.SUPERVISOR)
    return browser_of(supervisor), reverse("untaken")


@pytest.mark.parametrize(
    "scene",
    [
        today,
        lead,
        gaps,
        unreported,
        pupil,
        tasks_of_pupil,
        school,
        counted,
        board,
        board_untaken,
        not_taken,
    ],
    ids=lambda scene: str(scene.__name__),
)
def test_same_number_of_queries_for_3_and_3000_rows(scene: Scene) -> None:
    asked = []
    browser, address = scene(FEW)
    browser.get(address)
    for count in (FEW, MANY):
        browser, address = scene(count)
        _analyse()
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def _analyse() -> None:
    """Let the database count the rows just written, as it does by itself where one works."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
