"""What a sharing decided, as work that somebody owes until it is done or not needed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.access.actor import Actor
from tsunagu.org.models import Person
from tsunagu.response.actions.giving import give, new_task, withdraw
from tsunagu.response.enums import OWED, TaskKind
from tsunagu.response.models import Decision, Sharing, Task


@dataclass(frozen=True)
class Decided:
    """What was decided, who does it and until when; without a person the attendance lead does."""

    what: str
    who: Person | None = None
    until: date | None = None


def faults_of(decided: Sequence[Decided], on: date, *, draft: bool) -> list[str]:
    """What is wrong with the decisions of a day, in sentences; a draft may lack what is to come."""
    faults = []
    if not draft and not (decided and all(one.what.strip() for one in decided)):
        faults.append("決めたことを書いてください。まだのときは下書きとして保存できます。")
    if not draft and any(one.until is None for one in decided):
        faults.append("決めたことのそれぞれに、「いつまでに」を入れてください。")
    if any(one.until and one.until < on for one in decided):
        faults.append("「いつまでに」が、共有した日より前になっています。")
    return faults


def write_decisions(
    sharing: Sharing, decided: Sequence[Decided], corrects: Sharing | None, by: Actor
) -> None:
    """Write a sharing's decisions in place of its draft's; for good each becomes a task.

    Of a sharing that it corrects, a decision in the same words hands its task on; what else is
    still owed from there is withdrawn. Runs in the caller's transaction. Raises `Refused`.
    """
    sharing.decisions.all().delete()
    before = list(_with_tasks(corrects))
    for place, one in enumerate(decided):
        decision = Decision(
            municipality=sharing.municipality,
            sharing=sharing,
            place=place,
            what=one.what,
            who=one.who,
            until=one.until,
        )
        if not sharing.draft:
            old = _of_old(before, one)
            if old:
                before.remove(old)
            decision.task = _task(decision, old, by)
        decision.save()
    _withdraw(before, "訂正により、決めたことではなくなりました。", by)


def _of_old(before: Sequence[Decision], one: Decided) -> Decision | None:
    """The decision in the same words, of the same person where several share the words."""
    alike = [old for old in before if old.what == one.what]
    return next((old for old in alike if old.who == one.who), next(iter(alike), None))


def withdraw_decisions(sharing: Sharing, by: Actor) -> None:
    """Withdraw what is still owed of a sharing that was taken back."""
    _withdraw(_with_tasks(sharing), "情報共有の記録が取り消されました。", by)


def _with_tasks(sharing: Sharing | None) -> Iterable[Decision]:
    """The decisions of a sharing that became tasks."""
    if sharing is None:
        return []
    return sharing.decisions.exclude(task=None).select_related("task__pupil", "who")


def _task(decision: Decision, old: Decision | None, by: Actor) -> Task:
    """The task of a decision: a new one, or that of the decision whose place it takes."""
    sharing, until = decision.sharing, decision.until
    assert until is not None
    task = new_task(sharing.pupil, TaskKind.DECISION)
    if old is not None and old.task is not None:
        task, old.task = old.task, None
        old.save(update_fields=["task"])
    task.day, task.due = sharing.on, until
    if task.status in OWED:
        give(task, decision.who, by)
    task.save()
    return task


def _withdraw(decisions: Iterable[Decision], why: str, by: Actor) -> None:
    for task in [d.task for d in decisions if d.task and d.task.status in OWED]:
        withdraw(task, why, by)
