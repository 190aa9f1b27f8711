"""Ending a task by a person's word, and taking that back."""

from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Scope, actor_of
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import follow, the_person, write_down
from tsunagu.response.enums import TRANSITIONS, EndedBy, Status, TaskKind
from tsunagu.response.models import Task
from tsunagu.response.signals import ended
from tsunagu.school.homes import scope_of
from tsunagu.school.locks import hold_pupils

BY_HAND = frozenset({Status.DONE, Status.NOT_NEEDED, Status.HANDED_OVER})
"""The ends that a person may give a task."""


def _place(task: Task) -> Scope:
    """Where a task stands: among the pupil's classes of its day, or of today once it went along."""
    then = scope_of(task.pupil, task.day)
    return then if task.classroom_id in then.classrooms else scope_of(task.pupil, today())


def may_end(task: Task, by: Actor) -> bool:
    """A task may be ended by those whom the table lets; protection tasks by managers alone."""
    hidden = task.kind == TaskKind.PROTECTION
    knows = not hidden or may(by, Deed.SEE_PROTECTION, task.school.scope)
    return knows and may(by, Deed.END_TASK, _place(task))


def _allow(by: Actor, task: Task) -> None:
    if not may_end(task, by):
        raise Denied(Deed.END_TASK)


def end_task(
    *, task: Task, status: str, why: str, by: Actor, handed_to: Person | None = None
) -> Task:
    """End a task as done, as not needed (with a word of why), or handed over to someone."""
    person = the_person(by)
    _allow(by, task)
    with transaction.atomic():
        hold_pupils([task.pupil_id])
        task = Task.objects.get(pk=task.pk)
        _check(task, status, why, handed_to)
        if status == Status.HANDED_OVER and handed_to == person:
            raise Refused(["自分には引き継げません。ほかの人を選んでください。"])
        task.status, task.ended_by = status, EndedBy.PERSON
        task.ended_at, task.ended_person = now(), person
        task.why, task.handed_to = why.strip(), handed_to
        task.came = today() if handed_to else task.came
        task.save()
        _write(by, task, status)
        ended.send(Task, task=task, by=by)
    return task


def _write(by: Actor, task: Task, status: str) -> None:
    """The deed for the audit; that there was a protection task is the managers' alone to know."""
    hidden = task.kind == TaskKind.PROTECTION
    codes: dict[str, Any] = {"status": status, "managers_only": hidden}
    write_down(by, Deed.END_TASK, task.pupil, "task", task.pk, **codes)


def _check(task: Task, status: str, why: str, handed_to: Person | None) -> None:
    faults = []
    if status not in BY_HAND or status not in TRANSITIONS[task.stands]:
        faults.append(f"「{task.stands.label}」から「{Status(status).label}」には変えられません。")
    if status == Status.NOT_NEEDED and not why.strip():
        faults.append("「不要」とする理由をひとこと書いてください。")
    if status == Status.HANDED_OVER and not _may_take(task, handed_to):
        faults.append("引き継ぐ人を選んでください。その子どもを受け持てる職員に限ります。")
    if status == Status.HANDED_OVER and handed_to and handed_to == task.handed_to:
        faults.append("もう、その人のすることになっています。ほかの人を選んでください。")
    if faults:
        raise Refused(faults)


def _may_take(task: Task, person: Person | None) -> bool:
    """May the person end the task, so that it can be handed over to them?"""
    return person is not None and may_end(task, actor_of(person))


def reopen_task(*, task: Task, by: Actor) -> Task:
    """Take back a person's end; where the task then stands follows from the days again."""
    the_person(by)
    _allow(by, task)
    with transaction.atomic():
        hold_pupils([task.pupil_id])
        task = Task.objects.get(pk=task.pk)
        if task.ended_by != EndedBy.PERSON:
            raise Refused(["職員が終えた仕事だけを、もとに戻せます。"])
        task.status, task.ended_by, task.ended_at = Status.OPEN, "", None
        task.ended_person, task.why, task.handed_to = None, "", None
        task.came = today()
        task.save()
        _write(by, task, Status.OPEN)
        ended.send(Task, task=task, by=by)
        follow(task.pupil, task.day)
        task.refresh_from_db()
    return task
