"""What an import of a roster is about to do, before anything is written."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.intake.faults import Faults
from tsunagu.intake.journal import Journal
from tsunagu.org.models import Municipality, Organisation
from tsunagu.school.imports.oneroster.records import Roster
from tsunagu.school.models import Classroom, Pupil, School


@dataclass(frozen=True)
class Choices:
    """What a person says of an import: from when, and who is whom.

    `same` maps new pupil ids to known ones; `new` are ids of children not known yet.
    """

    effective: date
    same: dict[str, str] = field(default_factory=dict)
    new: frozenset[str] = frozenset()


@dataclass
class Plan:
    """The roster, what it comes to, and the rows to make, change and take away."""

    municipality: Municipality
    by: Actor
    roster: Roster
    choices: Choices
    faults: Faults
    warnings: list[str]
    journal: Journal = field(default_factory=Journal)
    board: Organisation | None = None
    schools: dict[str, School] = field(default_factory=dict)
    classrooms: dict[str, Classroom] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    touched: set[tuple[UUID, int]] = field(default_factory=set)
    """Schools and school years whose days may have changed."""
    ended: int = 0

    @property
    def source(self) -> str:
        """Which system the roster comes from."""
        return self.roster.source
