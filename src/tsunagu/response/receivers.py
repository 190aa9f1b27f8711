"""What this room does when rooms below tell that days changed."""

from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from tsunagu.clock import now
from tsunagu.org.models import Municipality
from tsunagu.prepared import Prepared
from tsunagu.response.changes import note_days, note_schools
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Stale, StaleState, Task
from tsunagu.response.reconcile import reconcile
from tsunagu.school.models import Enrolment

_TO_BE_SEEN = Prepared(
    lambda pupils: (
        Task.objects.owed().filter(kind=TaskKind.SEE, pupil__in=pupils).values_list("pupil")
    ),
    [UUID],
)


def marks_changed(
    *,
    municipality: Municipality,
    pupils: frozenset[UUID],
    there: frozenset[UUID],
    school_year: int,
    since: date,
    **_: Any,
) -> None:
    """A roll was taken or a day corrected: the tasks follow in the same transaction.

    Of those simply there, nothing follows but that a child to be seen is back.
    """
    back = {pupil for (pupil,) in _TO_BE_SEEN(there)} if there else set()
    touched = pupils | back
    counts = reconcile(
        municipality=municipality, pupils=touched, school_year=school_year, since=since
    )
    # One of those there is enough: they are of the class whose roll it is.
    note_days(municipality.pk, pupils | frozenset(islice(there, 1)), noted=counts.schools)


def much_changed(
    *, municipality: Municipality, schools: frozenset[UUID], school_year: int, **_: Any
) -> None:
    """An import or a calendar changed many days: the schools wait to be reconciled.

    Those that wait or are being reconciled do so since the first change; none is done with before
    the last one is looked at.
    """
    note_schools(municipality.pk, schools | _gone_on(schools, school_year))
    at = now()
    rows = [
        Stale(
            municipality=municipality,
            school_id=school,
            school_year=school_year,
            state=StaleState.WAITING,
            since=at,
            changed=at,
        )
        for school in sorted(schools)
    ]
    Stale.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["school", "school_year"],
        update_fields=["state", "changed"],
    )


def _gone_on(schools: frozenset[UUID], school_year: int) -> set[UUID]:
    """Other schools of the year's pupils of some: a run goes along with who changes school."""
    rows = Enrolment.objects.filter(classroom__school_year=school_year)
    theirs = rows.filter(classroom__school__in=schools).values("pupil")
    elsewhere = rows.filter(pupil__in=theirs).exclude(classroom__school__in=schools)
    return set(elsewhere.values_list("classroom__school", flat=True))
