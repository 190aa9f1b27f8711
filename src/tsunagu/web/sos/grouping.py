"""Nameless SOS from one place, told as one line where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.access.actor import Actor
from tsunagu.sos.desk import Case
from tsunagu.sos.queries import beyond_of

FOLDED = 4
"""From how many nameless ones of one class or school on they are folded together; ours."""


@dataclass(frozen=True)
class Group:
    """Nameless ones from one class or school, shown together where they are many.

    `beyond` are further ones, which come up as these are read.
    """

    place: str
    cases: list[Case]
    beyond: int = 0

    @property
    def title(self) -> str:
        """What stands over them."""
        return f"名前のないSOS {len(self.cases) + self.beyond}件（{self.place}）"

    @property
    def folded(self) -> bool:
        """Are they so many that they are folded?"""
        return len(self.cases) >= FOLDED


def place_of(case: Case) -> str:
    """From where it came, in words."""
    school, room = case.sos.school, case.sos.classroom
    parts = [school.name] if school else ["学校がわからない"]
    return " ".join([*parts, room.label] if room else parts)


def groups_of(actor: Actor, cases: Sequence[Case]) -> list[Group]:
    """Children's each for itself, nameless ones by where they come from, in their order."""
    beyond = beyond_of(actor) if cases else {}
    found: dict[object, Group] = {}
    for case in cases:
        nameless = case.sos.pupil_id is None and case.waits
        place = (case.sos.school_id, case.sos.classroom_id)
        group = Group(place_of(case), [], beyond.get(place, 0) if nameless else 0)
        found.setdefault(place if nameless else case.sos.pk, group).cases.append(case)
    return list(found.values())
