"""What people do about follow-up slips: the board asks, schools hand in, share and support."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import become
from tsunagu.cases.enums import FollowUpMove, FollowUpState
from tsunagu.cases.follow_up_rules import STEPS, TRANSITIONS
from tsunagu.cases.models import FollowUp, FollowUpStep, SlipCall, SlipTurn
from tsunagu.cases.queries.follow_ups import shares_of, to_hand_in
from tsunagu.clock import now, plus_working_days, today
from tsunagu.forms.models import Sheet
from tsunagu.packs.overtime import number
from tsunagu.response.actions.common import the_person
from tsunagu.school.models import School

M, S = FollowUpMove, FollowUpState


def call_slips(*, text: str, due: date, schools: Collection[School], by: Actor) -> SlipCall:
    """Ask schools for their slips by a day. Raises `Denied` and `Refused`."""
    require(by, Deed.ASK_FOLLOW_UP, Scope(municipality=by.municipality.pk))
    reasons = [] if text.strip() else ["どの子どもの個票を求めるかを書いてください"]
    reasons += [] if schools else ["学校を選んでください"]
    reasons += ["期限は、今日からの日を入れてください"] if due < today() else []
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        call = SlipCall.objects.create(
            municipality=by.municipality, text=text.strip(), due=due, by=the_person(by), at=now()
        )
        SlipTurn.objects.bulk_create(
            SlipTurn(municipality=by.municipality, call=call, school=school) for school in schools
        )
        note_deed(by, Deed.ASK_FOLLOW_UP, "slip_call", call.pk, schools=len(schools), due=str(due))
    return call


def end_call(*, call: SlipCall, by: Actor) -> None:
    """Ask no more for what was not handed in. Raises `Denied` and `Refused`."""
    require(by, Deed.ASK_FOLLOW_UP, Scope(municipality=call.municipality_id))
    with transaction.atomic():
        held = SlipCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if held.ended_at:
            raise Refused(["もう終えてあります"])
        held.ended_at = now()
        held.save(update_fields=["ended_at"])
        note_deed(by, Deed.ASK_FOLLOW_UP, "slip_call", call.pk, ended=True)


def hand_in(*, turn: SlipTurn, by: Actor) -> int:
    """Hand in every slip that is completed, as a manager; none where there is no such child.

    One that corrects a slip already handed in takes its place. Returns how many; raises `Denied`
    and `Refused`.
    """
    require(by, Deed.SIGN_SHEET, turn.school.scope)
    with transaction.atomic():
        held = SlipTurn.objects.select_for_update(of=("self",)).select_related("call")
        row = held.get(pk=turn.pk)
        slips = to_hand_in(row)
        if row.handed_in_at and not slips:
            raise Refused(["もう出してあります。新しく完成した個票はありません"])
        if row.call.ended_at:
            raise Refused(["教育委員会が、求めるのを終えています"])
        for sheet in slips:
            _send(row, sheet, by)
        if row.handed_in_at is None:
            row.handed_in_at, row.handed_in_by = now(), the_person(by)
            row.save(update_fields=["handed_in_at", "handed_in_by"])
        note_deed(by, Deed.SIGN_SHEET, "slip_turn", row.pk, scope=turn.school.scope)
    return len(slips)


def _send(turn: SlipTurn, sheet: Sheet, by: Actor) -> None:
    known = FollowUp.objects.open().filter(sheet=sheet.replaces_id).first()
    if known:
        known.sheet = sheet
        known.save(update_fields=["sheet"])
        _move(known, M.CORRECT, by, Deed.SIGN_SHEET)
        return
    made = FollowUp.objects.create(
        municipality_id=turn.municipality_id,
        turn=turn,
        sheet=sheet,
        state=S.SENT,
        due=_due(S.SENT, by),
        at=now(),
    )
    _write(made, M.SEND, by, Deed.SIGN_SHEET, "")


def read_slip(*, follow_up: FollowUp, text: str, by: Actor) -> None:
    """Say at the board that a slip was read, and what to think of. Raises `Denied`, `Refused`."""
    require(by, Deed.ASK_FOLLOW_UP, follow_up.received_scope)
    _move(follow_up, M.READ, by, Deed.ASK_FOLLOW_UP, text)


def share_slip(*, follow_up: FollowUp, text: str, by: Actor) -> None:
    """Record with whom it is shared: by shares of the child's, or else the reason why by none.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.FOLLOW_UP, follow_up.sheet.scope)
    if not text.strip() and not shares_of(follow_up):
        raise Refused(
            ["先に「校外との共有」を出すか、校内で伝えた相手・共有しないわけを書いてください"]
        )
    _move(follow_up, M.SHARE, by, Deed.FOLLOW_UP, text)


def note_support(*, follow_up: FollowUp, text: str, by: Actor) -> None:
    """Note the support that the child gets, which ends the slip. Raises `Denied` and `Refused`."""
    require(by, Deed.FOLLOW_UP, follow_up.sheet.scope)
    if not text.strip():
        raise Refused(["だれが、何を、いつから支援するかを書いてください"])
    _move(follow_up, M.SUPPORT, by, Deed.FOLLOW_UP, text)


def withdrawn(*, sheet: Sheet, by: Actor, **_: Any) -> None:
    """A slip that was taken back is followed no more."""
    known = FollowUp.objects.open().filter(sheet=sheet).first()
    if known:
        _move(known, M.WITHDRAW, by, Deed.FOLLOW_UP, sheet.ended_why)


def _move(one: FollowUp, move: FollowUpMove, by: Actor, deed: Deed, text: str = "") -> None:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    with transaction.atomic():
        held = FollowUp.objects.select_for_update(of=("self",)).get(pk=one.pk)
        to = become(TRANSITIONS, S(held.state), move)
        if to != held.state:
            held.state, held.due = to, _due(to, by) if to in STEPS else held.due
            held.save(update_fields=["state", "due"])
        _write(held, move, by, deed, text.strip())


def _write(one: FollowUp, move: FollowUpMove, by: Actor, deed: Deed, text: str) -> None:
    """Keep the step, and write it to the audit by its code."""
    FollowUpStep.objects.create(
        municipality_id=one.municipality_id,
        follow_up=one,
        move=move,
        text=text,
        by=the_person(by),
        at=now(),
    )
    pupil = one.sheet.pupil_id or ""
    note_deed(by, deed, "follow_up", one.pk, pupil=pupil, move=move.value)


def _due(state: FollowUpState, by: Actor) -> date:
    """By when the next step is owed, in working days from today."""
    days = number(by.municipality.packs, STEPS[state][2]).on(today())
    return plus_working_days(today(), days)
