"""Who confirms a school's month: the principal, or who stands in for the principal."""

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may
from tsunagu.clock import today
from tsunagu.org.models import Leave
from tsunagu.school.models import School


def confirms(actor: Actor, school: School) -> bool:
    """Is it the actor's to confirm a month? A deputy head's while no principal is there."""
    if actor.person is None or not may(actor, Deed.CLOSE_MONTH, school.scope):
        return False
    own = {held.kind for held in actor.held if held.organisation == school.pk}
    return RoleKind.PRINCIPAL in own or not _principal_is_there(school)


def _principal_is_there(school: School) -> bool:
    roles = Role.objects.on(today()).of_staff_here()
    away = Leave.objects.on(today()).values("person")
    principals = roles.filter(organisation=school.pk, kind=RoleKind.PRINCIPAL)
    return principals.exclude(person__in=away).exists()
