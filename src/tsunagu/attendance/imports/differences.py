"""What people entered otherwise than a file, told to each as far as they may see the roll."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.imports.plan import Difference, Facts, Plan
from tsunagu.clock import in_words
from tsunagu.intake.faults import Fault
from tsunagu.school.models import Classroom, PupilIdentity


@dataclass(frozen=True)
class Differences:
    """Differences in the order of the file, and the classes of which it is told what stands."""

    found: Sequence[Difference]
    file: str
    rooms: frozenset[UUID]

    @classmethod
    def told_to_everyone(cls, plans: Iterable[Plan], file: str) -> Self:
        """With line and date alone, for what is kept and read by others too."""
        found = [one for plan in plans for one in plan.differences]
        found.sort(key=lambda d: (d.line, d.day, str(d.pupil)))
        return cls(found, file, frozenset())

    @classmethod
    def seen_by(cls, by: Actor, plans: Iterable[Plan], file: str) -> Self:
        """With what stands in the classes whose roll the actor may see."""
        bare = cls.told_to_everyone(plans, file)
        if not bare.found:
            return bare
        seen = Classroom.objects.visible_to(by, Deed.SEE_ROLL)
        return replace(bare, rooms=frozenset(seen.values_list("pk", flat=True)))

    def to_everyone(self) -> Self:
        """The same without what stands."""
        return replace(self, rooms=frozenset())

    @property
    def rooms_read(self) -> frozenset[UUID]:
        """The classes of which something that stands is told."""
        return frozenset(one.classroom for one in self.found) & self.rooms

    def in_words(self) -> list[str]:
        """One sentence each, with where the file says it; equal ones once.

        A pupil is named by the roster's id, as in the file.
        """
        keys = {one.pupil for one in self.found if one.classroom in self.rooms}
        known = PupilIdentity.objects.filter(pupil__in=keys).order_by("first", "pk") if keys else ()
        names = {identity.pupil_id: identity.sourced_id for identity in known}
        said = (self._in_words(one, names.get(one.pupil, "")) for one in self.found)
        return list(dict.fromkeys(said))

    def _in_words(self, one: Difference, name: str) -> str:
        day = in_words(one.day, year=True)
        why = f"{day}: ファイルと違う画面の記録を残しました"
        if one.classroom in self.rooms:
            why = (
                f"{day} {name}: 画面の記録「{_said(one.stands)}」を残しました"
                f"（ファイルは「{_said(one.said)}」）"
            )
        return str(Fault(self.file, one.line, 0, why))


def _said(facts: Facts) -> str:
    kind, late, left_early, *_ = facts
    words = [Kind(kind).label, *(["遅刻"] if late else []), *(["早退"] if left_early else [])]
    return "・".join(str(word) for word in words)
