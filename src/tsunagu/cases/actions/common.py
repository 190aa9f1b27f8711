"""What the verbs of this room share: the receiver's door, and what is refused."""

from collections.abc import Collection

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied, allowed, may, require
from tsunagu.cases.enums import Section, Standing
from tsunagu.cases.models import Share
from tsunagu.clock import today
from tsunagu.org.models import AGENCIES, Organisation
from tsunagu.response.actions.common import scope_of
from tsunagu.school.models import Pupil


def allow_received(by: Actor, deed: Deed, share: Share) -> None:
    """Raise `Denied` unless the actor's agency received the share and it is in force."""
    require(by, deed, share.received_scope)
    if share.standing != Standing.IN_FORCE:
        raise Denied(deed)


def allow_either(by: Actor, deed: Deed, share: Share) -> None:
    """Raise `Denied` unless the share is in force and the actor stands on one of its sides."""
    if share.receiver_id in allowed(by, deed).receivers:
        allow_received(by, deed, share)
        return
    require(by, deed, scope_of(share.pupil, today()))
    if share.standing != Standing.IN_FORCE:
        raise Denied(deed)


def faults_of_sections(sections: Collection[Section], pupil: Pupil, by: Actor) -> list[str]:
    """What speaks against sharing these sections: nobody shares what they may not see."""
    if not sections:
        return ["共有する範囲を選んでください"]
    sees = may(by, Deed.SEE_GUARDIAN, scope_of(pupil, today()))
    if Section.PHONE in sections and not sees:
        return ["保護者の電話は、それを見られる人が共有に入れます"]
    return []


def faults_of_receiver(receiver: Organisation, pupil: Pupil) -> list[str]:
    """A receiver is an agency of the pupil's own municipality."""
    ours = receiver.municipality_id == pupil.municipality_id
    return [] if ours and receiver.kind in AGENCIES else ["共有する相手の機関を選んでください"]
