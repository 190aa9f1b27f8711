"""What people record of a case's own procedure."""

from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.case_enums import StepOutcome
from tsunagu.cases.models import Case, ProcedureRecord
from tsunagu.cases.procedure_rules import next_due
from tsunagu.cases.queries.procedures import procedure_of
from tsunagu.clock import JST, now, today
from tsunagu.response.actions.common import the_person


def record_step(
    *, case: Case, step: str, outcome: StepOutcome, on: date | None, text: str, by: Actor
) -> ProcedureRecord:
    """Record that a step is done on a day, is not needed, or is to be done again.

    Raises `Denied`, and `Refused` with all that speaks against it.
    """
    require(by, Deed.WRITE_CASE, case.scope)
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if reasons := _faults(held, step, outcome, on, text):
            raise Refused(reasons)
        record = ProcedureRecord.objects.create(
            municipality_id=held.municipality_id,
            case=held,
            step=step,
            outcome=outcome,
            on=on if outcome == StepOutcome.DONE else None,
            text=text.strip(),
            by=the_person(by),
            at=now(),
        )
        _set_due(held)
        _note(record, by)
    return record


def _faults(case: Case, step: str, outcome: StepOutcome, on: date | None, text: str) -> list[str]:
    """What speaks against a record."""
    standing = next((one for one in procedure_of(case) if one.step.id == step), None)
    if standing is None:
        return ["このケースの手順から選んでください"]
    reasons = [] if case.open else ["終わったケースの手順は記録できません"]
    back = outcome == StepOutcome.TAKEN_BACK
    if back != (standing.held is not None):
        reasons.append("まだ記録がありません" if back else "この手順は、もう記録されています")
    if not text.strip():
        done = outcome == StepOutcome.DONE
        reasons.append("したことを書いてください" if done else "わけを書いてください")
    if outcome == StepOutcome.DONE and (on is None or on > today()):
        reasons.append("した日を、今日までの日で入れてください")
    return reasons


def _set_due(case: Case) -> None:
    """By when the next step is owed now."""
    over = {one.step.id for one in procedure_of(case) if one.held}
    begun = case.begun_at.astimezone(JST).date()
    case.procedure_due = next_due(case.definition, begun, case.pupil.birth_date, over)
    case.save(update_fields=["procedure_due"])


def _note(record: ProcedureRecord, by: Actor) -> None:
    case = record.case
    note_deed(
        by,
        Deed.WRITE_CASE,
        "procedure",
        record.pk,
        pupil=case.pupil_id,
        scope=case.scope,
        step=record.step,
        outcome=record.outcome,
    )
