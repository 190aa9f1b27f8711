"""What people do about roles, as verbs: leaves, so that a stand-in answers."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.org.models import Leave, Person


def set_leave(*, person: Person, school: UUID, first: date, last: date, by: Actor) -> Leave:
    """A colleague of `school` is away from–to, both days included; the next in line answers."""
    require(by, Deed.SET_LEAVE, Scope(municipality=person.municipality_id, school=school))
    if not _works_at(person, school):
        raise Refused(["この学校の職員を選んでください"])
    if last < first:
        raise Refused(["終わりの日が、始まりの日より前です"])
    with transaction.atomic():
        leave = Leave.objects.create(
            municipality=person.municipality, person=person, first=first, last=last
        )
        _record(by, leave, "add")
    return leave


def end_leave(*, leave: Leave, school: UUID, by: Actor) -> None:
    """Take a leave back: the person answers again."""
    require(by, Deed.SET_LEAVE, Scope(municipality=leave.municipality_id, school=school))
    if not _works_at(leave.person, school):
        raise Refused(["この学校の職員を選んでください"])
    with transaction.atomic():
        _record(by, leave, "end")
        leave.delete()


def _works_at(person: Person, school: UUID) -> bool:
    return person.roles.all().on(today()).filter(organisation=school).exists()


def _record(by: Actor, leave: Leave, what: str) -> None:
    note_deed(
        by,
        Deed.SET_LEAVE,
        "leave",
        leave.pk,
        what=what,
        person=str(leave.person_id),
        first=str(leave.first),
    )
