"""Sharings of which no manager has been told yet: work owed until somebody reports them."""

from django.db.models import Prefetch, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.response.models import Sharing
from tsunagu.school.models import Enrolment

OF_A_SCHOOL = MANAGERS | {RoleKind.ATTENDANCE_LEAD}
"""Who answers for the reports of a whole school, beside each one's writer."""


def unreported(actor: Actor) -> QuerySet[Sharing]:
    """Sharings not yet reported, of those whom the actor may share about, longest waiting first.

    They are owed by who wrote them, by the attendance lead and by the managers. Each pupil comes
    with `homes`, today's home classes.
    """
    here = Enrolment.objects.home().on(today())
    homes = here.visible_to(actor, Deed.SHARE)
    schools = {held.organisation for held in actor.held if held.kind in OF_A_SCHOOL}
    theirs = here.filter(classroom__school__in=schools)
    owed = Sharing.objects.standing().filter(
        Q(by=actor.person) | Q(pupil__in=theirs.values("pupil")), pupil__in=homes.values("pupil")
    )
    waiting = owed.filter(draft=False, reported_to=None).order_by("on", "at", "pk")
    with_class = Prefetch(
        "pupil__enrolments", homes.select_related("classroom").order_by("-begin"), to_attr="homes"
    )
    return waiting.select_related("pupil", "by").prefetch_related(with_class)
