"""How children's school days go by agreement: of one child, and a school's list for a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.case_enums import SchoolDayKind
from tsunagu.cases.models import SchoolDay, SchoolDayQuerySet
from tsunagu.clock import in_words
from tsunagu.school.models import Enrolment, Pupil, School

ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
"""So long before and after a day changes of lunch stand on its list (ours)."""


def days_of(pupil: Pupil, day: date) -> SchoolDayQuerySet:
    """What holds of a child's school days on a day, or is to come."""
    rows = SchoolDay.objects.between(day, date.max).filter(case__pupil=pupil)
    return rows.order_by("first", "kind", "pk")


def words_of(one: SchoolDay) -> str:
    """What is agreed about school days, in a line."""
    said = (
        f"{one.arrives:%H:%M}に登校" if one.arrives else "",
        f"{one.leaves:%H:%M}に下校" if one.leaves else "",
        one.room,
        f"迎える人 {one.receiver}" if one.receiver else "",
    )
    return "　".join(filter(None, said)) or ("給食を止める" if one.stopped_lunch else "―")


@dataclass(frozen=True)
class Line:
    """A child on a school's list: how the day goes, and what of lunch holds or changes."""

    enrolment: Enrolment
    day: SchoolDay | None
    lunch: str

    @property
    def cells(self) -> list[str]:
        """The line as text: class, number, name, times, room, who receives, lunch."""
        one = self.day
        times = (one.arrives, one.leaves) if one else (None, None)
        said = [f"{at.hour}:{at.minute:02}" if at else "" for at in times]
        return [
            self.enrolment.classroom.label,
            self.enrolment.number,
            self.enrolment.pupil.name,
            *said,
            one.room if one else "",
            one.receiver if one else "",
            self.lunch,
        ]


HEADS = ("学級", "番号", "名前", "登校", "下校", "過ごす部屋", "迎える人", "給食")


def lines_of(actor: Actor, school: School, day: date) -> list[Line]:
    """A school's list for a day: by class and number, every child of whom something is agreed."""
    rows = SchoolDay.objects.visible_to(actor, Deed.SEE_SCHOOL_DAYS, on=day)
    near = rows.between(day - A_WEEK, day + A_WEEK).select_related("case")
    of_pupil: dict[UUID, list[SchoolDay]] = {}
    for one in near.order_by("first", "at", "pk"):
        of_pupil.setdefault(one.case.pupil_id, []).append(one)
    homes = Enrolment.objects.home().on(day).filter(pupil__in=of_pupil, classroom__school=school)
    enrolled = homes.select_related("pupil", "classroom")
    lines = (_line(one, of_pupil[one.pupil_id], day) for one in enrolled)
    return sorted((line for line in lines if line.day or line.lunch), key=_place)


def _place(line: Line) -> tuple[str, str, int, str, str]:
    room, number = line.enrolment.classroom, line.enrolment.number
    order = int(number) if number.isdecimal() else 9999
    return room.grades, room.label, order, number, str(line.enrolment.pk)


def _line(enrolment: Enrolment, agreed: Iterable[SchoolDay], day: date) -> Line:
    by_kind: dict[str, list[SchoolDay]] = {kind: [] for kind in SchoolDayKind}
    for one in agreed:
        by_kind[one.kind].append(one)
    holds = [one for one in by_kind[SchoolDayKind.DAY] if _covers(one, day)]
    lunch = _lunch(by_kind[SchoolDayKind.LUNCH], day)
    return Line(enrolment, holds[-1] if holds else None, lunch)


def _covers(one: SchoolDay, day: date) -> bool:
    return one.first <= day and (one.until is None or day <= one.until)


def _lunch(stops: list[SchoolDay], day: date) -> str:
    """What the office does about a child's lunch that day, or soon."""
    now = [one for one in stops if _covers(one, day)]
    coming = [one for one in stops if one.first > day]
    over = [one for one in stops if one.until and one.until < day]
    if now:
        last = now[-1].until
        until = f"{in_words(last)}まで" if last else "決めるまで"
        return f"止める（{in_words(now[-1].first)}から{until}）"
    if coming:
        return f"{in_words(coming[0].first)}から止める"
    if over and (last := over[-1].until):
        return f"{in_words(last + ONE_DAY)}から再開"
    return ""
