"""Small steps of a case: given to who sees to them, added, ended; a step's task ends with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.conferences import held_for, note
from tsunagu.cases.circle import is_here, partakers
from tsunagu.cases.conference_enums import ConferenceMove, StepState, Towards
from tsunagu.cases.models import Case, Conference, SmallStep
from tsunagu.clock import now
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person
from tsunagu.response.actions.giving import conclude, give_step
from tsunagu.response.enums import OWED, Status, TaskKind
from tsunagu.response.models import Task

ENDED = {StepState.DONE: Status.DONE, StepState.DROPPED: Status.NOT_NEEDED}
"""How the task of a step stands where the step is ended."""


@dataclass(frozen=True)
class StepSaid:
    """A small step as it was said; without `who` the coordinator sees to it."""

    what: str
    towards: Towards = Towards.CHILD
    who: Person | None = None
    outside: str = ""
    until: date | None = None
    times: str = ""
    where: str = ""
    how: str = ""


def faults_of_steps(conference: Conference, said: Sequence[StepSaid]) -> list[str]:
    """What speaks against giving these steps out, all at once."""
    if not said:
        return []
    case, faults = conference.case, []
    if not is_here(case):
        faults.append(
            "子どもが、もうこの学校に在籍していません。新しい一歩はここでは渡せないので、"
            "「確認・同意事項」に書き、引き継ぎで伝えてください。書いたものは残っています"
        )
    known = partakers(case)
    for number, one in enumerate(said, start=1):
        who = one.who or case.coordinator
        if not one.what.strip():
            faults.append(f"{number}つ目の一歩に、何をするかを書いてください")
        if one.until is None:
            faults.append(f"{number}つ目の一歩に、いつまでにするかを入れてください")
        elif one.until < conference.day:
            faults.append(f"{number}つ目の一歩の「いつまでに」が、会議の日より前です")
        if who is None:
            faults.append(
                f"{number}つ目の一歩をする人（校外の人がするなら見届ける人）を選んでください"
            )
        elif who not in known:
            faults.append(f"{who.name}さんは、先にケースのチームに加えてください")
    return faults


def write_steps(conference: Conference, said: Sequence[StepSaid]) -> list[SmallStep]:
    """Write down steps in place of those that were there, of a conference not yet held."""
    conference.steps.all().delete()
    return [_written(conference, one, place) for place, one in enumerate(said)]


def give_out(step: SmallStep, by: Actor) -> None:
    """Put a step on the Today of who sees to it. Runs in the caller's transaction."""
    step.who = step.who or step.case.coordinator
    assert step.who is not None
    assert step.until is not None
    words = f"{step.what}（{step.outside}がすることを見届ける）" if step.outside else step.what
    step.task = give_step(pupil=step.case.pupil, words=words, due=step.until, who=step.who, by=by)
    step.save(update_fields=["who", "task"])
    note(step.conference, by, "small_step", step.pk, who=str(step.who.pk))


def add_step(*, conference: Conference, said: StepSaid, by: Actor) -> SmallStep:
    """Add a step to a conference that was held. Raises `Denied` and `Refused`."""
    with transaction.atomic():
        row = held_for(conference, ConferenceMove.STEP, by)
        reasons = [] if row.case.open else ["終わったケースに、一歩は加えられません"]
        if reasons := [*reasons, *faults_of_steps(row, [said])]:
            raise Refused(reasons)
        step = _written(row, said, row.steps.count())
        give_out(step, by)
    return step


def end_step(*, step: SmallStep, state: StepState, why: str, by: Actor) -> SmallStep:
    """End a step as done, or as dropped with the reason, or take its end back.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.WRITE_CASE, step.case.scope)
    the_person(by)
    with transaction.atomic():
        row = SmallStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
        if not row.conference.held:
            raise Refused(["会議の記録を確定してから、一歩の結果を書きます"])
        if reasons := _end_faults(row, state, why):
            raise Refused(reasons)
        if row.task:
            to = ENDED.get(state, Status.OPEN)
            conclude(task=row.task, status=to, why=why.strip(), by=by)
        _end(row, state, why.strip(), by)
    return row


def drop_with_case(*, case: Case, why: str, by: Actor) -> None:
    """Drop the open steps of a case that goes to another school, for a deed allowed already."""
    steps = case.small_steps.to_do()
    for step in steps.select_related("task__pupil", "conference__case"):
        if step.task:
            conclude(task=step.task, status=ENDED[StepState.DROPPED], why=why, by=by)
        _end(step, StepState.DROPPED, why, by)


def task_ended(*, task: Task, by: Actor, **_: Any) -> None:
    """The task of a step was ended, or its end taken back: the step follows. Raises `Refused`."""
    if task.kind != TaskKind.STEP:
        return
    step = SmallStep.objects.filter(task=task).select_related("case").first()
    if step is None:
        return
    states = {to: state for state, to in ENDED.items()}
    state = StepState.OPEN if task.status in OWED else states[Status(task.status)]
    if state == StepState.OPEN and step.open:
        return
    if state == StepState.OPEN and not step.case.open:
        raise Refused(["終わったケースの一歩です。先に、ケースをもう一度始めてください"])
    _end(step, state, task.why, by)


def _written(conference: Conference, said: StepSaid, place: int) -> SmallStep:
    return SmallStep.objects.create(
        municipality_id=conference.municipality_id,
        conference=conference,
        case=conference.case,
        place=place,
        what=said.what.strip(),
        who=said.who,
        outside=said.outside.strip(),
        until=said.until,
        times=said.times.strip(),
        where=said.where.strip(),
        how=said.how.strip(),
        towards=said.towards,
    )


def _end_faults(step: SmallStep, state: StepState, why: str) -> list[str]:
    known: Collection[StepState] = (StepState.OPEN,) if not step.open else tuple(ENDED)
    reasons = [] if state in known else [f"この一歩は、もう「{step.get_state_display()}」です"]
    if state == StepState.DROPPED and not why.strip():
        reasons.append("しないことにしたわけを書いてください")
    if state == StepState.OPEN and not step.case.open:
        reasons.append("終わったケースの一歩です。先に、ケースをもう一度始めてください")
    return reasons


def _end(step: SmallStep, state: StepState, why: str, by: Actor) -> None:
    over = state != StepState.OPEN
    step.state, step.why = state, why
    step.ended_by, step.ended_at = (by.person, now()) if over else (None, None)
    step.save(update_fields=["state", "why", "ended_by", "ended_at"])
    note(step.conference, by, "small_step", step.pk, state=state.value)
