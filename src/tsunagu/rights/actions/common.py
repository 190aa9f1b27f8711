"""What the verbs of this room share."""

from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.rights.enums import ClaimKind, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.queries import held_back, kept_for, must_be_confirmed
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.homes import scope_of
from tsunagu.sos.queries import kept_of


def allow(by: Actor, deed: Deed, claim: Claim) -> Person:
    """The person who acts, where the policy table lets them; a part of the system never may.

    Both where the claim lies and where the child is today; and never somebody from whom the child
    keeps an SOS, which lies in it.
    """
    require(by, deed, claim.scope)
    require(by, deed, scope_of(claim.pupil, today()))
    if by.person is None or kept_of(by).filter(pupil=claim.pupil_id).exists():
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


def reopen(claim: Claim) -> None:
    """Bring a claim to review, or back to it: an approval counts no more. Raises `Refused`."""
    if claim.state == ClaimState.IN_REVIEW:
        return
    become(claim, ClaimState.IN_REVIEW)
    claim.approved_by = claim.approved_at = None
    claim.who_confirmed = False
    claim.save(update_fields=["state", "approved_by", "approved_at", "who_confirmed"])


IN_ANOTHERS_NAME = (
    "請求した人の氏名は、知らせないことがある保護者と同じです。"
    "その保護者の請求は、「法定代理人」として、登録されている保護者から選んで受け付けます。"
)
NOT_REGISTERED = (
    "請求した保護者は、いまは学校に登録されていないか、子どものことを知らせられません。渡せません。"
    "登録と親権の書類を確かめてください。"
)
WHO_IS_IT = (
    "知らせないことがある保護者がいる子どもです。請求した人がその保護者やその代わりの人でないことを、"
    "承認する人が確かめて、確かめたことに印を付けてください。"
)


def check_kept(claim: Claim) -> None:
    """Raise `Refused` where who asks may be told less or more than when all was gathered."""
    kept = kept_for(claim)
    reasons = []
    if Topic.RECORD in kept:
        reasons.append(NOT_REGISTERED)
    elif claim.kind == ClaimKind.DISCLOSURE and kept != claim.kept:
        reasons.append(
            "請求した保護者について、知らせてよいことが変わりました。"
            "見直しに戻し、記録を集めなおしてください。"
        )
    if held_back(claim.pupil, claim.asked_by, but=claim.guardian):
        reasons.append(IN_ANOTHERS_NAME)
    if must_be_confirmed(claim) and not claim.who_confirmed:
        reasons.append(WHO_IS_IT)
    if reasons:
        raise Refused(reasons)


def write_down(by: Actor, deed: Deed, claim: Claim, **codes: Any) -> None:
    """One event of the audit in the deed's transaction."""
    note_deed(by, deed, "claim", claim.pk, pupil=claim.pupil_id, **codes)
