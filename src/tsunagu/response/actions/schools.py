"""Reconciling whole schools after much has changed."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tsunagu.clock import JST, SchoolYear, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.response.actions.turns import in_turns
from tsunagu.response.batch import due_responses_of
from tsunagu.response.carrying import carry_over
from tsunagu.response.models import Stale, StaleState, Task, TaskReason
from tsunagu.response.reconcile import Counts, reconcile
from tsunagu.school.models import Enrolment

APRIL = 4


def reconcile_school(
    *, municipality: Municipality, school: UUID, school_year: int, noticed: date | None = None
) -> Counts:
    """Reconcile all pupils of a school year at a school, in short transactions.

    What is new was `noticed` on that day, today unless given.
    """
    year = SchoolYear(school_year)
    enrolled = Enrolment.objects.home().between(year.first, year.last)
    on_record = TaskReason.objects.filter(task__school=school, school_year=school_year)
    pupils = sorted(
        {*enrolled.filter(classroom__school=school).values_list("pupil", flat=True)}
        | {*on_record.values_list("pupil", flat=True)}
    )
    total = Counts()
    for some in in_turns(pupils):
        counts = reconcile(
            municipality=municipality, pupils=some, school_year=school_year, noticed=noticed
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

    A school that becomes stale again meanwhile, or whose reconcile is cut short, waits again. What
    came in while nothing ran was noticed when it came in.
    """
    waiting = Stale.objects.order_by("since", "id").select_related("municipality")
    if municipality:
        waiting = waiting.filter(municipality=municipality)
    rows = list(waiting)
    for done, row in enumerate(rows):
        if progress:
            progress(done, len(rows))
        as_read = Stale.objects.filter(pk=row.pk, changed=row.changed)
        as_read.update(state=StaleState.RUNNING)
        reconcile_school(
            municipality=row.municipality,
            school=row.school_id,
            school_year=row.school_year,
            noticed=row.since.astimezone(JST).date(),
        )
        with transaction.atomic():
            as_read.delete()
    for city in {row.municipality for row in rows}:
        carry_over(municipality=city)
    return len(rows)


def catch_up(*, municipality: Municipality, school_year: int, until: date | None = None) -> int:
    """Reconcile pupils whose reasons are not those that are due, or who are in another class.

    What falls due with time alone (a month's end, an agreed rhythm, a rule's first day, the first
    day in a new class) comes to light so. How many pupils there were.
    """
    year, until = SchoolYear(school_year), until or today()
    due = {(d.pupil, d.key, d.day) for d in due_responses_of(municipality, year, until)}
    rows = TaskReason.objects.filter(
        municipality=municipality, school_year=school_year, withdrawn=False, day__lte=until
    )
    known = set(rows.values_list("pupil", "key", "day").iterator(chunk_size=5000))
    carry_over(municipality=municipality)
    behind = sorted({pupil for pupil, _, _ in due ^ known} | _moved(municipality, school_year))
    for some in in_turns(behind):
        reconcile(municipality=municipality, pupils=some, school_year=school_year)
    return len(behind)


def _moved(municipality: Municipality, school_year: int) -> set[UUID]:
    """Pupils whose home class of today is another of the year than that of a task still owed."""
    homes = Enrolment.objects.home().on(today()).filter(pupil=OuterRef("pupil"))
    elsewhere = homes.filter(classroom__school_year=school_year)
    tasks = Task.objects.owed().filter(
        Exists(elsewhere.exclude(classroom=OuterRef("classroom"))),
        municipality=municipality,
        classroom__school_year=school_year,
        day__gte=SchoolYear(school_year).first,
    )
    return set(tasks.values_list("pupil", flat=True))


def catch_up_everywhere() -> int:
    """Catch up with today in every municipality; how many pupils were behind.

    Through April with the year before too: what fell due on its last day may wait still.
    """
    year = school_year_of(today()).year
    years = [year - 1, year] if today().month == APRIL else [year]
    cities = Municipality.objects.order_by("code")
    return sum(catch_up(municipality=city, school_year=y) for city in cities for y in years)
