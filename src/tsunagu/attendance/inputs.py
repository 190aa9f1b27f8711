"""What a person says of a pupil's day, and how an action says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from hashlib import blake2b
from operator import attrgetter
from uuid import UUID

from tsunagu.attendance.enums import Kind, Place
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.attendance.rules import faults, read_as

LAST_MINUTE = time(23, 59)


class Overtaken(Exception):
    """Somebody else wrote the roll after the writer had last seen it; `roll` is theirs."""

    def __init__(self, roll: RollCall) -> None:
        self.roll = roll
        super().__init__("ほかの人が先に保存しました")


@dataclass(frozen=True, slots=True)
class StayInput:
    """One place of a day that had several; without `end` until the pupil left.

    Where nobody says when that was, it is taken to be at `until`, the end of the school's day: an
    open stay that began later counts for nothing beside others. `until` is not stored.
    """

    place: str
    begin: time
    end: time | None = None
    watched_by: str = ""
    until: time | None = field(default=None, compare=False)

    def minutes(self, left_at: time | None) -> int:
        """How long it was, for a pupil who left at that time if one is known."""
        end = self.end or left_at or self.until or LAST_MINUTE
        return max((end.hour - self.begin.hour) * 60 + end.minute - self.begin.minute, 0)


@dataclass(frozen=True, slots=True)
class MarkInput:
    """The facts of a pupil's day as a person gives them.

    A `place` given is the day's place, whatever the stays say; without one the longest of the
    `stays` gives it. `stays` None leaves those on record as they are.
    """

    kind: str = Kind.PRESENT
    late: bool = False
    late_at: time | None = None
    late_agreed: bool = False
    left_early: bool = False
    left_at: time | None = None
    place: str = ""
    reason: str = ""
    note: str = ""
    ground: str = ""
    stays: tuple[StayInput, ...] | None = None

    @property
    def is_simply_present(self) -> bool:
        """Present in the classroom with nothing else to say: no row is stored."""
        unplaced = self.place in {"", Place.CLASSROOM} and not self.stays
        return unplaced and _beside_place(self) == NOTHING_ELSE

    def faults(self, *, after_school_is_attendance: bool) -> list[str]:
        """What is wrong with it taken by itself, in Japanese; empty when nothing is."""
        if self.is_read_as_absent and (self.late or self.left_early):
            return [f"{self.remark}。遅刻・早退は付けられません"]
        found = faults(
            self.kind,
            self.late,
            self.left_early,
            self.settled_place,
            after_school_is_attendance=after_school_is_attendance,
        )
        if (self.late_at or self.late_agreed) and not self.late:
            found.append("登校時刻と約束した遅い登校は、遅刻のときだけ記録できます")
        if self.left_at and not self.left_early:
            found.append("早退時刻は、早退のときだけ記録できます")
        if self.late_at and self.left_at and self.left_at < self.late_at:
            found.append("早退の時刻が、登校の時刻より前です。時刻を確かめてください")
        if self.ground and self.kind != Kind.SUSPENDED:
            found.append("出席停止の根拠は、出席停止のときだけ記録できます")
        if self.lacks_ground:
            found.append("出席停止の根拠を選んでください")
        return found

    @property
    def lacks_ground(self) -> bool:
        """Is it a suspension without its ground? A file may leave that out, a person may not."""
        return self.kind == Kind.SUSPENDED and not self.ground

    @property
    def settled_kind(self) -> str:
        """The kind as it is stored; it says the same when read back from there."""
        return read_as(self.kind, self.settled_place)

    @property
    def is_read_as_absent(self) -> bool:
        """Was the pupil said to be present at a place that is not the school?"""
        return self.settled_kind != self.kind

    @property
    def remark(self) -> str:
        """What to say of a mark that is stored as something else than it says; mostly empty."""
        return read_as_absent(self.settled_place) if self.is_read_as_absent else ""

    @property
    def settled_place(self) -> str:
        """The day's place: what the person set, else that of the longest stay.

        Who was neither present nor absent elsewhere has none.
        """
        if self.kind not in PLACED:
            return ""
        if self.place or not self.stays:
            return "" if self.place == Place.CLASSROOM and not self.stays else self.place
        return max(self.stays, key=lambda stay: stay.minutes(self.left_at)).place


def read_as_absent(place: str) -> str:
    """The remark on `present` at a place that is not the school."""
    return f"「{Place(place).label}」にいた日は、そこでの欠席として数えます"


PLACED = frozenset({Kind.PRESENT, Kind.ABSENT})
"""Only of these kinds does a place say anything: where one was, or was instead of at school."""


def input_of(mark: Mark) -> MarkInput:
    """A mark on record as the input that would make it; its stays are left alone."""
    return MarkInput(
        kind=mark.kind,
        late=mark.late,
        late_at=mark.late_at,
        late_agreed=mark.late_agreed,
        left_early=mark.left_early,
        left_at=mark.left_at,
        place=mark.place,
        reason=mark.reason,
        note=mark.note,
        ground=mark.ground,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form showed: the digest of the class's own marks on record, the word of each line."""

    own: str
    lines: Mapping[UUID, str] = field(default_factory=dict)


_names = [fact.name for fact in fields(MarkInput)]
_facts = attrgetter(*_names)
"""The facts of a mark in their order."""
_beside_place = attrgetter(*(name for name in _names if name not in {"place", "stays"}))
NOTHING_ELSE = _beside_place(MarkInput())
"""What those who are simply present have in common, wherever they are."""


def digest_of(standing: Mapping[UUID, MarkInput]) -> str:
    """What stands of some pupils' days as one short word, equal only where all facts are.

    A form carries it to say what it showed; nothing can be read from it.
    """
    # A code says the same whether it comes from a form or from the database.
    told = "\n".join(sorted(f"{key} {[*map(str, _facts(mark))]}" for key, mark in standing.items()))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def word_of(pupil: UUID, mark: MarkInput) -> str:
    """One line of a roll as a word of 12 letters, the same for marks that are stored alike."""
    plain = replace(mark, kind=mark.settled_kind, place=mark.settled_place, stays=None)
    return digest_of({pupil: plain})[:12]
