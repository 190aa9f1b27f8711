"""What the verbs of this room refuse alike."""

from collections.abc import Collection

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.cases.enums import Section
from tsunagu.clock import today
from tsunagu.org.models import AGENCIES, Organisation
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


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
