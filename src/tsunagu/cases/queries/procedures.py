"""Where a case stands in its procedure, and the steps that somebody owes."""

from dataclasses import dataclass
from datetime import date

from tsunagu.cases.case_enums import StepOutcome
from tsunagu.cases.models import Case, ProcedureRecord
from tsunagu.cases.procedure_rules import due_of, past
from tsunagu.cases.queries.cases import OwedCase
from tsunagu.clock import JST, today
from tsunagu.packs.schema import ProcedureStep


@dataclass(frozen=True)
class StepStanding:
    """A step with its day, what was recorded of it, and whether it is owed."""

    step: ProcedureStep
    due: date | None
    records: list[ProcedureRecord]
    past: bool
    open: bool

    @property
    def held(self) -> ProcedureRecord | None:
        """The record that holds; none where the step is yet to be done."""
        last = self.records[-1] if self.records else None
        return last if last and last.outcome != StepOutcome.TAKEN_BACK else None

    @property
    def owed(self) -> bool:
        """Is it yet to be done?"""
        return self.open and self.held is None and not self.past

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.owed and self.due is not None and self.due < today()


def procedure_of(case: Case) -> list[StepStanding]:
    """The steps of a case's kind, as it was when the case began, in their order."""
    begun, birth = case.begun_at.astimezone(JST).date(), case.pupil.birth_date
    records = list(case.procedure.all())
    return [
        StepStanding(
            step,
            due_of(step, begun, birth),
            [one for one in records if one.step == step.id],
            past(step, begun, birth),
            case.open,
        )
        for step in case.definition.steps
    ]


@dataclass(frozen=True)
class OwedStep(OwedCase):
    """A step of a procedure as a line of work."""

    @property
    def next(self) -> str:
        """The steps due on the earliest day, with who does each."""
        steps = (one for one in procedure_of(self.one) if one.owed and one.due == self.due)
        return "、".join(f"{one.step.label}（{one.step.owner}）" for one in steps)

    @property
    def due(self) -> date:
        """By when."""
        return self.one.procedure_due or self.one.due
