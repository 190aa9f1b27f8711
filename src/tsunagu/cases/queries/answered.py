"""What came back from agencies and is to be read at the school that asked."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.cases.enums import State
from tsunagu.cases.models import Report, Share, ShareQuerySet
from tsunagu.cases.people import let_at_school
from tsunagu.cases.queries.lists import READ_WITH
from tsunagu.clock import today
from tsunagu.school.models import Enrolment


def reports_to_read(actor: Actor) -> QuerySet[Report]:
    """Reports that nobody at the school has read, for who answers for the share; oldest first."""
    rows = Report.objects.filter(read_at__isnull=True, share__in=_asked_by(actor).values("pk"))
    shares = Share.objects.placed(today()).select_related(*READ_WITH)
    told = rows.select_related("by").prefetch_related(Prefetch("share", shares))
    return told.order_by("at", "pk")


def declines_to_read(actor: Actor) -> ShareQuerySet:
    """Shares that an agency declined, of which nobody at the school has read why."""
    rows = _asked_by(actor).filter(state=State.DECLINED, decline_read_at__isnull=True)
    return rows.select_related(*READ_WITH).order_by("answered_at", "pk")


def _asked_by(actor: Actor) -> ShareQuerySet:
    """Shares for which the actor answers at the school where the child is.

    It is who asked; a manager where that person may not ask about the child any more.
    """
    seen = Share.objects.visible_to(actor, Deed.WRITE_NOTE)
    managed = Share.objects.visible_to(actor, Deed.CONFIRM_SHARE).filter(~_still_asks())
    own = Q(asked_by=actor.person) | Q(pk__in=managed.values("pk"))
    return seen.placed(today()).at_their_school(today()).filter(own)


def _still_asks() -> Exists:
    """Holds who asked for a share a role today that lets them ask about the child?"""
    rooms = Enrolment.objects.home().on(today()).filter(pupil=OuterRef(OuterRef("pupil")))
    let = let_at_school(Deed.ASK_SHARE, rooms.values("classroom"))
    roles = Role.objects.on(today()).of_staff_here().filter(let, organisation=OuterRef("school"))
    return Exists(roles.filter(person=OuterRef("asked_by")))
