"""What people do about a consultation, as verbs: the school asks, the board answers."""

from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import become, filled_in
from tsunagu.cases.advisers import advisers
from tsunagu.cases.consultation_rules import STEPS, TRANSITIONS
from tsunagu.cases.enums import AT_SCHOOL, OVER, ConsultationMove, ConsultationState
from tsunagu.cases.models import Consultation, ConsultationStep
from tsunagu.cases.sheets import FORM, as_written, signature
from tsunagu.clock import now, plus_working_days, today
from tsunagu.forms.actions import complete_sheet, sign_sheet, withdraw_sheet
from tsunagu.forms.answers import faults
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.packs.forms import FormField
from tsunagu.packs.overtime import number
from tsunagu.response.actions.common import the_person

M, S = ConsultationMove, ConsultationState


def ask_signature(*, sheet: Sheet, by: Actor) -> Consultation:
    """Lay a written sheet before the managers. Raises `Denied`, and `Refused` with what is missing.

    What a manager alone can give is not missing yet.
    """
    require(by, Deed.ASK_CONSULTATION, sheet.scope)
    _is_one(sheet)
    sign = signature(sheet.definition)
    said = faults(sheet.definition, sheet.answers())
    if reasons := [words for field, one in said.items() if field != sign.id for words in one]:
        raise Refused(reasons)
    with transaction.atomic():
        return _moved(_of(sheet, by), M.ASK, by, Deed.ASK_CONSULTATION)


def send_consultation(*, sheet: Sheet, as_read: int, by: Actor) -> Consultation:
    """Sign, complete and send a sheet as a manager; `as_read` is `sheets.as_written` when read.

    Raises `Denied`, and `Refused` where something is missing or was written since.
    """
    require(by, Deed.SIGN_SHEET, sheet.scope)
    _is_one(sheet)
    with transaction.atomic():
        Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if as_written(sheet) != as_read:
            raise Refused(["読んでいるあいだに書き足されました。もう一度読んでから送ってください"])
        sign_sheet(sheet=sheet, field=signature(sheet.definition), by=by)
    return Consultation.objects.get(sheet=sheet)


def signed(*, sheet: Sheet, field: FormField, by: Actor, **_: Any) -> None:
    """A manager's signature under a consultation sheet completes it and sends it to the board.

    One that corrects a sheet already sent takes its place there. Raises `Denied` and `Refused`.
    """
    if sheet.form != FORM or field.signed_by != "manager":
        return
    complete_sheet(sheet=sheet, by=by)
    sent = Consultation.objects.exclude(state__in=OVER | AT_SCHOOL)
    known = sent.select_for_update(of=("self",)).filter(sheet=sheet.replaces_id).first()
    if known is None:
        _moved(_of(sheet, by), M.SEND, by, Deed.SIGN_SHEET)
        return
    laid_before = Consultation.objects.filter(sheet=sheet)
    ConsultationStep.objects.filter(consultation__in=laid_before).update(consultation=known)
    laid_before.delete()
    known.sheet = sheet
    known.save(update_fields=["sheet"])
    _moved(known, M.CORRECT, by, Deed.SIGN_SHEET)


def return_sheet(*, consultation: Consultation, why: str, by: Actor) -> Consultation:
    """Give a sheet back unsigned, with what to write anew. Raises `Denied` and `Refused`."""
    require(by, Deed.SIGN_SHEET, consultation.sheet.scope)
    text = filled_in(why, "何を書き直すかを書いてください")
    return _step(consultation, M.RETURN, by, Deed.SIGN_SHEET, text=text)


def withdraw_consultation(*, consultation: Consultation, why: str, by: Actor) -> None:
    """Take a sheet back with the reason; the board no longer reads it.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.ASK_CONSULTATION, consultation.sheet.scope)
    if not consultation.open:
        raise Refused([f"いまは「{consultation.get_state_display()}」なので、取り下げられません"])
    withdraw_sheet(sheet=consultation.sheet, why=why, by=by)


def withdrawn(*, sheet: Sheet, by: Actor, **_: Any) -> None:
    """A sheet that was taken back takes its consultation with it, if that is not over."""
    known = Consultation.objects.open().filter(sheet=sheet).first()
    if known:
        _step(known, M.WITHDRAW, by, Deed.ASK_CONSULTATION, text=sheet.ended_why)


def read_consultation(*, consultation: Consultation, by: Actor) -> Consultation:
    """Say that the sheet was read at the board. Raises `Denied` and `Refused`."""
    return _answered(consultation, M.READ, by)


def assign_adviser(
    *, consultation: Consultation, adviser: Person | None, text: str, by: Actor
) -> Consultation:
    """Ask an adviser of the board to answer. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, consultation.received_scope)
    if adviser is None or adviser.pk not in {one.pk for one in advisers(by.municipality)}:
        raise Refused(["担当を、いまの主任SC・主任SSW・指導主事から選んでください"])
    return _answered(consultation, M.ASSIGN, by, text=text.strip(), adviser=adviser)


def record_call(*, consultation: Consultation, reached: bool, text: str, by: Actor) -> Consultation:
    """Record that the school was called back, or that nobody was reached.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.ANSWER_CONSULTATION, consultation.received_scope)
    said = filled_in(text, "だれと何を話したかを書いてください") if reached else text.strip()
    return _answered(consultation, M.CALL if reached else M.TRY, by, text=said)


def agree(
    *, consultation: Consultation, how: ConsultationMove, on: date | None, text: str, by: Actor
) -> Consultation:
    """Record what comes of it: advice given, or the day of a visit or of a conference.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.ANSWER_CONSULTATION, consultation.received_scope)
    reasons = [] if text.strip() else ["内容を書いてください"]
    if how not in {M.ADVISE, M.VISIT, M.CONFER}:
        reasons.append("助言・学校訪問・ケース会議から選んでください")
    if how in {M.VISIT, M.CONFER} and on is None:
        reasons.append("訪問・会議の日を入れてください")
    if on and on < today():
        reasons.append("訪問・会議の日は、今日からの日を入れてください")
    if reasons:
        raise Refused(reasons)
    day = None if how == M.ADVISE else on
    return _answered(consultation, how, by, text=text.strip(), on=day)


def close_consultation(*, consultation: Consultation, agreed: str, by: Actor) -> Consultation:
    """Close it with what was agreed. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, consultation.received_scope)
    return _answered(
        consultation, M.CLOSE, by, text=filled_in(agreed, "決まったことを書いてください")
    )


def _is_one(sheet: Sheet) -> None:
    if sheet.form != FORM:
        raise Refused(["相談シートではありません"])


def _of(sheet: Sheet, by: Actor) -> Consultation:
    """The sheet's consultation, begun now in the writer's hand where there is none; held."""
    begun = {
        "municipality_id": sheet.municipality_id,
        "school_id": sheet.school_id,
        "state": S.RETURNED,
        "due": today(),
        "asked_by": the_person(by),
        "at": now(),
    }
    made, _ = Consultation.objects.get_or_create(sheet=sheet, defaults=begun)
    return Consultation.objects.select_for_update(of=("self",)).get(pk=made.pk)


def _answered(
    consultation: Consultation, move: ConsultationMove, by: Actor, **what: object
) -> Consultation:
    """Do something at the board."""
    require(by, Deed.ANSWER_CONSULTATION, consultation.received_scope)
    return _step(consultation, move, by, Deed.ANSWER_CONSULTATION, **what)


def _step(
    consultation: Consultation, move: ConsultationMove, by: Actor, deed: Deed, **what: object
) -> Consultation:
    with transaction.atomic():
        held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        return _moved(held, move, by, deed, **what)


def _moved(
    held: Consultation, move: ConsultationMove, by: Actor, deed: Deed, **what: object
) -> Consultation:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    to = become(TRANSITIONS, S(held.state), move)
    step = ConsultationStep(municipality_id=held.municipality_id, consultation=held, move=move)
    step.by, step.at = the_person(by), now()
    for name, value in what.items():
        setattr(step, name, value)
    step.save()
    if move == M.SEND:
        held.sent_at = step.at
    if step.adviser:
        held.adviser = step.adviser
    if move not in {M.TRY, M.CORRECT}:
        due = _due(to, step, held)
        held.due = max(due, held.due) if move == M.ASSIGN else due
    held.state = to
    held.save(update_fields=["state", "due", "sent_at", "adviser"])
    note_deed(by, deed, "consultation", held.pk, pupil=held.sheet.pupil_id or "", move=move.value)
    return held


def _due(state: ConsultationState, step: ConsultationStep, held: Consultation) -> date:
    """By when the next step is owed: working days from today, or from a later day agreed on."""
    if state not in STEPS:
        return held.due
    days = number(held.municipality.packs, STEPS[state][2]).on(today())
    return plus_working_days(max(step.on or today(), today()), days)
