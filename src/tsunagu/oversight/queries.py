"""What was done and seen, as far as somebody may know it, newest first, with names as of now."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed, allowed, may
from tsunagu.audit.models import Event
from tsunagu.clock import JST, today
from tsunagu.org.models import Person
from tsunagu.oversight.models import Finding, FindingQuerySet
from tsunagu.oversight.sentences import (
    ENDINGS,
    basis_words,
    part_of_the_system,
    told,
    via_words,
)
from tsunagu.school.models import Pupil
from tsunagu.signs.models import SignAnswer
from tsunagu.sos.queries import kept_of

GONE = "（削除済み）"
SYSTEM = "key:"
"""Before the key of a connected system, where the audit says who."""
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""How a record's key reads; parts of the system have names of any length."""
NOT_NOW = "（いまは見られない子ども）"
OUT = (
    Q(details__form__in=list(ENDINGS))
    | Q(details__ending__in=list(ENDINGS))
    | Q(details__look=True, kind__in=["bundle", "responses"])
)
"""What was printed or taken out as a file. Of a sheet the form is which sheet it is, so that its
file stands as its ending; papers printed together and the list of responses are nothing else."""
NAMED_BY = (Deed.SEE_PUPIL, Deed.SEE_ROLL, Deed.SEE_GUARDIAN)
"""Who may do one of these to a child knows its name."""


def about_pupil(actor: Actor, pupil: UUID, scope: Scope) -> QuerySet[Event]:
    """What was done and seen of a pupil; what the managers alone may know is theirs.

    What the child keeps from the actor of an SOS, and what followed, is not here either.
    """
    events = Event.objects.filter(municipality=actor.municipality.code, pupil=str(pupil))
    if not may(actor, Deed.SEE_PROTECTION, scope):
        events = events.filter(managers_only=False)
    if kept := [*kept_of(actor).filter(pupil=pupil).values_list("pk", flat=True)]:
        kept += SignAnswer.objects.filter(pupil=pupil, kept=True).values_list("pk", flat=True)
        events = events.exclude(kind="sos_list").exclude(key__in=[str(one) for one in kept])
    return events.order_by("-at", "-pk")


def of_person(actor: Actor, person: UUID) -> QuerySet[Event]:
    """What a person did and saw, without what only managers may know of."""
    events = Event.objects.filter(municipality=actor.municipality.code, actor=str(person))
    return events.filter(managers_only=False).order_by("-at", "-pk")


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for of a list: days, looks, deeds or exports, one deed, one person."""

    first: date | None = None
    last: date | None = None
    what: str = ""
    deed: str = ""
    actor: str = ""

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Those of the events that fit."""
        if self.first:
            events = events.filter(at__gte=_midnight(self.first))
        if self.last:
            events = events.filter(at__lt=_midnight(self.last + timedelta(days=1)))
        events = events.filter(
            {
                "seen": Q(details__look=True),
                "done": Q(details__look__isnull=True),
                "out": OUT,
            }.get(self.what, Q())
        )
        events = events.filter(deed=self.deed) if self.deed else events
        return events.filter(actor=self.actor) if self.actor else events


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


@dataclass(frozen=True)
class Line:
    """An event in words."""

    at: datetime
    who: str
    pupil: str
    sentence: str
    via: str
    basis: str


def lines(actor: Actor, events: Iterable[Event]) -> list[Line]:
    """Events in words: names as they are now, and none of what is deleted or out of reach."""
    events = list(events)
    people = person_names(actor, {event.actor for event in events})
    pupils = pupil_names(actor, {event.pupil for event in events})
    return [
        Line(
            at=event.at.astimezone(JST),
            who=part_of_the_system(event.actor) or people.get(event.actor, GONE),
            pupil=pupils.get(event.pupil, GONE) if event.pupil else "",
            sentence=told(event),
            via=via_words(event.via),
            basis=basis_words(event.basis),
        )
        for event in events
    ]


def person_names(actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The names of staff and of connected systems of the actor's municipality by key."""
    own = {"municipality": actor.municipality}
    keys = list(keys)
    known = Person.objects.filter(**own, pk__in=_keys(keys))
    systems = _keys(key.removeprefix(SYSTEM) for key in keys if key.startswith(SYSTEM))
    connected = ApiKey.objects.filter(**own, pk__in=systems)
    named = {f"{SYSTEM}{one.pk}": f"{one.name}（つなぐ先）" for one in connected}
    return named | {str(person.pk): person.name for person in known}


def pupil_names(actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The names of pupils by key; who may not know a child's name today reads that instead."""
    known = Pupil.objects.filter(municipality=actor.municipality, pk__in=_keys(keys))
    if not allowed(actor, Deed.SEE_WHAT_DONE).everywhere:
        named: set[UUID] = set()
        for deed in NAMED_BY:
            named |= set(known.visible_to(actor, deed, on=today()).values_list("pk", flat=True))
        return {str(one.pk): one.name if one.pk in named else NOT_NOW for one in known}
    return {str(one.pk): one.name for one in known}


def _keys(texts: Iterable[str]) -> list[UUID]:
    """Those of the audit's keys that are keys of records."""
    return [UUID(text) for text in texts if KEY.fullmatch(text)]


def findings(actor: Actor) -> FindingQuerySet:
    """The unusual reading that the actor looks into, the newest day first."""
    if not allowed(actor, Deed.REVIEW_LOOKS).everywhere:
        return Finding.objects.none()
    rows = Finding.objects.filter(municipality=actor.municipality)
    return rows.select_related("person", "looked_by").order_by("-day", "-first_at", "pk")
