"""What people decided, given to somebody as work: by a sharing here, by rooms above for theirs."""

from datetime import date

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import write_down
from tsunagu.response.actions.tasks import may_end
from tsunagu.response.enums import EndedBy, Owner, Status, TaskKind
from tsunagu.response.models import Task
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


def new_task(pupil: Pupil, kind: TaskKind) -> Task:
    """A task of a kind in the pupil's class of today, not yet stored."""
    place = scope_of(pupil, today())
    return Task(
        municipality=pupil.municipality,
        school_id=place.school,
        classroom_id=next(iter(place.classrooms)),
        pupil=pupil,
        kind=kind,
        owner=Owner.ATTENDANCE_LEAD,
        noticed=today(),
    )


def give(task: Task, who: Person | None, by: Actor) -> None:
    """Let a person answer for a task that is owed, in memory; nobody: the attendance lead."""
    if who is not None and not may_end(task, actor_of(who)):
        raise Refused(["「だれが」には、その子どもを受け持てる職員を選んでください。"])
    task.handed_to = who
    task.status = Status.HANDED_OVER if who else Status.OPEN
    task.ended_by = EndedBy.PERSON if who else ""
    task.ended_at, task.ended_person = (now(), by.person) if who else (None, None)


def give_step(*, pupil: Pupil, words: str, due: date, who: Person, by: Actor) -> Task | None:
    """A task of a case's small step, for rooms above whose own deed allows it.

    None where the person has no role in which to answer for the pupil's tasks.
    """
    task = new_task(pupil, TaskKind.STEP)
    task.day, task.due, task.words = today(), due, words
    if not may_end(task, actor_of(who)):
        return None
    give(task, who, by)
    task.save()
    write_down(by, Deed.WRITE_CASE, pupil, "task", task.pk, status=task.status)
    return task


def conclude(*, task: Task, status: Status, why: str, by: Actor) -> None:
    """End a given task, or open it again, for rooms above whose own deed allows it."""
    task.status, task.why = status, why
    over = status != Status.OPEN
    task.ended_by, task.handed_to = (EndedBy.PERSON, None) if over else ("", None)
    task.ended_at, task.ended_person = (now(), by.person) if over else (None, None)
    task.save()
    write_down(by, Deed.WRITE_CASE, task.pupil, "task", task.pk, status=status)


def withdraw(task: Task, why: str, by: Actor) -> None:
    """Withdraw a task that was given and is still owed."""
    task.status, task.ended_by, task.why = Status.WITHDRAWN, EndedBy.PERSON, why
    task.ended_at, task.ended_person, task.handed_to = now(), by.person, None
    task.save()
    write_down(by, Deed.END_TASK, task.pupil, "task", task.pk, status=Status.WITHDRAWN)
