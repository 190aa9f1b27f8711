"""What the verbs of this room share."""

from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.rights.enums import ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.queries import kept_from
from tsunagu.school.homes import scope_of


def allow(by: Actor, deed: Deed, claim: Claim) -> Person:
    """The person who acts, where the policy table lets them; a part of the system never may.

    Both where the claim lies and where the child is today.
    """
    require(by, deed, claim.scope)
    require(by, deed, scope_of(claim.pupil, today()))
    if by.person is None:
        raise Denied(deed)
    return by.person


def held(claim: Claim) -> Claim:
    """The claim as it is now, kept from others until the transaction ends."""
    locked = Claim.objects.select_for_update(of=("self",)).select_related("municipality")
    return locked.get(pk=claim.pk)


def become(claim: Claim, state: ClaimState) -> None:
    """Bring a claim to a state, not yet stored. Raises `Refused`."""
    if not claim.may_become(state):
        raise Refused([f"この請求は「{claim.get_state_display()}」ため、そうできません。"])
    claim.state = state


def check_kept(claim: Claim) -> None:
    """Raise `Refused` where the guardian may be told less or more than when all was gathered."""
    if kept_from(claim.guardian) != claim.kept:
        raise Refused(
            [
                "請求した保護者について、知らせてよいことが変わりました。"
                "見直しに戻し、記録を集めなおしてください。"
            ]
        )


def write_down(by: Actor, deed: Deed, claim: Claim, **codes: Any) -> None:
    """One event of the audit in the deed's transaction."""
    note_deed(by, deed, "claim", claim.pk, pupil=claim.pupil_id, **codes)
