"""Who acts, with the roles held today, and what something is that one wants to act on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.actions import JOB
from tsunagu.clock import today
from tsunagu.org.models import Municipality, Person
from tsunagu.prepared import Prepared

PUPIL, GUARDIAN = "pupil:", "guardian:"
"""Before a child's key and that of a guardian's account, where the audit says who."""
_ROLES = Prepared(lambda person, day: Role.objects.on(day).filter(person=person), UUID, date)


@dataclass(frozen=True, slots=True)
class Held:
    """A role as held today."""

    kind: RoleKind
    organisation: UUID
    grade: str = ""
    classroom: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the roles held today, a child at its own door, a guardian with an account,
    a system with its key, or a named part of this one.

    `assured` is the most sensitive class of data for which it is sure enough who acts; `via` is
    from where they act, as the audit writes it; `key` that of the connected system, and `deeds`
    those that the key is for.
    """

    municipality: Municipality
    label: str
    person: Person | None = None
    held: tuple[Held, ...] = ()
    system: bool = False
    kinds: frozenset[RoleKind] = field(default=frozenset())
    assured: DataClass = DataClass.I
    via: str = JOB
    key: UUID | None = None
    deeds: frozenset[Deed] | None = None
    pupil: UUID | None = None
    guardian: UUID | None = None

    @property
    def oneself(self) -> UUID | None:
        """Who acts, where that is a human being: whose own something may be."""
        return self.person.pk if self.person else self.pupil or self.guardian

    @property
    def audit_key(self) -> str:
        """What the audit writes: the key of a person, child, guardian or system; a part's name."""
        if self.key:
            return f"key:{self.key}"
        if self.pupil:
            return f"{PUPIL}{self.pupil}"
        if self.guardian:
            return f"{GUARDIAN}{self.guardian}"
        return str(self.person.pk) if self.person else f"system:{self.label}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something lies: the places a role must reach to touch it.

    What is the board's own lies at no school, and says so.
    """

    municipality: UUID
    school: UUID | None = None
    grades: frozenset[str] = frozenset()
    classrooms: frozenset[UUID] = frozenset()
    person: UUID | None = None
    receiver: UUID | None = None
    team: frozenset[UUID] = frozenset()
    board: bool = False


def actor_of(person: Person, *, roles: Iterable[Role] | None = None) -> Actor:
    """A person as an actor; one query for the roles held today unless they are given.

    Who has left holds none, whatever roles were not ended.
    """
    if not person.active:
        roles = ()
    held = tuple(
        Held(RoleKind(r.kind), r.organisation_id, r.grade, r.classroom)
        for r in (_ROLES.objects(Role, person.pk, today()) if roles is None else roles)
    )
    return Actor(
        municipality=person.municipality,
        label=person.name,
        person=person,
        held=held,
        kinds=frozenset(h.kind for h in held),
    )


def system_actor(municipality: Municipality, label: str, *, via: str = JOB) -> Actor:
    """A named part of the system, for commands and jobs; the audit carries its name."""
    return Actor(municipality=municipality, label=label, system=True, via=via)
