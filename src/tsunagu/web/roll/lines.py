"""The roll of a class as a page shows it: one line a pupil."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Place
from tsunagu.school.models import Enrolment

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
    place = Place(mark.place).label if mark.place not in {"", Place.CLASSROOM} else ""
    if mark.kind != Kind.PRESENT:
        label = str(Kind(mark.kind).label)
        return f"{label}（{place}）" if place else label
    said = [word for word, true in (("遅刻", mark.late), ("早退", mark.left_early)) if true]
    return "・".join([*said, *([place] if place else [])]) or "出席"


@dataclass(frozen=True)
class Line:
    """A pupil in the roll, with the mark that the page shows and what was known beforehand."""

    pupil: UUID
    number: str
    name: str
    mark: MarkInput
    notice: str = ""

    @property
    def words(self) -> str:
        """How the day reads."""
        return words_of(self.mark)

    @property
    def tone(self) -> str:
        """How the line is coloured."""
        if self.mark.kind != Kind.PRESENT:
            return TONES[Kind(self.mark.kind)]
        return "here" if self.mark.is_simply_present else "partly"

    @property
    def place(self) -> str:
        """The place of the day; the classroom when nothing else is said."""
        return self.mark.place or Place.CLASSROOM


def by_number(enrolment: Enrolment) -> tuple[int, str, str]:
    """Sorts enrolments by attendance number, those without one at the end, by reading."""
    number = enrolment.number
    pupil = enrolment.pupil
    return (int(number) if number.isdecimal() else 10_000, number, pupil.kana or pupil.name)


def lines_of(
    enrolments: Iterable[Enrolment],
    marks: Mapping[UUID, MarkInput],
    notices: Mapping[UUID, str],
) -> list[Line]:
    """A class's lines in order of number; who has no mark is simply present."""
    return [
        Line(
            pupil=enrolment.pupil_id,
            number=enrolment.number,
            name=enrolment.pupil.name,
            mark=marks.get(enrolment.pupil_id, PRESENT),
            notice=notices.get(enrolment.pupil_id, ""),
        )
        for enrolment in sorted(enrolments, key=by_number)
    ]


def counts(lines: Iterable[Line]) -> str:
    """`出席32人、欠席3人`, and the rest where there is any."""
    found = {"出席": 0, "欠席": 0}
    for line in lines:
        label = str(Kind(line.mark.kind).label)
        found[label] = found.get(label, 0) + 1
        for word, true in (("遅刻", line.mark.late), ("早退", line.mark.left_early)):
            if true:
                found[word] = found.get(word, 0) + 1
    return "、".join(f"{label}{count}人" for label, count in found.items())
