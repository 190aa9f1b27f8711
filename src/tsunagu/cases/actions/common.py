"""What the verbs of this room refuse alike."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import TextChoices

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.access.refusal import Refused
from tsunagu.cases.enums import Section
from tsunagu.clock import today
from tsunagu.org.models import AGENCIES, Municipality, Organisation
from tsunagu.packs.overtime import number
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standing_of
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Guardian, Pupil

State = TypeVar("State", bound=TextChoices)
Move = TypeVar("Move", bound=TextChoices)


def become(table: Mapping[tuple[State, Move], State], state: State, move: Move) -> State:
    """What a deed makes of a state. Raises `Refused` where the table does not let it be done."""
    to = table.get((state, move))
    if to is None:
        raise Refused([f"いまは「{state.label}」なので、「{move.label}」は記録できません"])
    return to


def filled_in(text: str, otherwise: str) -> str:
    """What was written, without the space around it. Raises `Refused` where nothing was."""
    if not text.strip():
        raise Refused([otherwise])
    return text.strip()


def faults_of_sections(sections: Collection[Section], pupil: Pupil, by: Actor) -> list[str]:
    """What speaks against sharing these sections: nobody shares what they may not see."""
    if not sections:
        return ["共有する範囲を選んでください"]
    sees = may(by, Deed.SEE_GUARDIAN, scope_of(pupil, today()))
    if Section.PHONE in sections and not sees:
        return ["保護者の電話は、それを見られる人が共有に入れます"]
    return []


def longest(municipality: Municipality) -> int:
    """For how many days a share may go on, the first included."""
    return number(municipality.packs, "share-longest-days").on(today())


def consent_ends(consent_on: date, municipality: Municipality) -> date:
    """The last day on which a share can rest on a consent given on a day."""
    days = number(municipality.packs, "consent-longest-days").on(today())
    return consent_on + timedelta(days=days - 1)


def faults_of_guardian(guardian: Guardian | None) -> list[str]:
    """Only whom the school may tell of the child, and of its appointments, can consent to these.

    The sentence names no ground: not everybody who records a consent may know it.
    """
    if guardian is None:
        return []
    if guardian_may(standing_of(guardian, today()), Topic.APPOINTMENTS) == Ground.MAY:
        return []
    return [
        "この保護者の同意では共有できません。ほかの保護者の同意か、別の根拠によります。"
        "わからないときは管理職に相談してください"
    ]


def faults_of_receiver(receiver: Organisation, pupil: Pupil) -> list[str]:
    """A receiver is an agency of the pupil's own municipality."""
    ours = receiver.municipality_id == pupil.municipality_id
    return [] if ours and receiver.kind in AGENCIES else ["共有する相手の機関を選んでください"]
