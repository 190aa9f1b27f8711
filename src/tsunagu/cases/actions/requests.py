"""What people do about a request to the division: a team asks, a manager sends, the board acts."""

from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import become, filled_in
from tsunagu.cases.advisers import advisers
from tsunagu.cases.models import Case, DivisionRequest, DivisionRequestStep, request_kinds
from tsunagu.cases.request_enums import RequestMove, RequestState
from tsunagu.cases.request_rules import STEPS, TRANSITIONS
from tsunagu.clock import now, plus_working_days, today
from tsunagu.org.models import Person
from tsunagu.packs.overtime import number
from tsunagu.response.actions.common import the_person

M, S = RequestMove, RequestState


def ask_division(*, case: Case, kind: str, text: str, by: Actor) -> DivisionRequest:
    """Lay a request before the managers. Raises `Denied`, and `Refused` with what is missing."""
    require(by, Deed.WRITE_CASE, case.scope)
    reasons = [] if case.open else ["ケースが終わっています。もう一度始めてから頼んでください"]
    if kind not in request_kinds(case.municipality, today()):
        reasons.append("頼むことを選んでください")
    if not text.strip():
        reasons.append("頼みたいことを書いてください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        made = DivisionRequest(
            municipality_id=case.municipality_id, case=case, kind=kind, text=text.strip()
        )
        made.state, made.asked_by, made.at = S.WAITING, the_person(by), now()
        made.due = _due(made)
        made.save()
        _write(made, DivisionRequestStep(move=M.ASK), by, Deed.WRITE_CASE)
    return made


def send_request(*, request: DivisionRequest, by: Actor) -> DivisionRequest:
    """Send it to the division with a manager's word. Raises `Denied` and `Refused`."""
    require(by, Deed.SIGN_SHEET, request.case.scope)
    return _moved(request, DivisionRequestStep(move=M.SEND), by, Deed.SIGN_SHEET)


def withdraw_request(*, request: DivisionRequest, why: str, by: Actor) -> DivisionRequest:
    """Take it back with the reason, before it is sent or later. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_CASE, request.case.scope)
    step = DivisionRequestStep(
        move=M.WITHDRAW, text=filled_in(why, "取り下げるわけを書いてください")
    )
    return _moved(request, step, by, Deed.WRITE_CASE)


def withdraw_with_case(*, case: Case, why: str, by: Actor) -> None:
    """Take back what a case that goes to another school still asks, for a deed allowed already."""
    for request in case.requests.open():
        _moved(request, DivisionRequestStep(move=M.WITHDRAW, text=why), by, Deed.WRITE_CASE)


def assign_request(
    *, request: DivisionRequest, adviser: Person | None, text: str, by: Actor
) -> DivisionRequest:
    """Ask somebody of the division to see to it. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, request.received_scope)
    if adviser is None or adviser.pk not in {one.pk for one in advisers(by.municipality)}:
        raise Refused(["担当を、いまの主任SC・主任SSW・指導主事から選んでください"])
    step = DivisionRequestStep(move=M.ASSIGN, adviser=adviser, text=text.strip())
    return _moved(request, step, by, Deed.ANSWER_CONSULTATION)


def settle_request(*, request: DivisionRequest, on: date, text: str, by: Actor) -> DivisionRequest:
    """Record the day that was settled with the school. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, request.received_scope)
    if on < today():
        raise Refused(["日は、今日からの日を入れてください"])
    step = DivisionRequestStep(move=M.SETTLE, on=on, text=text.strip())
    return _moved(request, step, by, Deed.ANSWER_CONSULTATION)


def finish_request(*, request: DivisionRequest, text: str, by: Actor) -> DivisionRequest:
    """Close it with what was done. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, request.received_scope)
    step = DivisionRequestStep(move=M.DONE, text=filled_in(text, "したことを書いてください"))
    return _moved(request, step, by, Deed.ANSWER_CONSULTATION)


def decline_request(*, request: DivisionRequest, why: str, by: Actor) -> DivisionRequest:
    """Say that it cannot be met, and why. Raises `Denied` and `Refused`."""
    require(by, Deed.ANSWER_CONSULTATION, request.received_scope)
    text = filled_in(why, "受けられないわけと、代わりにできることを書いてください")
    step = DivisionRequestStep(move=M.DECLINE, text=text)
    return _moved(request, step, by, Deed.ANSWER_CONSULTATION)


def _moved(
    request: DivisionRequest, step: DivisionRequestStep, by: Actor, deed: Deed
) -> DivisionRequest:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    with transaction.atomic():
        held = DivisionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        move = RequestMove(step.move)
        to = become(TRANSITIONS, S(held.state), move)
        again = held.state == to and move == M.ASSIGN
        held.state, held.on = to, step.on or held.on
        held.adviser = step.adviser or held.adviser
        held.due = max(held.due, _due(held)) if again else _due(held)
        if move == M.SEND:
            held.sent_at = now()
        held.save(update_fields=["state", "due", "on", "adviser", "sent_at"])
        _write(held, step, by, deed)
    return held


def _due(one: DivisionRequest) -> date:
    """By when the next step is owed: working days from today, or from a later day settled."""
    state = S(one.state)
    if state not in STEPS:
        return one.due
    days = number(one.municipality.packs, STEPS[state][2]).on(today())
    settled = one.on if state == S.SETTLED else None
    return plus_working_days(max(settled or today(), today()), days)


def _write(one: DivisionRequest, step: DivisionRequestStep, by: Actor, deed: Deed) -> None:
    step.municipality_id, step.request = one.municipality_id, one
    step.by, step.at = the_person(by), now()
    step.save()
    note_deed(by, deed, "request", one.pk, pupil=one.case.pupil_id, move=step.move)
