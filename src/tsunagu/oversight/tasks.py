"""The clock-driven work of the room: unusual reading, day by day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.audit.models import Event
from tsunagu.clock import JST, now
from tsunagu.org.models import Municipality, Person
from tsunagu.oversight.enums import Unusual
from tsunagu.oversight.limits import limits_of
from tsunagu.oversight.models import Finding, WorkedThrough
from tsunagu.oversight.relation import related
from tsunagu.oversight.rules import Look, Stretch, at_night, many

ONE_DAY = timedelta(days=1)
OF_THE_AUDIT = frozenset({"audit_pupil", "audit_find"})
"""Reading the audit opens nobody's record; a file of it takes many names out."""


def find_unusual() -> int:
    """Work out every day that is over and was not worked out yet; how many days.

    Done again it changes nothing; after a stop it catches up.
    """
    done = 0
    for municipality in Municipality.objects.order_by("code"):
        for day in _due(municipality):
            _work_out(municipality, day)
            done += 1
    return done


def _due(municipality: Municipality) -> Iterator[date]:
    """The days that are over, after the last one worked out or from the first event on."""
    worked = WorkedThrough.objects.filter(municipality=municipality).first()
    first = Event.objects.filter(municipality=municipality.code).order_by("at").first()
    if first is None:
        return
    # An event before the morning belongs to the day before.
    day = worked.day + ONE_DAY if worked else first.at.astimezone(JST).date() - ONE_DAY
    while _morning(municipality, day + ONE_DAY) <= now():
        yield day
        day += ONE_DAY


def _morning(municipality: Municipality, day: date) -> datetime:
    """When a day begins: with the end of the night before."""
    return datetime.combine(day, limits_of(municipality).morning.on(day), JST)


@transaction.atomic
def _work_out(municipality: Municipality, day: date) -> None:
    """Store what was unusual on a day, and that the day is done."""
    until = _morning(municipality, day + ONE_DAY)
    opened, seen = _looks(municipality, _morning(municipality, day), until)
    people = Person.objects.filter(municipality=municipality).in_bulk(list(seen))
    findings = []
    for key, person in people.items():
        own = _many(person, day, opened[key], until)
        stretches = {Unusual.MANY: own, Unusual.NIGHT: _night(person, day, seen[key])}
        findings += [_finding(person, day, k, found) for k, found in stretches.items() if found]
    Finding.objects.bulk_create(findings, ignore_conflicts=True)
    WorkedThrough.objects.update_or_create(municipality=municipality, defaults={"day": day})


def _looks(
    municipality: Municipality, since: datetime, until: datetime
) -> tuple[dict[UUID, list[Look]], dict[UUID, list[Look]]]:
    """The looks of each person in the order of time: at records opened or taken out, and at all.

    A list shows whom the system chose; what only managers may know of counts nowhere.
    """
    opened, seen = defaultdict[UUID, list[Look]](list), defaultdict[UUID, list[Look]](list)
    rows = Event.objects.filter(
        municipality=municipality.code,
        at__gte=since,
        at__lt=until,
        details__look=True,
        managers_only=False,
    )
    # Only people of the staff stand there by a bare key: no part of the system, child or guardian.
    rows = rows.exclude(pupil="").exclude(actor__contains=":").exclude(kind__in=OF_THE_AUDIT)
    for event in rows.order_by("at", "pk").iterator():
        look, key = Look(event.at.astimezone(JST), event.pupil), UUID(event.actor)
        seen[key].append(look)
        if not event.details.get("listed"):
            opened[key].append(look)
    return opened, seen


def _many(person: Person, day: date, looks: list[Look], until: datetime) -> Stretch | None:
    limits = limits_of(person.municipality)
    most, within = limits.pupils.on(day), timedelta(minutes=limits.minutes.on(day))
    if many(looks, most=most, within=within) is None:
        return None
    own = related(person, day, until)
    return many((look for look in looks if look.pupil not in own), most=most, within=within)


def _night(person: Person, day: date, looks: list[Look]) -> Stretch | None:
    limits = limits_of(person.municipality)
    return at_night(looks, begins=limits.night.on(day), ends=limits.morning.on(day))


def _finding(person: Person, day: date, kind: Unusual, found: Stretch) -> Finding:
    return Finding(
        municipality_id=person.municipality_id,
        person=person,
        kind=kind,
        day=day,
        first_at=found.first,
        last_at=found.last,
        pupils=found.pupils,
    )
