"""Stand-ins: homeroom → deputy → grade lead → attendance lead → manager."""

from datetime import date

import pytest

from tests.builders import make_class, make_person
from tsunagu.access.models import Account, Role
from tsunagu.clock import freeze
from tsunagu.org.models import Leave, Person
from tsunagu.response.staff import StaffBook

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)
ROLES = ["homeroom", "deputy_homeroom", "grade_lead", "attendance_lead", "principal"]


def staff(room, *roles):
    return {role: make_person(room, role=role) for role in roles}


def away(person):
    Leave.objects.create(municipality=person.municipality, person=person, first=DAY, last=DAY)


def test_chain_goes_to_the_next_who_is_not_away():
    room = make_class()
    people = staff(room, *ROLES)
    for role in ROLES:
        book = StaffBook.of([room.school_id], DAY)
        assert book.responsible("homeroom", room) == people[role]
        away(people[role])
    book = StaffBook.of([room.school_id], DAY)
    assert book.responsible("homeroom", room) == people["principal"]


def test_chain_skips_empty_and_repeated_ones():
    room = make_class()
    people = staff(room, "homeroom", "principal")
    Role.objects.create(
        municipality=room.municipality,
        person=people["homeroom"],
        organisation=room.school,
        kind="grade_lead",
        grade="P3",
        first=date(2026, 4, 1),
    )
    book = StaffBook.of([room.school_id], DAY)
    assert book.chain("homeroom", room) == [people["homeroom"], people["principal"]]


def test_next_in_line_lends_a_hand():
    room = make_class()
    people = staff(room, "homeroom", "attendance_lead", "principal")
    book = StaffBook.of([room.school_id], DAY)
    assert book.next_in_line("homeroom", room) == people["attendance_lead"]
    assert book.next_in_line("manager", room) is None


def test_manager_owns_what_has_no_owner():
    room = make_class()
    people = staff(room, "principal")
    book = StaffBook.of([room.school_id], DAY)
    assert book.responsible("homeroom", room) == people["principal"]


def test_a_role_that_has_ended_answers_for_nothing():
    room = make_class()
    make_person(room, role="homeroom", last=date(2026, 5, 19))
    with freeze(DAY):
        assert StaffBook.of([room.school_id], DAY).responsible("homeroom", room) is None


@pytest.mark.parametrize("left", ["person.active", "account.is_active"])
def test_who_has_left_answers_for_nothing_whatever_role_was_not_ended(left: str) -> None:
    room = make_class()
    people = staff(room, "homeroom", "deputy_homeroom")
    account = Account.objects.create_user("t", person=people["homeroom"], password=None)
    assert StaffBook.of([room.school_id], DAY).responsible("homeroom", room) == people["homeroom"]
    if left == "person.active":
        Person.objects.filter(pk=people["homeroom"].pk).update(active=False)
    else:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    book = StaffBook.of([room.school_id], DAY)
    assert book.chain("homeroom", room) == [people["deputy_homeroom"]]
