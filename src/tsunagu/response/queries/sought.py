"""Pupils whose whereabouts nobody knows, with whom to ring and who has tried since."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import TOLD
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries import MissingPupil, missing_now
from tsunagu.clock import today
from tsunagu.response.enums import Reached
from tsunagu.response.models import Contact
from tsunagu.school.guardians import with_limits
from tsunagu.school.models import Guardian, Pupil


@dataclass(frozen=True, slots=True)
class Sought:
    """A missing pupil with what those who look for the child need.

    `attempts` since then reached nobody, the newest first. Guardians, in the order to ring, and
    the last contact that reached someone are for those who may know numbers; where
    `whereabouts_known` says that nobody rings the home, there is no guardian. `told` is what the
    family has told of today by itself: whoever looks for the child hears of it at once.
    """

    missing: MissingPupil
    attempts: Sequence[Contact]
    guardians: Sequence[Guardian]
    last_contact: Contact | None
    whereabouts_known: bool
    told: Sequence[Notice]
    deeds: frozenset[Deed]

    @property
    def knows_numbers(self) -> bool:
        """May the actor know the numbers?"""
        return Deed.SEE_GUARDIAN in self.deeds

    @property
    def sees_record(self) -> bool:
        """May the actor open the child's record?"""
        return Deed.SEE_PUPIL in self.deeds

    @property
    def records_contact(self) -> bool:
        """May the actor write down an attempt, or the word that came?"""
        return Deed.RECORD_CONTACT in self.deeds


DEEDS = (Deed.SEE_GUARDIAN, Deed.SEE_PUPIL, Deed.RECORD_CONTACT)


def sought(actor: Actor) -> list[Sought]:
    """The missing pupils of the actor's classes, longest first; as many queries for any number."""
    missing = missing_now(actor)
    pupils = {one.mark.pupil_id for one in missing}
    if not pupils:
        return []
    away = set(
        Notice.objects.whereabouts_known(today())
        .filter(pupil__in=pupils)
        .values_list("pupil", flat=True)
    )
    known = _Known(_guardians(pupils - away), _contacts(pupils), away, _told(pupils))
    deeds = _deeds(actor, pupils)
    return [_sought(one, deeds[one.mark.pupil_id], known) for one in missing]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the missing pupils, by pupil; `away` are those whose whereabouts are."""

    guardians: Mapping[UUID, list[Guardian]]
    contacts: Mapping[UUID, list[Contact]]
    away: Collection[UUID]
    told: Mapping[UUID, list[Notice]]


def _sought(one: MissingPupil, deeds: frozenset[Deed], known: _Known) -> Sought:
    """One pupil, as far as the actor may know."""
    pupil, numbers = one.mark.pupil_id, Deed.SEE_GUARDIAN in deeds
    made = known.contacts[pupil]
    told = [contact for contact in made if contact.reached != Reached.NOBODY]
    return Sought(
        missing=one,
        attempts=[c for c in made if c.reached == Reached.NOBODY and c.at >= one.since],
        guardians=known.guardians[pupil] if numbers else [],
        last_contact=told[0] if told and numbers else None,
        whereabouts_known=pupil in known.away,
        told=known.told[pupil],
        deeds=deeds,
    )


def _deeds(actor: Actor, pupils: Collection[UUID]) -> dict[UUID, frozenset[Deed]]:
    """What the policy table lets the actor do to each of the pupils."""
    asked = Pupil.objects.filter(pk__in=pupils)
    may = {
        deed: set(asked.visible_to(actor, deed, on=today()).values_list("pk", flat=True))
        for deed in DEEDS
    }
    return {pupil: frozenset(deed for deed in DEEDS if pupil in may[deed]) for pupil in pupils}


def _guardians(pupils: Collection[UUID]) -> dict[UUID, list[Guardian]]:
    """Whom to ring, in order, by pupil."""
    found: dict[UUID, list[Guardian]] = defaultdict(list)
    rows = Guardian.objects.filter(pupil__in=pupils).order_by("order", "pk")
    for guardian in with_limits(rows, today()):
        found[guardian.pupil_id].append(guardian)
    return found


def _told(pupils: Collection[UUID]) -> dict[UUID, list[Notice]]:
    """What families told of today on their pages, by pupil."""
    found: dict[UUID, list[Notice]] = defaultdict(list)
    rows = Notice.objects.on(today()).filter(pupil__in=pupils, from_guardian=True, kind__in=TOLD)
    for notice in rows.filter(restricted=False).order_by("at", "pk"):
        found[notice.pupil_id].append(notice)
    return found


def _contacts(pupils: Collection[UUID]) -> dict[UUID, list[Contact]]:
    """What was tried and reached, the newest first, by pupil."""
    found: dict[UUID, list[Contact]] = defaultdict(list)
    made = Contact.objects.standing().filter(pupil__in=pupils).select_related("by")
    for contact in made.order_by("-at", "pk"):
        found[contact.pupil_id].append(contact)
    return found
