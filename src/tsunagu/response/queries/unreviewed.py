"""Pupils of whom nobody has agreed when to look again: work of the attendance lead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from tsunagu.access.actor import Actor
from tsunagu.attendance.enums import NOT_AT_SCHOOL, Kind
from tsunagu.attendance.models import Mark, OpeningBalance
from tsunagu.clock import SchoolYear, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.response.enums import Owner
from tsunagu.response.limits import limits_of
from tsunagu.response.loading import load
from tsunagu.response.models import RuleFreeze
from tsunagu.response.rules import as_of, count
from tsunagu.response.staff import CHAINS, StaffBook
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Enrolment


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A pupil with the home class and the days not come this school year."""

    enrolment: Enrolment
    not_come: int


def unreviewed(actor: Actor) -> list[Unreviewed]:
    """Pupils long not come without a review date, for who answers for them.

    That is the attendance lead, or the stand-in. How many days are long is `review_from` of the
    packs. In the order of class and number.
    """
    classes = _answered_for(actor)
    if not classes:
        return []
    enrolled = Enrolment.objects.on(today()).filter(classroom__in=classes, kind=EnrolmentKind.HOME)
    year = school_year_of(today())
    enough = limits_of(actor.municipality).review_from.on(today())
    long = {pupil for pupil, most in _at_most(enrolled, year).items() if most >= enough}
    reviewed = RuleFreeze.objects.filter(first__lte=today(), last__gte=today(), pupil__in=long)
    long -= set(reviewed.values_list("pupil", flat=True))
    days = _days_not_come(actor.municipality, long, year)
    owed = [pupil for pupil, count in days.items() if count >= enough]
    rows = enrolled.filter(pupil__in=owed).select_related("pupil", "classroom")
    ordered = rows.order_by("classroom__grades", "classroom__name", "number", "id")
    return [Unreviewed(row, days[row.pupil_id]) for row in ordered]


def _answered_for(actor: Actor) -> list[UUID]:
    """The classes of this year whose attendance lead the person is, or stands in for."""
    chain = CHAINS[Owner.ATTENDANCE_LEAD]
    schools = {held.organisation for held in actor.held if held.kind in chain}
    if not schools:
        return []
    year = school_year_of(today()).year
    rooms = Classroom.objects.filter(school__in=schools, school_year=year)
    book = StaffBook.of(schools, today())
    own = (r for r in rooms if book.responsible(Owner.ATTENDANCE_LEAD, r) == actor.person)
    return [room.pk for room in own]


def _days_not_come(
    municipality: Municipality, pupils: Collection[UUID], year: SchoolYear
) -> dict[UUID, int]:
    """The counter `not_come` as it stands today, by pupil; no query where there is none."""
    if not pupils:
        return {}
    found = {}
    for pupil, record in load(municipality, pupils, year).records.items():
        openings = record.facts.openings
        counted = list(count((d for d in record.days() if d.day <= today()), openings))
        found[pupil] = as_of(counted, openings, today()).not_come
    return found


def _at_most(enrolled: QuerySet[Enrolment], year: SchoolYear) -> dict[UUID, int]:
    """How high `not_come` can be by the marks alone, by pupil.

    It is less where a marked day does not count: its roll is not taken, the class is closed.
    """
    span: tuple[date, date] = (year.first, today())
    not_here = Q(kind__in=[Kind.ABSENT, Kind.MISSING]) | Q(
        kind=Kind.PRESENT, place__in=NOT_AT_SCHOOL
    )
    marks = Mark.objects.filter(not_here, pupil__in=enrolled.values("pupil"), day__range=span)
    found = {row["pupil"]: row["n"] for row in marks.values("pupil").annotate(n=Count("pk"))}
    brought = OpeningBalance.objects.filter(pupil__in=enrolled.values("pupil"), day__range=span)
    sums = brought.values("pupil").annotate(n=Sum(F("absent_days") + F("credited_days")))
    for row in sums:
        found[row["pupil"]] = found.get(row["pupil"], 0) + row["n"]
    return found
