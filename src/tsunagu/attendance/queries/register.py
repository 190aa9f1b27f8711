"""The month's register and a pupil's sums, as the cumulative guidance record wants them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tsunagu.attendance import rules
from tsunagu.attendance.enums import Credit, Place, SuspensionGround
from tsunagu.attendance.models import CreditPeriod, Mark, MonthClose, RollCall
from tsunagu.attendance.rules import Arithmetic, RegisterDay
from tsunagu.clock import in_words, school_year_of, today
from tsunagu.school.models import Classroom, Enrolment, Pupil, School
from tsunagu.school.queries import class_calendars
from tsunagu.school.rules import ClassCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A class day of a pupil in the register, with its mark where there is one."""

    day: date
    register: RegisterDay
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A pupil's month: a cell a class day while enrolled, the sums, and remarks."""

    pupil: Pupil
    number: str
    cells: Mapping[date, Cell]
    sums: Arithmetic
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterMonth:
    """A class's register of a month; days outside `class_days` have no school."""

    classroom: Classroom
    first: date
    last: date
    class_days: tuple[date, ...]
    closed: frozenset[date]
    taken: frozenset[date]
    rows: tuple[RegisterRow, ...]
    confirmed: MonthClose | None = None

    @property
    def days(self) -> list[date]:
        """Every date of the month."""
        return [self.first + ONE_DAY * n for n in range((self.last - self.first).days + 1)]

    @property
    def coming(self) -> list[date]:
        """Class days after today."""
        return [day for day in self.class_days if day > today()]

    @property
    def untaken(self) -> list[date]:
        """Class days until today whose roll nobody took; later ones are still to come."""
        past = [day for day in self.class_days if day <= today()]
        return [day for day in past if day not in self.taken and day not in self.closed]


def register_month(classroom: Classroom, month: date) -> RegisterMonth:
    """The register of a class in the month that `month` lies in; a handful of queries."""
    return next(_months([classroom], month))


def register_school(school: School, month: date) -> list[RegisterMonth]:
    """The registers of a school's classes with pupils in the month, in order."""
    year = school_year_of(month).year
    classes = school.classrooms.filter(school_year=year).select_related("school")
    classes = classes.order_by("grades", "name", "pk")
    return [one for one in _months(list(classes), month) if one.rows]


def arithmetic(pupil: Pupil, first: date, last: date) -> Arithmetic:
    """A pupil's sums from `first` to `last`, over every class that was home in between."""
    return rules.arithmetic(cell.register for cell in _cells(pupil, first, last))


def arithmetic_by_month(pupil: Pupil, first: date, last: date) -> dict[date, Arithmetic]:
    """The same month by month, by the first day of each month that has class days."""
    months: dict[date, list[RegisterDay]] = defaultdict(list)
    for cell in _cells(pupil, first, last):
        months[cell.day.replace(day=1)].append(cell.register)
    return {month: rules.arithmetic(days) for month, days in months.items()}


def days_by_month(pupil: Pupil, first: date, last: date) -> dict[date, dict[date, Arithmetic]]:
    """What each class day of a pupil adds, by the first day of its month."""
    found: dict[date, dict[date, Arithmetic]] = defaultdict(dict)
    for cell in _cells(pupil, first, last):
        found[cell.day.replace(day=1)][cell.day] = rules.arithmetic([cell.register])
    return dict(found)


def _cells(pupil: Pupil, first: date, last: date) -> Iterator[Cell]:
    """A pupil's class days, class by class."""
    enrolments = list(
        Enrolment.objects.home()
        .between(first, last)
        .filter(pupil=pupil)
        .select_related("classroom", "pupil")
    )
    facts = _Facts(enrolments, [e.classroom for e in enrolments], first, last)
    for enrolment in enrolments:
        yield from facts.cells(enrolment)


class _Facts:
    """What the cells of some enrolments in a period are made of, read at once."""

    def __init__(
        self,
        enrolments: Collection[Enrolment],
        classes: Collection[Classroom],
        first: date,
        last: date,
    ) -> None:
        self.first, self.last = first, last
        self.calendars = class_calendars(classes, first, last)
        self.rolls: dict[UUID, set[date]] = defaultdict(set)
        rolls = RollCall.objects.filter(classroom__in=classes, day__range=(first, last))
        for classroom, day in rolls.values_list("classroom_id", "day"):
            self.rolls[classroom].add(day)
        pupils = {e.pupil_id for e in enrolments}
        marks = Mark.objects.filter(pupil__in=pupils, day__range=(first, last))
        self.marks = {(m.pupil_id, m.day): m for m in marks}
        self.credits: dict[UUID, list[CreditPeriod]] = defaultdict(list)
        for period in CreditPeriod.objects.filter(pupil__in=pupils, first__lte=last):
            self.credits[period.pupil_id].append(period)

    def cells(self, enrolment: Enrolment) -> Iterator[Cell]:
        """The class days of an enrolment in the period."""
        calendar = self.calendars[enrolment.classroom_id]
        for day in calendar.days:
            if enrolment.begin <= day and (enrolment.end is None or day < enrolment.end):
                mark = self.marks.get((enrolment.pupil_id, day))
                yield Cell(day, self._register_day(enrolment, calendar, day, mark), mark)

    def _register_day(
        self, enrolment: Enrolment, calendar: ClassCalendar, day: date, mark: Mark | None
    ) -> RegisterDay:
        closed = day in calendar.closed
        taken = day in self.rolls[enrolment.classroom_id]
        if mark is None:
            return RegisterDay(closed=closed, taken=taken)
        provisional = any(
            p.place == mark.place and p.first <= day and (p.last is None or day <= p.last)
            for p in self.credits[enrolment.pupil_id]
        )
        return RegisterDay(
            closed=closed,
            taken=taken,
            kind=mark.kind,
            late=mark.late,
            left_early=mark.left_early,
            place=mark.place,
            credit=mark.credit,
            provisional=provisional,
        )


def _months(classes: list[Classroom], month: date) -> Iterator[RegisterMonth]:
    first, last = school_year_of(month).month(month.month)
    enrolments: dict[UUID, list[Enrolment]] = defaultdict(list)
    homes = Enrolment.objects.home().between(first, last).filter(classroom__in=classes)
    for enrolment in homes.select_related("pupil"):
        enrolments[enrolment.classroom_id].append(enrolment)
    facts = _Facts([e for own in enrolments.values() for e in own], classes, first, last)
    schools = {classroom.school_id for classroom in classes}
    closes = MonthClose.objects.filter(school__in=schools, month=first).select_related("by")
    confirmed = {close.school_id: close for close in closes}
    for classroom in classes:
        calendar = facts.calendars[classroom.pk]
        yield RegisterMonth(
            classroom=classroom,
            first=first,
            last=last,
            class_days=calendar.days,
            closed=calendar.closed,
            taken=frozenset(facts.rolls[classroom.pk]),
            rows=tuple(_rows(enrolments[classroom.pk], facts)),
            confirmed=confirmed.get(classroom.school_id),
        )


def _rows(enrolments: list[Enrolment], facts: _Facts) -> Iterator[RegisterRow]:
    for enrolment in sorted(
        enrolments,
        key=lambda e: (*e.in_class, e.begin),
    ):
        cells = {cell.day: cell for cell in facts.cells(enrolment)}
        yield RegisterRow(
            pupil=enrolment.pupil,
            number=enrolment.number,
            cells=cells,
            sums=rules.arithmetic(cell.register for cell in cells.values()),
            remarks=tuple(_remarks(enrolment, cells.values(), facts)),
        )


def _remarks(enrolment: Enrolment, cells: Collection[Cell], facts: _Facts) -> Iterator[str]:
    """Comings and goings, credited days with their place, suspensions with their ground."""
    year = school_year_of(facts.first)
    if facts.first <= enrolment.begin <= facts.last and enrolment.begin != year.first:
        yield f"{in_words(enrolment.begin)}から在籍"
    if enrolment.end and facts.first < enrolment.end <= facts.last:
        gone = enrolment.end - ONE_DAY
        yield f"{in_words(gone)}まで在籍"
    credited: dict[str, int] = defaultdict(int)
    grounds: dict[str, int] = defaultdict(int)
    for cell in cells:
        register = cell.register
        if register.closed or not register.taken:
            continue
        counted = rules.counted_as(
            register.kind, register.place, register.credit, provisional=register.provisional
        )
        if counted.credited:
            credited[register.place] += 1
        if cell.mark is not None and cell.mark.ground:
            grounds[cell.mark.ground] += 1
    for place, days in sorted(credited.items()):
        where = {Place.HOME_ONLINE.value: "自宅のICT等"}.get(place) or _label(place)
        yield f"{Credit.CREDITED.label}{days}（{where}）"
    for ground, days in sorted(grounds.items()):
        yield f"出席停止{days}（{SuspensionGround(ground).label}）"


def _label(place: str) -> str:
    return Place(place).label if place else "場所の記録なし"
