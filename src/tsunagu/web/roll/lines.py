"""The roll of a class as a page shows it: one line a pupil."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from tsunagu.attendance.enums import NOT_TO_ATTEND, Kind, Place
from tsunagu.attendance.inputs import MarkInput, word_of
from tsunagu.attendance.queries import SheetLine

PRESENT = MarkInput()
SEEN_PLACES = (Place.NURSE_ROOM, Place.SEPARATE_ROOM, Place.IN_SCHOOL_CENTRE)
"""The places that a morning asks for most, one touch away; the others stand behind them."""

TONES = {
    Kind.ABSENT: "absent",
    Kind.MISSING: "missing",
    Kind.SUSPENDED: "apart",
    Kind.BEREAVEMENT: "apart",
    Kind.EXCUSED: "apart",
}


def words_of(mark: MarkInput) -> str:
    """How a pupil's day reads to a class that looks on: no reason, no note."""
    place = Place(mark.settled_place).label if mark.settled_place else ""
    if mark.settled_kind != Kind.PRESENT:
        label = str(Kind(mark.settled_kind).label)
        return f"{label}（{place}）" if place else label
    said = [word for word, true in (("遅刻", mark.late), ("早退", mark.left_early)) if true]
    return "・".join([*said, *([place] if place else [])]) or "出席"


Faults = Callable[[MarkInput], Iterable[str]]
"""Says what is wrong with a mark taken by itself."""


@dataclass(frozen=True)
class Line:
    """A pupil in the roll, with the mark that the page shows and what was known beforehand.

    `notice` may be read by a class that looks on; `aside` only in the pupil's own panel. `shown` is
    the word for the mark as the page first showed it, `faults` why it could not be saved.
    """

    pupil: UUID
    number: str
    name: str
    mark: MarkInput
    notice: str = ""
    aside: str = ""
    guest: bool = False
    shown: str = ""
    faults: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How the day reads."""
        return words_of(self.mark)

    @property
    def tone(self) -> str:
        """How the line is coloured."""
        if self.mark.settled_kind != Kind.PRESENT:
            return TONES[Kind(self.mark.settled_kind)]
        return "here" if self.mark.is_simply_present else "partly"

    @property
    def place(self) -> str:
        """The place of the day: of who is present the classroom when nothing else is said."""
        here = Place.CLASSROOM if self.mark.kind == Kind.PRESENT else ""
        return self.mark.settled_place or here

    @property
    def more(self) -> bool:
        """Is something said that the panel shows only further down?"""
        said = self.mark.note or self.mark.late_at or self.mark.left_at
        further = self.mark.settled_place not in {"", *SEEN_PLACES}
        return bool(said) or further or self.mark.kind in NOT_TO_ATTEND


def line_of(line: SheetLine) -> Line:
    """A line of the sheet as the page shows it."""
    return Line(
        pupil=line.pupil.pk,
        number=line.number,
        name=line.pupil.name,
        mark=line.mark,
        notice="連絡あり" if line.words else "",
        aside=line.words,
        guest=line.guest,
        shown=word_of(line.pupil.pk, line.mark),
    )


def with_marks(
    lines: Iterable[Line], marks: Mapping[UUID, MarkInput], shown: Mapping[UUID, str] | None = None
) -> list[Line]:
    """The same lines with other marks, such as those not saved yet.

    Without one a pupil is present; a guest stays as the home class has it. Of all others the page
    remembers what it first showed, where `shown` says so.
    """
    words = shown or {}
    return [
        line
        if line.guest and line.pupil not in marks
        else replace(
            line,
            mark=marks.get(line.pupil, PRESENT),
            shown=words.get(line.pupil, line.shown),
        )
        for line in lines
    ]


def with_faults(lines: Iterable[Line], refused: Collection[str], faults: Faults) -> list[Line]:
    """The same lines, each with those of its mark's own faults for which the roll was refused."""
    return [
        replace(line, faults=tuple(one for one in faults(line.mark) if one in refused))
        for line in lines
    ]


def counts(marks: Iterable[MarkInput]) -> str:
    """`出席32人（うち遅刻1人）、欠席3人` and the rest there is; a mark for each pupil."""
    found, partly = {"出席": 0, "欠席": 0}, {"遅刻": 0, "早退": 0}
    for mark in marks:
        label = str(Kind(mark.settled_kind).label)
        found[label] = found.get(label, 0) + 1
        partly["遅刻"] += mark.late
        partly["早退"] += mark.left_early
    words = {label: f"{label}{count}人" for label, count in found.items()}
    among = "、".join(f"{label}{count}人" for label, count in partly.items() if count)
    words["出席"] += f"（うち{among}）" if among else ""
    return "、".join(words.values())


def remarks(marks: Iterable[MarkInput]) -> str:
    """What was stored otherwise than it was said, each remark once; empty where all stands."""
    said = dict.fromkeys(mark.remark for mark in marks if mark.remark)
    return "".join(f"　{remark}" for remark in said)
