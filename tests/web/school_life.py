"""A class in its third day of one pupil's absence, and browsers signed in as its staff."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from tests.builders import make_city, make_class, make_person, make_school, pupils_of, roll
from tests.signed_in import sign_in
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Reason
from tsunagu.clock import freeze
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Guardian, Pupil, School

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 5, day) for day in (18, 19, 20))


def browser_of(person: Person) -> Client:
    """A browser signed in as someone."""
    return sign_in(Client(), person)


@dataclass
class Life:
    """The places and people of the scene."""

    school: School
    classroom: Classroom
    pupil: Pupil
    homeroom: Actor

    def browser(self, role: RoleKind = RoleKind.HOMEROOM) -> Client:
        """A browser signed in as someone in this role here; the homeroom teacher is one person."""
        if role == RoleKind.HOMEROOM:
            assert self.homeroom.person
            return browser_of(self.homeroom.person)
        return browser_of(make_person(self.classroom, role=role))


def third_day() -> Life:
    """Pupil 1 was absent on Monday, Tuesday and Wednesday; pupils 2 and 3 were there."""
    with freeze(MONDAY):
        school = make_school(make_city())
        classroom = make_class(school, pupils=3)
        homeroom = actor_of(make_person(classroom, role=RoleKind.HOMEROOM))
    pupil = pupils_of(classroom)[0]
    for order, (relation, phone) in enumerate((("母", "090-0000-0001"), ("父", "090-0000-0002"))):
        Guardian.objects.create(
            municipality=school.municipality,
            pupil=pupil,
            name=f"保護者{order}",
            relation=relation,
            phone=phone,
            order=order,
        )
    absent = MarkInput(kind=Kind.ABSENT, reason=Reason.ILLNESS)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        with freeze(day):
            roll(classroom, day, homeroom, n1=absent)
    return Life(school, classroom, pupil, homeroom)
