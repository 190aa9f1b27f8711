"""People and their leaves."""

from datetime import date

import pytest
from django.db import IntegrityError

from tests.builders import make_city
from tsunagu.org.models import Leave, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    """東雲 ひなた of a city."""
    return Person.objects.create(
        municipality=make_city(), family_name="東雲", given_name="ひなた", sourced_id="p1"
    )


@pytest.mark.parametrize(("day", "away"), [(17, False), (18, True), (20, True), (21, False)])
def test_leave_covers_its_first_and_last_day(person: Person, day: int, away: bool) -> None:
    first, last = date(2026, 5, 18), date(2026, 5, 20)
    Leave.objects.create(municipality=person.municipality, person=person, first=first, last=last)
    assert person.leaves.all().on(date(2026, 5, day)).exists() is away


def test_leave_ends_after_it_begins(person: Person) -> None:
    with pytest.raises(IntegrityError):
        Leave.objects.create(
            municipality=person.municipality,
            person=person,
            first=date(2026, 5, 20),
            last=date(2026, 5, 19),
        )


def test_sourced_id_is_unique_within_a_municipality(person: Person) -> None:
    Person.objects.create(municipality=make_city(), family_name="別人", sourced_id="p1")
    with pytest.raises(IntegrityError):
        Person.objects.create(municipality=person.municipality, family_name="別人", sourced_id="p1")


def test_a_person_is_named_as_a_colleague_writes_it(person: Person) -> None:
    assert person.name == "東雲 ひなた"
    assert Person(family_name="東雲").name == "東雲"
