"""Where a task stands, from its reasons and from what is on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.clock import now
from tsunagu.response.closing import Case, closing
from tsunagu.response.enums import AGREED, OWED, WAY_STRENGTH, EndedBy, Owner, Status, TaskKind
from tsunagu.response.loading import Loaded, PupilRecord
from tsunagu.response.models import Task, TaskReason
from tsunagu.response.rules import RHYTHM_RULE, Firing, lapses

REASON_GONE = {
    EndedBy.CORRECTED: "出欠の訂正により、もとの理由はなくなりました。",
    EndedBy.REVIEW: "見直しの日が決まったため、この理由からはもう求められません。",
    EndedBy.RHYTHM: "連絡の間隔を約束したため、この理由からはもう求められません。",
}
"""What a task that a person answered says once its reasons are gone, by what took them."""
BY_PEOPLE = frozenset({EndedBy.PERSON, EndedBy.CONTACT, EndedBy.SEEN_IN_RUN})
"""Ends in which a person did something, so that no correction takes them back."""


def acted(task: Task) -> bool:
    """Has a person answered the task?"""
    return task.ended_by in BY_PEOPLE


@dataclass(frozen=True)
class Grounds:
    """The reasons that hold a task, what is due by key, and what took the reasons where none do."""

    reasons: Sequence[TaskReason]
    firings: Mapping[str, Firing]
    gone: EndedBy = EndedBy.CORRECTED


def settle(task: Task, record: PupilRecord | None, grounds: Grounds, loaded: Loaded) -> None:
    """Set a task's way, owner, due date and status from its reasons, in memory.

    A task that a person answered keeps its end; when its reasons are gone it says what took them,
    unless it was done before an agreement. One that was handed over is owed still: what is on
    record closes it, and once the pupil is at another school, it is open there.
    """
    if record is not None and _left_behind(task, record, loaded):
        _take_back(task)
    if not grounds.reasons or record is None:
        _settle_without(task, grounds.gone)
        return
    fired = sorted(
        (grounds.firings[r.key] for r in grounds.reasons), key=lambda f: (f.due, f.rule.id)
    )
    task.way = max((f.rule.way or "" for f in fired), key=WAY_STRENGTH.__getitem__)
    task.owner = Owner(fired[0].rule.owner)
    task.due = fired[0].due
    task.remark = ""
    if task.status == Status.HANDED_OVER or not acted(task):
        _settle_status(task, record, fired, loaded)
        _settle_class(task, record, loaded)


def _settle_without(task: Task, gone: EndedBy) -> None:
    """No reason holds the task any more."""
    if acted(task):
        done_before = task.status == Status.DONE and gone in AGREED
        task.remark = "" if done_before else REASON_GONE[gone]
    else:
        _end(task, Status.WITHDRAWN, gone)


def _left_behind(task: Task, record: PupilRecord, loaded: Loaded) -> bool:
    """Is the task with someone at a school that the pupil has left for another?

    Those of earlier school years go along by themselves (see `carrying`).
    """
    if task.status != Status.HANDED_OVER or loaded.year.last < loaded.on:
        return False
    home = loaded.classes[record.segment_on(max(task.day, loaded.on)).classroom]
    left: bool = home.school_id != task.school_id
    return left


def _take_back(task: Task) -> None:
    """Open the task again, in memory, as if it had not been handed over."""
    task.status, task.ended_by, task.ended_at = Status.OPEN, "", None
    task.ended_person, task.why, task.handed_to = None, "", None


def _settle_status(
    task: Task, record: PupilRecord, fired: Sequence[Firing], loaded: Loaded
) -> None:
    """Closed by what is on record, lapsed, or owed: by whom it was handed over to, if anyone."""
    of_the_day = record.segment_on(task.day).classroom
    calendar = loaded.class_years[of_the_day].calendar
    closed = closing(_case(task, record, fired, loaded))
    named = _agreed_person(task, record, fired)
    if task.ended_by == EndedBy.RHYTHM or (named and not task.handed_to_id):
        task.handed_to_id = named
    after = loaded.limits.lapse_after.on(task.day)
    if any(lapses(f.rule, task.day, task.noticed, calendar.days, after) for f in fired):
        _end(task, Status.LAPSED, EndedBy.LATE)
    elif closed:
        _end(task, *closed)
    elif task.handed_to_id:
        by = EndedBy.RHYTHM if task.handed_to_id == named else EndedBy.PERSON
        _end(task, Status.HANDED_OVER, by)
    else:
        task.status, task.ended_by, task.ended_at = Status.OPEN, "", None


def _agreed_person(task: Task, record: PupilRecord, fired: Sequence[Firing]) -> UUID | None:
    """Whom the rhythm names that asks for the contact."""
    if all(firing.rule.id != RHYTHM_RULE.id for firing in fired):
        return None
    return next((one.person for one in record.facts.rhythms if one.covers(task.day)), None)


def _settle_class(task: Task, record: PupilRecord, loaded: Loaded) -> None:
    """What is owed goes along with the pupil to another class or school; the rest stays.

    What went along into a later school year stays there (see `carrying`).
    """
    owed = task.status in OWED
    carried = loaded.year.last < loaded.on and task.classroom_id not in loaded.classes
    if owed and carried:
        return
    on = max(task.day, loaded.on) if owed else task.day
    room = loaded.classes[record.segment_on(on).classroom]
    if task.classroom_id != room.id:
        task.classroom_id, task.school_id = room.id, room.school_id
        if task.status == Status.OPEN:
            task.came = loaded.on


def _end(task: Task, status: Status, by: EndedBy) -> None:
    """End a task, unless it has ended so already."""
    if (task.status, task.ended_by) != (status, by):
        task.status, task.ended_by, task.ended_at = status, by, now()


def _case(task: Task, record: PupilRecord, fired: Sequence[Firing], loaded: Loaded) -> Case:
    run_first = next((f.counters.run_first for f in fired), None)
    return Case(
        kind=task.kind,
        day=task.day,
        rules=[f.rule for f in fired],
        run_first=run_first,
        evening=loaded.limits.evening.on(task.day),
        contacts=record.contacts,
        notices=record.notices,
        good_reasons=record.good_reasons,
        epidemics=loaded.epidemics.get(record.segment_on(task.day).classroom, ()),
        ill=task.day in record.ill,
        back=run_first is not None and task.kind == TaskKind.SEE and record.here_since(run_first),
    )
