"""At which schools something changed since their numbers were counted.

A change is a row with a random number, written in the transaction of what changed. A school's state
is the sum of its numbers: with any change that has come to be seen it is another one, in whichever
order transactions end. No count is stored, so that nothing can contradict the records.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from tsunagu.clock import now
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.org.models import Municipality
from tsunagu.prepared import Insertion, Prepared
from tsunagu.response.models import Change, Task
from tsunagu.school.models import Enrolment

KEPT = timedelta(days=1)
"""Longer than any transaction takes; what was counted is not kept beyond its day either."""
_STORE = Insertion(Change)
_SCHOOLS = Prepared(
    lambda pupils: (
        Enrolment.objects.filter(pupil__in=pupils)
        .order_by()
        .values_list("classroom__school")
        .distinct()
    ),
    [UUID],
)
_OF_TASKS = Prepared(
    lambda pupils: (
        Task.objects.filter(pupil__in=pupils).order_by().values_list("school").distinct()
    ),
    [UUID],
)
_SUMS = Prepared(
    lambda municipality: (
        Change.objects.filter(municipality=municipality)
        .values_list("school")
        .annotate(state=Sum("number"))
    ),
    UUID,
)


def note_schools(municipality: UUID, schools: Iterable[UUID]) -> None:
    """Something changed at some schools, in the caller's transaction."""
    _STORE([Change(municipality_id=municipality, school_id=one) for one in schools])


def note_pupils(municipality: UUID, pupils: Collection[UUID]) -> None:
    """Something changed of some pupils: at every school where they were or are, or are owed to."""
    note_schools(municipality, {one for (one,) in (*_SCHOOLS(pupils), *_OF_TASKS(pupils))})


def note_days(
    municipality: UUID, pupils: Collection[UUID], *, noted: Collection[UUID] = ()
) -> None:
    """Days of some pupils changed: at every school where they were or are.

    Those already `noted` in the transaction, by their tasks, need not be again.
    """
    note_schools(municipality, [one for (one,) in _SCHOOLS(pupils) if one not in noted])


@dataclass(frozen=True)
class State:
    """How often all changed at once, by imports of rosters and calendars, and each school alone."""

    imports: tuple[int, int]
    sums: Mapping[UUID, int]


def state_of(municipality: Municipality) -> State:
    """The state as it can be seen now: read before counting, so that what comes between shows."""
    runs = ImportRun.objects.filter(
        municipality=municipality, kind__in=[RunKind.ROSTER, RunKind.CALENDAR]
    )
    undone = Count("pk", filter=Q(state=RunState.UNDONE))
    imports = runs.aggregate(all=Count("pk"), undone=undone)
    return State((imports["all"], imports["undone"]), dict(_SUMS(municipality.pk)))


def prune_changes() -> int:
    """Forget changes of days ago, of which nothing kept is older; how many there were."""
    deleted, _ = Change.objects.filter(at__lt=now() - KEPT).delete()
    return deleted
