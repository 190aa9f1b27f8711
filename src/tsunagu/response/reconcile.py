"""Comparing the responses that are due with the tasks on record.

What follows from the days opens, moves and withdraws; what a person did stays. Doing it twice
changes nothing, and correcting back gives the first answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.clock import SchoolYear, today
from tsunagu.org.models import Municipality
from tsunagu.prepared import Insertion, Maker
from tsunagu.response.carrying import carry_over
from tsunagu.response.changes import note_schools
from tsunagu.response.enums import EndedBy, Status
from tsunagu.response.loading import Loaded, add_closings, load
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.on_record import OnRecord, contacts_since, read_beside
from tsunagu.response.resting import resting
from tsunagu.response.rules import Firing
from tsunagu.response.settling import Grounds, acted, settle
from tsunagu.school.locks import hold_pupils

Group = tuple[date, str, str]
"""Day, kind of task, and for tasks that never merge the reason's key."""

BATCH = 400
TASK_FIELDS = (
    "school_id",
    "classroom_id",
    "way",
    "owner",
    "came",
    "day",
    "due",
    "status",
    "ended_by",
    "ended_at",
    "ended_person_id",
    "why",
    "handed_to_id",
    "remark",
)
REASON_FIELDS = ("task_id", "rule", "version", "day", "due", "run", "total", "withdrawn")
SCHOOL = TASK_FIELDS.index("school_id")
_task_values, _reason_values = itemgetter(*TASK_FIELDS), itemgetter(*REASON_FIELDS)
"""Read from `vars`: past the fields' descriptors, which cost a Python call for each key."""

_NEW_TASKS, _NEW_REASONS = Insertion(Task), Insertion(TaskReason)
_TASK, _REASON = Maker(Task), Maker(TaskReason)


@dataclass
class Counts:
    """What a reconcile changed; `schools` are those whose tasks it changed and told of."""

    opened: int = 0
    changed: int = 0
    reasons: int = 0
    schools: frozenset[UUID] = field(default=frozenset(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.opened or self.changed or self.reasons)


def reconcile(
    *,
    municipality: Municipality,
    pupils: Collection[UUID],
    school_year: int,
    since: date | None = None,
    noticed: date | None = None,
) -> Counts:
    """Bring the tasks of pupils for a school year in line with their days; says what changed.

    Where no day before `since` changed, only what days from then on can touch is compared. What is
    new was `noticed` when the marks came in, today unless they have waited to be compared. Runs
    inside the caller's transaction where there is one. Who compares the same pupils meanwhile, or
    ends their tasks, waits: what is read here still holds when it is written.
    """
    with transaction.atomic(savepoint=False):
        hold_pupils(pupils)
        loaded = load(municipality, pupils, SchoolYear(school_year))
        compared = read_beside(pupils, loaded, since)
        add_closings(loaded, min(map(contacts_since, compared), default=date.max))
        before = [_snapshot(one) for one in compared]
        for one in compared:
            _compare(one, loaded, municipality, noticed or today())
        counts = _write(compared, before, municipality.pk)
        if loaded.year.last < today():
            counts.changed += carry_over(municipality=municipality, pupils=pupils)
        return counts


def _compare(one: OnRecord, loaded: Loaded, municipality: Municipality, noticed: date) -> None:
    """Let a pupil's tasks follow from the days, in memory."""
    firings = {firing.key: firing for firing in one.due}
    for key, reason in one.reasons.items():
        reason.withdrawn = key not in firings
    groups = _groups(one, one.due, noticed)
    for group, members in groups.items():
        task = _task_for(one, group, members, groups)
        task = task or _new_task(one, group, municipality, loaded, noticed)
        task.day = task.day if acted(task) else group[0]
        for firing in members:
            _attach(one, firing, task, loaded.year.year, noticed)
    holding: dict[UUID, list[TaskReason]] = defaultdict(list)
    gone: dict[UUID, EndedBy] = {}
    at_rest = resting(one.record, one.reasons.values(), loaded)
    for reason in one.reasons.values():
        if not reason.withdrawn:
            holding[reason.task_id].append(reason)
        elif reason.key in at_rest:
            gone[reason.task_id] = at_rest[reason.key]
    for task in one.tasks.values():
        cause = gone.get(task.id, EndedBy.CORRECTED)
        settle(task, one.record, Grounds(holding[task.id], firings, cause), loaded)


def _groups(one: OnRecord, due: Iterable[Firing], noticed: date) -> dict[Group, list[Firing]]:
    """Firings by the task they belong to, without those that an answered task holds on to."""
    groups: dict[Group, list[Firing]] = defaultdict(list)
    for firing in due:
        reason = one.reasons.get(firing.key)
        if reason and acted(one.task_of(reason)):
            _attach(one, firing, one.task_of(reason), reason.school_year, noticed)
        else:
            kind = firing.rule.task_kind
            alone = firing.key if kind == "protection" else ""
            groups[firing.day, kind, alone].append(firing)
    return groups


def _task_for(
    one: OnRecord, group: Group, members: Iterable[Firing], groups: Collection[Group]
) -> Task | None:
    """The task on record that a group belongs to: of its day and kind, else one that moves there.

    A task moves with its reason when nothing holds it on the day where it stands.
    """
    day, kind, alone = group
    own = [one.task_of(one.reasons[f.key]) for f in members if f.key in one.reasons]
    if alone:
        return next(iter(own), None)
    of_the_day = [t for t in one.tasks.values() if t.day == day and t.kind == kind]
    movable = [t for t in own if (t.day, kind, "") not in groups]
    return next(iter([*sorted(of_the_day, key=acted, reverse=True), *movable]), None)


def _new_task(
    one: OnRecord, group: Group, municipality: Municipality, loaded: Loaded, noticed: date
) -> Task:
    assert one.record is not None
    classroom = loaded.classes[one.record.segment_on(group[0]).classroom]
    task = _TASK(
        municipality_id=municipality.pk,
        school_id=classroom.school_id,
        classroom_id=classroom.id,
        pupil_id=one.pupil,
        kind=group[1],
        day=group[0],
        noticed=max(noticed, group[0]),
        came=loaded.on,
        status=Status.OPEN,
    )
    one.tasks[task.id] = task
    return task


def _attach(one: OnRecord, firing: Firing, task: Task, school_year: int, noticed: date) -> None:
    """Give a task a reason, or what has changed of one it has."""
    held = {
        "task_id": task.id,
        "rule": firing.rule.id,
        "version": firing.version.name,
        "day": firing.day,
        "due": firing.due,
        "run": firing.counters.run,
        "total": firing.counters.total,
        "withdrawn": False,
    }
    reason = one.reasons.get(firing.key)
    if reason is None:
        one.reasons[firing.key] = _REASON(
            municipality_id=task.municipality_id,
            pupil_id=one.pupil,
            school_year=school_year,
            key=firing.key,
            noticed=max(noticed, firing.day),
            **held,
        )
    else:
        for name, value in held.items():
            setattr(reason, name, value)


Snapshot = tuple[dict[UUID, tuple[Any, ...]], dict[UUID, tuple[Any, ...]]]


def _snapshot(one: OnRecord) -> Snapshot:
    """How a pupil's tasks and reasons stand on record, by key."""
    return (
        {task.id: _task_values(vars(task)) for task in one.tasks.values()},
        {reason.id: _reason_values(vars(reason)) for reason in one.reasons.values()},
    )


def _write(compared: Iterable[OnRecord], before: Iterable[Snapshot], municipality: UUID) -> Counts:
    """Write what is new and what has changed; one statement each."""
    new_tasks, tasks, new_reasons, reasons = [], [], [], []
    left = set()
    for one, (old_tasks, old_reasons) in zip(compared, before, strict=True):
        for task in one.tasks.values():
            if task.id not in old_tasks:
                new_tasks.append(task)
            elif old_tasks[task.id] != _task_values(vars(task)):
                tasks.append(task)
                left.add(old_tasks[task.id][SCHOOL])
        for reason in one.reasons.values():
            if reason.id not in old_reasons:
                new_reasons.append(reason)
            elif old_reasons[reason.id] != _reason_values(vars(reason)):
                reasons.append(reason)
    _NEW_TASKS(new_tasks)
    _NEW_REASONS(new_reasons)
    if tasks:
        Task.objects.bulk_update(tasks, [f.removesuffix("_id") for f in TASK_FIELDS], BATCH)
    if reasons:
        names = [f.removesuffix("_id") for f in REASON_FIELDS]
        TaskReason.objects.bulk_update(reasons, names, BATCH)
    schools = frozenset(left | {task.school_id for task in (*new_tasks, *tasks)})
    note_schools(municipality, schools)
    return Counts(len(new_tasks), len(tasks), len(new_reasons) + len(reasons), schools)
