"""The same people in every test of the screens: a teacher with an account."""

from django.test import Client

from tests.signed_in import sign_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account, Role
from tsunagu.clock import today
from tsunagu.org.models import Municipality, OrganisationKind, Person
from tsunagu.school.models import School

PASSWORD = "a long pass phrase"


def make_teacher() -> Account:
    """青木 はる, homeroom teacher at みどり小学校, つなぐ市, who signs in as `aoki`."""
    city = Municipality.objects.create(code="990001", name="つなぐ市", packs=["national"])
    school = School.objects.create(
        municipality=city, kind=OrganisationKind.SCHOOL, name="みどり小学校"
    )
    person = Person.objects.create(municipality=city, family_name="青木", given_name="はる")
    Role.objects.create(
        municipality=city,
        person=person,
        organisation=school,
        kind=RoleKind.HOMEROOM,
        first=today(),
    )
    return Account.objects.create_user("aoki", person=person, password=PASSWORD)


def signed_in(client: Client, person: Person) -> Client:
    """The browser with the person signed in."""
    return sign_in(client, person)
