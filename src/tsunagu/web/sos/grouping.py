"""Nameless SOS from one place, told as one line where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.sos.desk import Case

FOLDED = 4
"""From how many nameless ones of one class or school on they are folded together; ours."""


@dataclass(frozen=True)
class Group:
    """Nameless ones from one class or school, shown together where they are many."""

    place: str
    cases: list[Case]

    @property
    def title(self) -> str:
        """What stands over them."""
        return f"名前のないSOS {len(self.cases)}件（{self.place}）"

    @property
    def folded(self) -> bool:
        """Are they so many that they are folded?"""
        return len(self.cases) >= FOLDED


def place_of(case: Case) -> str:
    """From where it came, in words."""
    school, room = case.sos.school, case.sos.classroom
    parts = [school.name] if school else ["学校がわからない"]
    return " ".join([*parts, room.label] if room else parts)


def groups_of(cases: Sequence[Case]) -> list[Group]:
    """Children's each for itself, nameless ones by where they come from, in their order."""
    found: dict[object, Group] = {}
    for case in cases:
        nameless = case.sos.pupil_id is None and case.waits
        key = (case.sos.school_id, case.sos.classroom_id) if nameless else case.sos.pk
        found.setdefault(key, Group(place_of(case), [])).cases.append(case)
    return list(found.values())
