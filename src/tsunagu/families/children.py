"""Which children a guardian sees, and what of them."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.clock import today
from tsunagu.families.entering import own_scope
from tsunagu.families.models import FamilyLetter
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standings_of
from tsunagu.school.models import Guardian, Pupil

SEEN = frozenset({Ground.MAY, Ground.LIMIT})
"""Grounds on which a guardian sees the child; what a limit keeps is asked topic by topic."""


@dataclass(frozen=True)
class Child:
    """A child that a used letter opens to a guardian, by the key of the letter."""

    key: UUID
    guardian: Guardian
    grounds: dict[Topic, Ground]

    @property
    def pupil(self) -> Pupil:
        """Who it is."""
        return self.guardian.pupil

    def tells(self, topic: Topic) -> bool:
        """May the guardian be told of this?"""
        return self.grounds[topic] == Ground.MAY


def children_of(actor: Actor, deed: Deed) -> list[Child]:
    """The children that a guardian may be told of, in the order of the letters.

    Where papers are to be seen first, or custody lies elsewhere, there is none: not even a name.
    """
    require(actor, deed, own_scope(actor))
    rows = FamilyLetter.objects.filter(account=actor.guardian, ended_at=None)
    letters = list(rows.select_related("guardian__pupil").order_by("used_at", "pk"))
    standings = standings_of([one.guardian for one in letters], today())
    found = []
    for letter in letters:
        standing = standings[letter.guardian_id]
        grounds = {topic: guardian_may(standing, topic) for topic in Topic}
        if grounds[Topic.RECORD] in SEEN:
            found.append(Child(letter.pk, letter.guardian, grounds))
    return found


def waits_for_papers(actor: Actor) -> bool:
    """Is there a letter of the guardian's that opens nothing yet?"""
    used = FamilyLetter.objects.filter(account=actor.guardian, ended_at=None).count()
    return used > len(children_of(actor, Deed.OWN_FAMILY))


def child_of(actor: Actor, deed: Deed, key: UUID) -> Child:
    """One of the guardian's own children. Raises `Denied` for anybody else's."""
    for child in children_of(actor, deed):
        if child.key == key:
            return child
    raise Denied(deed)
