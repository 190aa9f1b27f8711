"""Every page that lists rows asks the database as often for 3 rows as for 3,000."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import make_board, make_city, make_person, make_school
from tests.cases.scene import make_agency
from tests.web.many import (
    many_classes,
    many_contacts,
    many_pupils,
    many_schools,
    many_shares,
    many_tasks,
    one_class,
)
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.cases.models import Note, NoteRead, Report
from tsunagu.clock import now
from tsunagu.response.models import Sharing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FEW, MANY = 3, 3_000
Pages = dict[str, tuple[Client, str]]
"""Pages by name: who looks, and at which address."""


def in_class(count: int) -> Pages:
    """Pupils who are all to be called, and of whom each was spoken without a manager's knowing."""
    room = one_class()
    lead = make_person(room.school, role=RoleKind.ATTENDANCE_LEAD)
    pupils = many_pupils([room] * count)
    many_tasks([(pupil, room) for pupil in pupils])
    same = {"municipality": room.municipality, "on": WEDNESDAY, "draft": False, "at": now()}
    Sharing.objects.bulk_create(Sharing(pupil=one, by=lead, **same) for one in pupils)
    return {
        "today": (browser_of(make_person(room)), reverse("today")),
        "unreported": (browser_of(lead), reverse("today-unreported")),
    }


def in_school(count: int) -> Pages:
    """Classes without a teacher, each with a pupil without a number about whom to speak."""
    place = make_school(make_city())
    many_classes([place] * count)
    principal = browser_of(make_person(place, role=RoleKind.PRINCIPAL))
    lead, office = (
        browser_of(make_person(place, role=role))
        for role in (RoleKind.ATTENDANCE_LEAD, RoleKind.OFFICE)
    )
    return {
        "lead": (lead, reverse("today")),
        "gaps": (office, reverse("office:gaps", args=[place.pk])),
        "overview": (principal, reverse("school:overview", args=[place.pk])),
        "counted": (principal, reverse("school:counted", args=[place.pk, "open"])),
    }


def in_city(count: int) -> Pages:
    """Schools with a class each, whose roll nobody has taken."""
    city = make_city()
    many_classes(many_schools(city, count))
    supervisor = browser_of(make_person(make_board(city), role=RoleKind.SUPERVISOR))
    return {name: (supervisor, reverse(name)) for name in ("board", "board-untaken", "untaken")}


def of_contacts(count: int) -> Pages:
    """A pupil with a few tasks and many contacts."""
    room = one_class()
    (child,) = many_pupils([room])
    teacher = make_person(room)
    many_tasks([(child, room)] * FEW)
    many_contacts(child, teacher, count)
    return {"pupil": (browser_of(teacher), reverse("pupil:page", args=[child.pk]))}


def of_tasks(count: int) -> Pages:
    """What was and is to be done about a pupil, alone."""
    room = one_class()
    (child,) = many_pupils([room])
    many_tasks([(child, room)] * count)
    page = reverse("pupil:page", args=[child.pk])
    return {"pupil": (browser_of(make_person(room)), f"{page}?kind=task")}


def of_shares(count: int) -> Pages:
    """What agencies answered to a teacher: reports, declined shares, notes, one a pupil each."""
    room = one_class()
    city, teacher = room.municipality, make_person(room)
    agency = make_agency(city)
    lead = make_person(agency, role=RoleKind.AGENCY_LEAD)
    shares = many_shares(many_pupils([room] * count), room, agency, asked_by=teacher)
    same = {"municipality": city, "by": lead, "at": now()}
    Report.objects.bulk_create(Report(share=s, on=WEDNESDAY, text="x", **same) for s in shares)
    notes = Note.objects.bulk_create(Note(share=s, text="x", **same) for s in shares)
    NoteRead.objects.bulk_create(
        NoteRead(municipality=city, note=note, person=teacher) for note in notes
    )
    many_shares(many_pupils([room] * count), room, agency, asked_by=teacher, state="declined")
    gone = make_person(agency, role=RoleKind.AGENCY_STAFF, last=WEDNESDAY - timedelta(days=1))
    NoteRead.objects.bulk_create(
        NoteRead(municipality=city, note=note, person=gone)
        for note in Note.objects.bulk_create(
            Note(municipality=city, share=s, text="x", by=teacher, at=now()) for s in shares
        )
    )
    return {
        "today": (browser_of(teacher), reverse("today")),
        "outside": (browser_of(teacher), reverse("today-outside")),
        "agency": (browser_of(lead), reverse("today")),
        "share": (
            browser_of(teacher),
            reverse("cases:share", args=[shares[0].pupil_id, shares[0].pk]),
        ),
    }


@pytest.mark.parametrize(
    "scene",
    [in_class, in_school, in_city, of_contacts, of_tasks, of_shares],
    ids=lambda scene: str(scene.__name__),
)
def test_same_number_of_queries_for_3_and_3000_rows(scene: Callable[[int], Pages]) -> None:
    for browser, address in scene(FEW).values():
        browser.get(address)
    few, many = (asked(scene(count)) for count in (FEW, MANY))
    assert few == many


def asked(pages: Pages) -> dict[str, int]:
    """How often each page asks the database, which has counted the rows just written.

    It does so by itself where one works.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counts = {}
    for name, (browser, address) in pages.items():
        with CaptureQueriesContext(connection) as seen:
            answer = browser.get(address)
        assert answer.status_code == 200, answer.content.decode()
        counts[name] = len(seen)
    return counts
