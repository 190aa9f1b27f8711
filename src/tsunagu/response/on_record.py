"""What is on record of some pupils beside what is due: read together, compared elsewhere."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.prepared import Prepared
from tsunagu.response.enums import OWED, EndedBy, TaskKind
from tsunagu.response.loading import ONE_DAY, Loaded, PupilRecord
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.rules import Firing, due_responses

_REASONS = Prepared(
    lambda pupils, year: TaskReason.objects.filter(pupil__in=pupils, school_year=year).order_by(
        "id"
    ),
    [UUID],
    int,
)
_KEYS = Prepared(
    lambda pupils, year: TaskReason.objects.filter(pupil__in=pupils, school_year=year).values_list(
        "pupil", "key"
    ),
    [UUID],
    int,
)
_REASONS_BY_KEY = Prepared(
    lambda pupils, year, keys: TaskReason.objects.filter(
        pupil__in=pupils, school_year=year, key__in=keys
    ),
    [UUID],
    int,
    [str],
)
_REASONS_OF = Prepared(
    lambda tasks, year: TaskReason.objects.filter(task__in=tasks, school_year=year).order_by("id"),
    [UUID],
    int,
)
_TASKS = Prepared(lambda tasks: Task.objects.filter(pk__in=tasks), [UUID])


def _tasks_since(pupils: list[UUID], year: int, since: date) -> QuerySet[Task]:
    """The tasks that days from `since` on can touch, and those still owed.

    Among them are those closed because the child was back: a corrected day opens them again.
    """
    owed = Q(status__in=OWED) | Q(ended_by=EndedBy.BACK)
    touched = TaskReason.objects.filter(pupil__in=pupils, school_year=year, day__gte=since)
    return Task.objects.filter(
        owed | Q(day__gte=since) | Q(pk__in=touched.values("task")), pupil__in=pupils
    )


_TASKS_SINCE = Prepared(_tasks_since, [UUID], int, date)


@dataclass
class OnRecord:
    """A pupil's tasks and reasons while they are compared with what is due."""

    pupil: UUID
    record: PupilRecord | None
    due: list[Firing] = field(default_factory=list)
    reasons: dict[str, TaskReason] = field(default_factory=dict)
    tasks: dict[UUID, Task] = field(default_factory=dict)

    def task_of(self, reason: TaskReason) -> Task:
        """The task that a reason holds; Django's own way there costs more than the comparing."""
        return self.tasks[reason.task_id]


def read_beside(pupils: Collection[UUID], loaded: Loaded, since: date | None) -> list[OnRecord]:
    """Each pupil with what is due and the tasks and reasons on record; two or three queries."""
    found = {key: OnRecord(key, record) for key, record in loaded.records.items()}
    year = loaded.year.year
    if since is not None:
        _add_since(found, pupils, loaded, since)
        return list(found.values())
    reasons = _REASONS.objects(TaskReason, pupils, year)
    _add(found, _TASKS.objects(Task, {reason.task_id for reason in reasons}), reasons)
    for one in found.values():
        one.due = _due(one.record, loaded) if one.record else []
    return list(found.values())


def _add_since(
    found: dict[UUID, OnRecord], pupils: Collection[UUID], loaded: Loaded, since: date
) -> None:
    """Add what is due from `since` on, and the tasks on record that it can touch."""
    year = loaded.year.year
    tasks = _TASKS_SINCE.objects(Task, pupils, year, since)
    _add(found, tasks, _REASONS_OF.objects(TaskReason, {task.pk for task in tasks}, year))
    for one in found.values():
        one.due = _due_since(one, loaded, since)
    new = {
        (one.pupil, f.key) for one in found.values() for f in one.due if f.key not in one.reasons
    }
    if again := new.intersection(_KEYS(pupils, year)):
        # A reason of an earlier day that nobody knows to have moved: its task is at hand too.
        moved = _REASONS_BY_KEY.objects(
            TaskReason, {pupil for pupil, _ in again}, year, {key for _, key in again}
        )
        tasks = _TASKS.objects(Task, {r.task_id for r in moved if (r.pupil_id, r.key) in again})
        _add(found, tasks, _REASONS_OF.objects(TaskReason, {task.pk for task in tasks}, year))
        for key in {task.pupil_id for task in tasks}:
            found[key].due = _due_since(found[key], loaded, since)


def _add(found: dict[UUID, OnRecord], tasks: Iterable[Task], reasons: Iterable[TaskReason]) -> None:
    """Put tasks with their reasons to their pupils."""
    by_key = {task.pk: task for task in tasks}
    for reason in reasons:
        one = found.setdefault(reason.pupil_id, OnRecord(reason.pupil_id, None))
        one.tasks.setdefault(reason.task_id, by_key[reason.task_id])
        one.reasons[reason.key] = reason


def _due(
    record: PupilRecord, loaded: Loaded, wanted: Callable[[date], bool] | None = None
) -> list[Firing]:
    """What is due; where `wanted` is given, of the days it names."""
    return due_responses(
        record.days(), loaded.book, loaded.year, loaded.on, record.facts, wanted=wanted
    )


def _due_since(one: OnRecord, loaded: Loaded, since: date) -> list[Firing]:
    """What is due from `since` on, and of earlier days what the reasons at hand stand for."""
    if one.record is None:
        return []
    earlier = {key: r.day for key, r in one.reasons.items() if r.day < since}
    also = frozenset(earlier.values())
    due = _due(one.record, loaded, lambda day: day >= since or day in also)
    if not earlier.keys() <= {f.key for f in due}:
        # A reason that has gone, or has moved to a day that nobody knows: the year is asked.
        due = _due(one.record, loaded)
    return [f for f in due if f.day >= since or f.key in one.reasons]


def contacts_since(one: OnRecord) -> date:
    """The earliest day of a contact that can close one of the pupil's tasks."""
    contacts = [f.day for f in one.due if f.rule.task_kind == "contact"]
    contacts += [task.day for task in one.tasks.values() if task.kind == TaskKind.CONTACT]
    runs = (f.counters.run_first for f in one.due if "seen_in_run" in f.rule.closed_by)
    return min((*(day - ONE_DAY for day in contacts), *filter(None, runs)), default=date.max)
