"""What a mark counts as: pure functions of plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from tsunagu.attendance.enums import (
    ATTENDANCE_PLACES,
    FACILITIES,
    NOT_AT_SCHOOL,
    NOT_TO_ATTEND,
    Credit,
    Kind,
    Place,
)


class Standing(StrEnum):
    """How a counted day counts for the run."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a day counts as: its standing, and whether it adds to `total` and to credited days."""

    standing: Standing
    register_absence: bool = False
    credited: bool = False

    @property
    def not_come(self) -> bool:
        """Days absent and credited days together are days not come."""
        return self.register_absence or self.credited


HERE = Counted(Standing.HERE)
NOT_COUNTED = Counted(Standing.NOT_COUNTED)
ELSEWHERE = Counted(Standing.ELSEWHERE, register_absence=True)
CREDITED = Counted(Standing.ELSEWHERE, credited=True)
AWAY = Counted(Standing.AWAY, register_absence=True)


@cache
def counted_as(
    kind: str, place: str = "", credit: str = Credit.UNDECIDED, *, provisional: bool = False
) -> Counted:
    """What a mark on a day with its roll taken counts as.

    `provisional` says that an approved credit period for that place covers the day; a decision
    on the day itself (`not_credited`) goes before it.
    """
    if kind in NOT_TO_ATTEND:
        return NOT_COUNTED
    if kind == Kind.MISSING:
        return AWAY
    if kind == Kind.PRESENT and place not in NOT_AT_SCHOOL:
        return HERE
    provisional = provisional and place in FACILITIES and credit == Credit.UNDECIDED
    if credit == Credit.CREDITED or provisional:
        return CREDITED
    return ELSEWHERE if place in FACILITIES else AWAY


def read_as(kind: str, place: str) -> str:
    """The kind as it is stored: present at a place that is not the school is absent there."""
    return Kind.ABSENT if kind == Kind.PRESENT and place in NOT_AT_SCHOOL else kind


def is_attendance_place(place: str, *, after_school_is_attendance: bool) -> bool:
    """Is being there attendance, so that `absent` there is refused?"""
    if place == Place.AFTER_SCHOOL:
        return after_school_is_attendance
    return place in ATTENDANCE_PLACES


def faults(
    kind: str, late: bool, left_early: bool, place: str, *, after_school_is_attendance: bool
) -> list[str]:
    """What is wrong with a mark taken by itself, in Japanese; empty when nothing is."""
    found = []
    if kind in {Kind.ABSENT, Kind.MISSING} and (late or left_early):
        found.append(f"「{Kind(kind).label}」と遅刻・早退は同時に記録できません")
    if kind == Kind.ABSENT and is_attendance_place(
        place, after_school_is_attendance=after_school_is_attendance
    ):
        found.append(
            f"「{Place(place).label}」にいた日は出席です。欠席ではなく「出席」として記録してください"
        )
    return found


@dataclass(frozen=True, slots=True)
class RegisterDay:
    """A class day of a pupil while enrolled, as the register reads it."""

    closed: bool = False
    taken: bool = True
    kind: str = Kind.PRESENT
    late: bool = False
    left_early: bool = False
    place: str = ""
    credit: str = Credit.UNDECIDED
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A pupil's days in a period.

    `untaken` days, whose roll nobody took, are neither class days nor anything else here.
    """

    class_days: int = 0
    not_to_attend: int = 0
    absent: int = 0
    credited: int = 0
    late: int = 0
    left_early: int = 0
    untaken: int = 0

    @property
    def to_attend(self) -> int:
        """Class days less suspended, bereaved, excused and partially closed days."""
        return self.class_days - self.not_to_attend

    @property
    def attended(self) -> int:
        """Days to attend less days absent; credited days lie within them."""
        return self.to_attend - self.absent

    @property
    def not_come(self) -> int:
        """Days absent and credited days together."""
        return self.absent + self.credited

    def __add__(self, other: "Arithmetic") -> "Arithmetic":
        return Arithmetic(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(Arithmetic))
        )


def _one(day: RegisterDay) -> Arithmetic:
    """What a single day adds."""
    if day.closed:
        return Arithmetic(class_days=1, not_to_attend=1)
    if not day.taken:
        return Arithmetic(untaken=1)
    counted = counted_as(day.kind, day.place, day.credit, provisional=day.provisional)
    if counted.standing == Standing.NOT_COUNTED:
        return Arithmetic(class_days=1, not_to_attend=1)
    here = counted.standing == Standing.HERE
    return Arithmetic(
        class_days=1,
        absent=int(counted.register_absence),
        credited=int(counted.credited),
        late=int(here and day.late),
        left_early=int(here and day.left_early),
    )


def arithmetic(days: Iterable[RegisterDay]) -> Arithmetic:
    """The sums of a pupil's days."""
    return sum((_one(day) for day in days), Arithmetic())
