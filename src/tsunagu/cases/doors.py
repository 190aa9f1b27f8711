"""The doors to a share in force: the receiver's, and the school's."""

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, Denied, allowed, may, require
from tsunagu.cases.enums import Standing
from tsunagu.cases.models import Share
from tsunagu.clock import today
from tsunagu.school.models import Enrolment


def allow_received(by: Actor, deed: Deed, share: Share) -> None:
    """Raise `Denied` unless the actor's agency received the share and it is in force."""
    require(by, deed, share.received_scope)
    if share.standing != Standing.IN_FORCE:
        raise Denied(deed)


def asked_scope(share: Share) -> Scope:
    """Where the child lies, or last lay, in the school that asked for the share."""
    homes = Enrolment.objects.home().filter(pupil=share.pupil_id, begin__lte=today())
    there = homes.filter(classroom__school=share.school_id).select_related("classroom")
    home = there.order_by("-begin", "pk").first()
    return home.scope if home else Scope(share.municipality_id, school=share.school_id)


def may_at_school(by: Actor, deed: Deed, share: Share) -> bool:
    """May the actor do the deed to the child, and know of the share's basis?"""
    scope = asked_scope(share)
    known = not share.managers_only or may(by, Deed.SEE_PROTECTION, scope)
    return known and may(by, deed, scope)


def require_at_school(by: Actor, deed: Deed, share: Share) -> None:
    """Raise `Denied` unless the actor may do the deed on the school's side of the share."""
    if not may_at_school(by, deed, share):
        raise Denied(deed)


def allow_either(by: Actor, share: Share, *, receiver: Deed, school: Deed) -> Deed:
    """The deed in which the actor stands on one of the sides of a share in force, or `Denied`."""
    ours = share.receiver_id in allowed(by, receiver).receivers
    if ours:
        require(by, receiver, share.received_scope)
    else:
        require_at_school(by, school, share)
    if share.standing != Standing.IN_FORCE:
        raise Denied(receiver if ours else school)
    return receiver if ours else school
