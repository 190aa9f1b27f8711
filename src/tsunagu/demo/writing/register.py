"""The demo city's register: rolls taken, marks, and what is known beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from tsunagu.access.enums import RoleKind
from tsunagu.attendance.enums import Credit, Kind, NoticeKind, Origin, Place, Reason
from tsunagu.attendance.models import (
    CreditPeriod,
    Epidemic,
    Mark,
    MonthClose,
    Notice,
    OpeningBalance,
    RollCall,
)
from tsunagu.clock import JST, new_id
from tsunagu.demo.codes import FACTS, NOT_COME, Day, are
from tsunagu.demo.life import YearLife
from tsunagu.demo.waves import ranges
from tsunagu.demo.writing.bulk import insert
from tsunagu.demo.writing.people import Places, Staff
from tsunagu.org.models import Municipality

FACILITIES = {Day.SUPPORT_CENTRE: Place.SUPPORT_CENTRE, Day.FREE_SCHOOL: Place.FREE_SCHOOL}
AROUND_CLOSURE = timedelta(days=4)
"""How long before and after a closure its class is set to epidemic."""
ANNOUNCED_DAYS = 10
"""Class days back to which guardians' messages are kept."""


@dataclass(frozen=True)
class Book:
    """All that a year's register is written from. `until` is the place of the last day written."""

    municipality: Municipality
    back: int
    life: YearLife
    places: Places
    staff: Staff
    pupils: list[UUID]
    until: int

    @property
    def days(self) -> tuple[date, ...]:
        """The class days written."""
        return self.life.calendar.days[: self.until + 1]

    def room(self, classroom: int) -> UUID:
        """A class's key."""
        return self.places.classes[self.back][classroom]

    def teacher(self, classroom: int) -> UUID:
        """Key of a class's homeroom teacher."""
        return self.staff.homeroom[self.back, classroom]

    def manager(self, classroom: int) -> UUID:
        """Key of the principal of a class's school."""
        school = self.life.classes.classes[classroom].school
        return self.staff.of_school[school, RoleKind.PRINCIPAL]


def _morning(day: date, salt: int) -> datetime:
    """When a class's roll is taken: between 8:30 and 8:50."""
    return datetime.combine(day, time(8, 30 + salt % 20, salt * 7 % 60), JST)


def write_rolls(book: Book) -> int:
    """Every roll taken; returns how many."""
    classes = book.life.classes.classes
    rows = (
        (new_id(), book.places.schools[classes[c].school], book.room(c), book.days[d], at, who)
        for d in range(book.until + 1)
        for c in map(int, np.flatnonzero(book.life.taken[:, d]))
        for at, who in [(_morning(book.days[d], c + d), book.teacher(c))]
    )
    columns = ("id", "school", "classroom", "day", "taken_at", "taken_by")
    return insert(RollCall, columns, rows, municipality=book.municipality.pk, origin=Origin.SCREEN)


def write_marks(book: Book) -> int:
    """Every mark, day by day; returns how many."""
    columns = (
        "id",
        "pupil",
        "classroom",
        "day",
        "kind",
        "place",
        "reason",
        "late",
        "left_early",
        "late_agreed",
        "late_at",
        "left_at",
        "ground",
        "credit",
        "entered_by",
        "entered_at",
    )
    return insert(Mark, columns, _marks(book), municipality=book.municipality.pk)


def _marks(book: Book) -> Iterator[tuple[Any, ...]]:
    home = book.life.classes.home
    decided_before = book.days[-1].replace(day=1)
    approved = _approved(book)
    for d, day in enumerate(book.days):
        codes = book.life.codes[:, d]
        for p in map(int, np.flatnonzero(codes)):
            code, c = Day(codes[p]), int(home[p])
            kind, place, reason, late, early, agreed = FACTS[code]
            credited = (p, code) in approved and day < decided_before
            yield (
                new_id(),
                book.pupils[p],
                book.room(c),
                day,
                kind,
                place,
                reason,
                late,
                early,
                agreed,
                _minute(9, p, d) if late else None,
                _minute(13, p, d) if early else None,
                "health" if kind == Kind.SUSPENDED else "",
                Credit.CREDITED if credited else Credit.UNDECIDED,
                book.teacher(c),
                _morning(day, c + d),
            )


def _minute(hour: int, pupil: int, day: int) -> time:
    """A time within half an hour of the hour or the next, in steps of five minutes."""
    return time(hour + (pupil + day) % 2, (pupil * 7 + day * 5) % 12 * 5)


def _approved(book: Book) -> set[tuple[int, Day]]:
    """Pupils whose days at a facility or at home the principal credits."""
    codes = book.life.codes[:, : book.until + 1]
    found = {
        (int(p), code)
        for code in (Day.SUPPORT_CENTRE, Day.HOME_ONLINE)
        for p in np.flatnonzero((codes == code).any(axis=1))
    }
    free_school = np.flatnonzero((codes == Day.FREE_SCHOOL).any(axis=1))
    return found | {(int(p), Day.FREE_SCHOOL) for p in free_school[::2]}


def write_credit_periods(book: Book) -> None:
    """Approved periods at a facility, from the first day there to the end of the year."""
    year = book.life.calendar.year
    rows = []
    for p, code in sorted(_approved(book)):
        if code in FACILITIES:
            first = book.days[int(np.argmax(book.life.codes[p] == code))]
            by = book.manager(int(book.life.classes.home[p]))
            rows.append((new_id(), book.pupils[p], FACILITIES[code], first, year.last, by))
    columns = ("id", "pupil", "place", "first", "last", "by")
    insert(CreditPeriod, columns, rows, municipality=book.municipality.pk)


def write_epidemics(book: Book) -> None:
    """Classes set to epidemic around their closures."""
    rows = [
        (new_id(), book.room(c), first - AROUND_CLOSURE, last + AROUND_CLOSURE, book.manager(c))
        for c in range(len(book.life.classes.classes))
        for first, last in ranges(book.life.closed[c, : book.until + 1], book.days)
    ]
    columns = ("id", "classroom", "first", "last", "by")
    insert(Epidemic, columns, rows, municipality=book.municipality.pk)


def write_openings(book: Book) -> None:
    """Days absent at the former school of those who moved in during the year."""
    begin = book.life.stay.begin
    rows = [
        (new_id(), book.pupils[p], book.life.calendar.days[begin[p]], int(p) % 9)
        for p in np.flatnonzero(begin > 0)
    ]
    columns = ("id", "pupil", "day", "absent_days")
    insert(OpeningBalance, columns, rows, municipality=book.municipality.pk)


def write_month_closes(book: Book) -> None:
    """Past months closed at every school where no roll of theirs is missing."""
    life, classes = book.life, book.life.classes.classes
    is_open = life.calendar.is_open[[c.school for c in classes]] & ~life.closed
    missing = is_open & ~life.taken
    of_school = np.array([c.school for c in classes])
    months = np.array([day.year * 12 + day.month for day in book.days])
    rows = []
    for month in sorted(set(map(int, months)))[:-1]:
        days = np.flatnonzero(months == month)
        first = book.days[days[0]].replace(day=1)
        at = datetime.combine(book.days[days[-1]] + timedelta(days=6), time(16), JST)
        at = min(at, datetime.combine(book.days[-1], time(9), JST))
        for school, key in enumerate(book.places.schools):
            if not missing[of_school == school][:, days].any():
                by = book.staff.of_school[school, RoleKind.PRINCIPAL]
                rows.append((new_id(), key, first, at, by))
    insert(
        MonthClose, ("id", "school", "month", "at", "by"), rows, municipality=book.municipality.pk
    )


NOTICE_COLUMNS = (
    "id",
    "pupil",
    "kind",
    "first",
    "last",
    "fills",
    "weekdays",
    "reason",
    "from_guardian",
    "restricted",
    "by",
    "at",
)


def write_notices(book: Book) -> None:
    """Guardians' messages of the last days, and standing notices that hold today."""
    rows = [*_announced(book), *_standing(book)]
    insert(Notice, NOTICE_COLUMNS, rows, municipality=book.municipality.pk)


def _notice(
    book: Book,
    pupil: int,
    kind: NoticeKind,
    first: date,
    *,
    last: date | None = None,
    weekdays: str = "",
    reason: str = "",
    from_guardian: bool = False,
) -> tuple[Any, ...]:
    home = int(book.life.classes.home[pupil])
    hidden = kind == NoticeKind.PROTECTION
    by = None if from_guardian else book.manager(home) if hidden else book.teacher(home)
    at = datetime.combine(first, time(7, 20 + pupil % 40), JST)
    fills = Kind.PRESENT if kind == NoticeKind.LATE_START else Kind.ABSENT
    head = (new_id(), book.pupils[pupil], kind, first, last, fills)
    return (*head, weekdays, reason, from_guardian, hidden, by, at)


def _announced(book: Book) -> Iterator[tuple[Any, ...]]:
    """Two of three absences by illness of the last days were told by the guardian that morning."""
    for d in range(max(0, book.until - ANNOUNCED_DAYS), book.until + 1):
        day = book.days[d]
        for p in map(int, np.flatnonzero(book.life.codes[:, d] == Day.ILL)):
            if (p + d) % 3 and not book.life.drifting[p]:
                kind = NoticeKind.ANNOUNCED
                yield _notice(
                    book, p, kind, day, last=day, reason=Reason.ILLNESS, from_guardian=True
                )


def _standing(book: Book) -> Iterator[tuple[Any, ...]]:
    """Of those away for the last two weeks: in hospital, travelling, coming on some weekdays."""
    codes = book.life.codes[:, max(0, book.until - 9) : book.until + 1]
    first = book.days[max(0, book.until - 9)]
    end = book.days[-1]
    away = np.flatnonzero(are(codes, NOT_COME).sum(axis=1) >= 8)
    for n, p in enumerate(map(int, away)):
        if (codes[p] == Day.ILL).sum() >= 8:
            until = end + timedelta(days=14)
            yield _notice(book, p, NoticeKind.HOSPITAL, first, last=until, reason=Reason.ILLNESS)
        elif (codes[p] == Day.FAMILY).sum() >= 4:
            until = end + timedelta(days=5)
            yield _notice(book, p, NoticeKind.TRAVEL, first, last=until, reason=Reason.FAMILY)
        elif n % 12 == 5:
            yield _notice(book, p, NoticeKind.SHE_TELLS, first)
        elif n % 40 == 7:
            yield _notice(book, p, NoticeKind.PROTECTION, first)
    for p in map(int, np.flatnonzero((codes == Day.LATE_AGREED).sum(axis=1) >= 2)):
        yield _notice(book, p, NoticeKind.LATE_START, first)
