"""Who at the board is told where nobody of a school is there: set from a day on."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import BOARD_STAFF
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality, Person
from tsunagu.sos.models import Duty

AHEAD = timedelta(days=366)
"""How far ahead it may be set; ours."""


def people_of(city: Municipality) -> QuerySet[Person]:
    """Who can be named: the people of the board."""
    roles = Role.objects.on(today()).of_staff_here().filter(municipality=city, kind__in=BOARD_STAFF)
    return Person.objects.filter(pk__in=roles.values("person")).order_by("kana", "pk")


def set_duty(*, valid_from: date, role: str, person: Person | None, phone: str, by: Actor) -> Duty:
    """Say who is told from a day on, and their telephone. Raises `Denied` and `Refused`."""
    city = by.municipality
    require(by, Deed.SET_DUTY, Scope(municipality=city.pk, board=True))
    if by.person is None:
        raise Denied(Deed.SET_DUTY)
    reasons = []
    if not today() <= valid_from <= today() + AHEAD:
        reasons.append("いつからかは、今日から1年のあいだの日を入れてください")
    if person and not people_of(city).filter(pk=person.pk).exists():
        reasons.append("教育委員会の人から選んでください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        made = Duty.objects.create(
            municipality=city,
            valid_from=valid_from,
            role=role,
            person=person,
            phone=phone.strip(),
            by=by.person,
            at=now(),
        )
        note_deed(by, Deed.SET_DUTY, "duty", made.pk, valid_from=str(valid_from))
    return made


def owes_duty(by: Actor) -> bool:
    """Is it the actor's to set, and nobody has yet?"""
    city = by.municipality
    if not may(by, Deed.SET_DUTY, Scope(municipality=city.pk, board=True)):
        return False
    return Duty.objects.filter(municipality=city).on(today()) is None
