"""Recorded days that a roster would drop from the counts by a pupil's new first or last day."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from tsunagu.clock import in_words
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.models import Enrolment
from tsunagu.school.signals import recorded_days

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """Days from `first` until the day before `end` on which a pupil no longer is in a class."""

    row: Enrolment
    classroom: UUID
    first: date
    end: date

    @property
    def limit(self) -> str:
        """What the roster makes of the enrolment, in words."""
        if self.first < self.row.begin:
            return f"{in_words(self.row.begin, year=True)}から"
        return f"{in_words(self.first - ONE_DAY, year=True)}まで"


def warn_of_lost_days(
    plan: Plan, standing: Mapping[UUID, Iterable[Enrolment]], lines: Mapping[UUID, int]
) -> None:
    """Say of which pupils recorded days would count no more, for no other home class has them.

    `standing` are the enrolments after the import by pupil, `lines` those of the file by row.
    """
    cuts = [cut for row, before in plan.journal.told(Enrolment)[1] for cut in _cuts(row, before)]
    if not cuts:
        return
    users = {pupil.pk: user for user, pupil in plan.pupils.items()}
    for _, answer in recorded_days.send(Enrolment, municipality=plan.municipality, cuts=cuts):
        for cut, days in zip(cuts, cast("list[Collection[date]]", answer), strict=True):
            homes = [row for row in standing.get(cut.row.pupil_id, ()) if _is_home(row)]
            lost = sum(not any(_covers(home, day) for home in homes) for day in days)
            if lost:
                line = lines.get(cut.row.pk)
                place = f"enrollments.csv:{line}" if line else "enrollments.csv"
                plan.warnings.append(
                    f"{place}: 「{users.get(cut.row.pupil_id, cut.row.sourced_id)}」の在籍"
                    f"（{cut.row.sourced_id}）が{cut.limit}になり、"
                    f"出欠の記録のある{lost}日が数えられなくなります"
                )


def _cuts(row: Enrolment, before: Mapping[str, object]) -> Iterator[Cut]:
    """What a changed home enrolment loses at its begin and at its end."""
    begin, end = before.get("begin", row.begin), before.get("end", row.end) or date.max
    classroom = before.get("classroom_id", row.classroom_id)
    assert isinstance(begin, date)
    assert isinstance(end, date)
    assert isinstance(classroom, UUID)
    if not _is_home(row):
        return
    if begin < row.begin:
        yield Cut(row, classroom, begin, min(row.begin, end))
    if row.end and row.end < end:
        yield Cut(row, classroom, max(row.end, begin), end)


def _is_home(row: Enrolment) -> bool:
    return row.kind == EnrolmentKind.HOME


def _covers(row: Enrolment, day: date) -> bool:
    return row.begin <= day and (row.end is None or day < row.end)
