"""Who knows of a suspicion: the managers, and who answers in their place or as the second."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, allowed, rows_for
from tsunagu.cases.enums import TO_DECIDE, SuspicionState
from tsunagu.cases.models import Suspicion, SuspicionQuerySet
from tsunagu.clock import today
from tsunagu.org.models import Leave, Person
from tsunagu.response.staff import managers_of

SECONDS = frozenset(kind for row in rows_for(Deed.CONFIRM_SUSPICION) for kind in row.roles)
"""Who, beside another manager, can be asked to confirm that nobody is notified."""


def managers_here(school: UUID) -> QuerySet[Person]:
    """The managers of a school who are not away today."""
    away = Leave.objects.on(today()).values("person")
    return managers_of(school).exclude(pk__in=away)


def without_managers(schools: Collection[object], lead: Person) -> set[object]:
    """Those of the schools where today no manager is: the leads stand in.

    That a manager is away counts for nothing where the lead who would stand in said so.
    """
    if not schools:
        return set()
    away = Leave.objects.on(today()).exclude(by=lead).values("person")
    roles = Role.objects.on(today()).of_staff_here().exclude(person__in=away)
    managed = roles.filter(organisation__in=map(str, schools), kind__in=MANAGERS)
    return set(schools) - set(managed.values_list("organisation", flat=True))


def asked_of(actor: Actor) -> SuspicionQuerySet:
    """What a lead may read: where a manager named this one, or where no manager is today."""
    places = allowed(actor, Deed.CONFIRM_SUSPICION).schools
    if not places or actor.person is None:
        return Suspicion.objects.none()
    named = Q(second=actor.person, state=SuspicionState.HELD)
    instead = Q(school__in=map(str, without_managers(places, actor.person))) & ~Q(
        state=SuspicionState.ENDED
    )
    own = Suspicion.objects.filter(municipality=actor.municipality, school__in=map(str, places))
    return own.filter(named | instead)


def seconds(suspicion: Suspicion, by: Actor) -> QuerySet[Person]:
    """Who can be asked to confirm: the other managers and the leads of the school."""
    roles = Role.objects.on(today()).of_staff_here().filter(organisation=suspicion.school_id)
    asked = roles.filter(kind__in=MANAGERS | SECONDS)
    people = Person.objects.filter(pk__in=asked.values("person"))
    others = people.exclude(pk=by.person.pk) if by.person else people
    return others.order_by("kana", "pk")


def to_decide(actor: Actor) -> SuspicionQuerySet:
    """What stands on the actor's Today: suspicions about which nobody has settled anything yet."""
    mine = Suspicion.objects.visible_to(actor) | asked_of(actor)
    undecided = mine.filter(state__in=TO_DECIDE)
    return undecided.select_related("pupil", "school", "second").order_by("at", "pk")
