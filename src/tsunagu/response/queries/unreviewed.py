"""Pupils of whom nobody has agreed when to look again: for attendance lead and managers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.access.policy import Deed, allowed
from tsunagu.clock import school_year_of, today
from tsunagu.prepared import Prepared
from tsunagu.response.limits import limits_of
from tsunagu.response.models import RuleFreeze
from tsunagu.response.queries.not_come import days_not_come
from tsunagu.response.queries.owed import Desk
from tsunagu.school.models import Classroom, Enrolment

_REVIEWED = Prepared(
    lambda pupils, day: RuleFreeze.objects.filter(
        first__lte=day, last__gte=day, pupil__in=pupils
    ).values_list("pupil"),
    [UUID],
    date,
)


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A pupil with the home class and the days not come this school year."""

    enrolment: Enrolment
    not_come: int


def unreviewed(desk: Desk) -> list[Unreviewed]:
    """Pupils long not come without a review date, for who answers for a school's.

    In the order of class and number.
    """
    days = days_unreviewed(desk)
    rows = Enrolment.objects.home().on(today()).filter(classroom__in=_answered_for(desk))
    theirs = rows.filter(pupil__in=days).select_related("pupil", "classroom")
    ordered = theirs.order_by("classroom__grades", "classroom__name", "number", "id")
    return [Unreviewed(row, days[row.pupil_id]) for row in ordered]


def days_unreviewed(desk: Desk) -> dict[UUID, int]:
    """The days not come of pupils without a review date, by pupil.

    How many days are long is `review_from` of the packs.
    """
    enough = limits_of(desk.actor.municipality).review_from.on(today())
    long = days_not_come(_answered_for(desk), today(), least=enough)
    reviewed = {pupil for (pupil,) in _REVIEWED(long, today())}
    return {pupil: days for pupil, days in long.items() if pupil not in reviewed}


def _answered_for(desk: Desk) -> list[Classroom]:
    """The classes of this year whose children the person is not to overlook."""
    year, schools = school_year_of(today()).year, allowed(desk.actor, Deed.SEE_UNREVIEWED).schools
    return [r for r in desk.classes if r.school_year == year and r.school_id in schools]
