"""Where a case stands in its kind's procedure: plain values alone."""

from collections.abc import Collection
from datetime import date

from tsunagu.clock import plus_working_days
from tsunagu.packs.schema import CaseKind, ProcedureStep


def due_of(step: ProcedureStep, begun: date, birth: date | None) -> date | None:
    """By when a step is owed; None where its age is known and the child's birthday is not."""
    if step.days is not None:
        return plus_working_days(begun, step.days)
    if birth is None or step.age is None:
        return None
    year = birth.year + step.age
    leap = (birth.month, birth.day) == (2, 29)
    # Born on 29 February, a child is a year older from 1 March on where there is no such day.
    return date(year, 3, 1) if leap and year % 4 else birth.replace(year=year)


def past(step: ProcedureStep, begun: date, birth: date | None) -> bool:
    """Did the child come to the step's age before the case began, so that nobody owes it?"""
    due = due_of(step, begun, birth)
    return step.age is not None and due is not None and due < begun


def next_due(
    kind: CaseKind, begun: date, birth: date | None, over: Collection[str] = ()
) -> date | None:
    """By when the first step that is not over is owed; None where none is."""
    owed = [one for one in kind.steps if one.id not in over and not past(one, begun, birth)]
    return min((due for one in owed if (due := due_of(one, begun, birth))), default=None)
