"""Who stands on the two sides of a share."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import AGENCY_ROLES, Reach, RoleKind
from tsunagu.access.models import Role, RoleQuerySet
from tsunagu.access.policy import Deed, rows_for
from tsunagu.cases.doors import asked_scope
from tsunagu.cases.models import Share
from tsunagu.clock import today
from tsunagu.org.models import Organisation, Person
from tsunagu.response.staff import KNOWING


def partners(actor: Actor) -> QuerySet[Organisation]:
    """The agencies of the actor's municipality where somebody works who can receive a share."""
    at_work = Role.objects.on(today()).of_staff_here().filter(kind__in=AGENCY_ROLES)
    return Organisation.objects.filter(
        municipality=actor.municipality, pk__in=at_work.values("organisation")
    ).order_by("name", "pk")


def _at_the_agency(share: Share) -> RoleQuerySet:
    held = Role.objects.on(today()).of_staff_here()
    return held.filter(organisation=share.receiver_id, kind__in=AGENCY_ROLES)


def _at_the_school(share: Share) -> RoleQuerySet:
    """Roles that let their holders write notes about the child, and know of the basis."""
    scope = asked_scope(share)
    where = let_at_school(Deed.WRITE_NOTE, scope.classrooms)
    if share.managers_only:
        where &= Q(kind__in=KNOWING)
    held = Role.objects.on(today()).of_staff_here()
    return held.filter(where, organisation=scope.school)


def let_at_school(deed: Deed, classrooms: Any) -> Q:
    """Which roles at a school let their holders do a deed to a child of these classes."""
    where = Q(pk__in=[])
    for row in rows_for(deed):
        if row.reach == Reach.OWN_SCHOOL:
            where |= Q(kind__in=row.roles)
        elif row.reach == Reach.OWN_CLASS:
            where |= Q(kind__in=row.roles, classroom__in=classrooms)
    return where


def addressees(share: Share, writer: Actor) -> dict[Person, str]:
    """To whom the writer can address a note on the share, with their roles in words."""
    found: dict[Person, list[str]] = {}
    for roles in (_at_the_agency(share), _at_the_school(share)):
        for role in roles.select_related("person").order_by("person__kana", "person", "pk"):
            if writer.person is None or role.person_id != writer.person.pk:
                found.setdefault(role.person, []).append(role.get_kind_display())
    return {person: "・".join(dict.fromkeys(kinds)) for person, kinds in found.items()}


def answers_for(share: Share, by: Actor) -> bool:
    """Is it the actor who answers for the receiver?"""
    return share.receiver_id in answered_by(by)


def answered_by(actor: Actor) -> set[UUID]:
    """The agencies for which the actor answers: as its lead, or as anyone where it has none."""
    own = {held.organisation for held in actor.held if held.kind in AGENCY_ROLES}
    leads = Role.objects.on(today()).of_staff_here().filter(kind=RoleKind.AGENCY_LEAD)
    led = dict(leads.filter(organisation__in=own).values_list("organisation", "person"))
    ours = {h.organisation for h in actor.held if h.kind == RoleKind.AGENCY_LEAD}
    return ours | (own - led.keys())
