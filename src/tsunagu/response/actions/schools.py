"""Reconciling whole schools after much has changed."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from tsunagu.clock import SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.response.models import Stale, StaleState, TaskReason
from tsunagu.response.reconcile import Counts, reconcile
from tsunagu.school.models import Enrolment

CHUNK = 120
"""Pupils in one transaction, so that a morning's roll call need not wait."""


def reconcile_school(*, municipality: Municipality, school: UUID, school_year: int) -> Counts:
    """Reconcile all pupils of a school year at a school, in short transactions."""
    year = SchoolYear(school_year)
    enrolled = Enrolment.objects.home().between(year.first, year.last)
    on_record = TaskReason.objects.filter(task__school=school, school_year=school_year)
    pupils = sorted(
        {*enrolled.filter(classroom__school=school).values_list("pupil", flat=True)}
        | {*on_record.values_list("pupil", flat=True)}
    )
    total = Counts()
    for start in range(0, len(pupils), CHUNK):
        counts = reconcile(
            municipality=municipality,
            pupils=pupils[start : start + CHUNK],
            school_year=school_year,
        )
        total.opened += counts.opened
        total.changed += counts.changed
        total.reasons += counts.reasons
    return total


def reconcile_stale(
    *,
    municipality: Municipality | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Reconcile every school that waits for it; how many there were.

    A school that becomes stale again meanwhile, or whose reconcile is cut short, waits again.
    """
    waiting = Stale.objects.order_by("since", "id").select_related("municipality")
    if municipality:
        waiting = waiting.filter(municipality=municipality)
    rows = list(waiting)
    for done, row in enumerate(rows):
        if progress:
            progress(done, len(rows))
        Stale.objects.filter(pk=row.pk, since=row.since).update(state=StaleState.RUNNING)
        reconcile_school(
            municipality=row.municipality, school=row.school_id, school_year=row.school_year
        )
        with transaction.atomic():
            Stale.objects.filter(pk=row.pk, since=row.since).delete()
    return len(rows)
