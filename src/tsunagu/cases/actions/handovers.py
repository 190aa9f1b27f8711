"""What people do about a handover: prepare it, sign it off, send it, read it, go on with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, may, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.cases import begin_case, hand_case_over
from tsunagu.cases.actions.common import become, faults_of_guardian, filled_in
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.enums import ChildAgrees, ConsentWay
from tsunagu.cases.handover_enums import HandoverGround, HandoverMove, HandoverPart, HandoverState
from tsunagu.cases.handover_rules import DAYS, TRANSITIONS
from tsunagu.cases.models import Case, Handover, HandoverStep
from tsunagu.cases.printing.handover import handover_pdf
from tsunagu.cases.queries.handed import NEEDS, OF_THE_CASE, frozen, readable
from tsunagu.cases.queries.handovers import addressed_to
from tsunagu.clock import in_words, now, plus_working_days, today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.packs.overtime import number
from tsunagu.response.actions.common import the_person
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Guardian, Pupil, School

M, S, P, G = HandoverMove, HandoverState, HandoverPart, HandoverGround
FURTHEST = timedelta(days=366)
"""Nothing is handed on for a day further off: the next change of grade is nearer."""
THE_CHILD = "本人"


@dataclass(frozen=True)
class Plan:
    """What a handover is to be: for whom, from when, what of the child, and what allows it."""

    first: date
    to_school: School | None = None
    to: Person | None = None
    to_role: str = ""
    outside: str = ""
    parts: Collection[HandoverPart] = ()
    helped: str = ""
    avoid: str = ""
    sheets: Collection[Sheet] = ()
    ground: str = ""
    law: str = ""
    guardian: Guardian | None = None
    by_child: bool = False
    way: str = ""
    agreed_on: date | None = None
    child_agrees: str = ""
    child_said: str = ""


def prepare_handover(*, pupil: Pupil, case: Case | None, plan: Plan, by: Actor) -> Handover:
    """Begin a handover, from a case or without one. Raises `Denied` and `Refused`."""
    school = case.school_id if case else scope_of(pupil, today()).school
    handover = Handover(
        municipality_id=pupil.municipality_id,
        pupil=pupil,
        school_id=school,
        case=case,
        state=S.DRAFT,
        prepared_by=the_person(by),
        at=now(),
    )
    require(by, Deed.WRITE_HANDOVER, handover.scope)
    return _written(handover, plan, M.PREPARE, by)


def change_handover(*, handover: Handover, plan: Plan, by: Actor) -> Handover:
    """Write it anew while it is in hand; what lay before a manager comes back.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.WRITE_HANDOVER, handover.scope)
    with transaction.atomic():
        return _written(_held(handover), plan, M.CHANGE, by)


def ask_sign_off(*, handover: Handover, by: Actor) -> Handover:
    """Lay it before the managers. Raises `Denied`, and `Refused` with all that is missing."""
    require(by, Deed.WRITE_HANDOVER, handover.scope)
    if not handover.leaves:
        raise Refused(["校内の引き継ぎは、管理職に出さずに送れます"])
    if reasons := _missing(handover):
        raise Refused(reasons)
    return _step(handover, M.ASK, by, Deed.WRITE_HANDOVER)


def return_handover(*, handover: Handover, why: str, by: Actor) -> Handover:
    """Give it back with what to write anew. Raises `Denied` and `Refused`."""
    require(by, Deed.SIGN_HANDOVER, handover.scope)
    said = filled_in(why, "何を書き直すかを書いてください")
    return _step(handover, M.RETURN, by, Deed.SIGN_HANDOVER, text=said)


def send_handover(*, handover: Handover, as_read: int, by: Actor) -> Handover:
    """Send it, or let it be given on paper where it goes outside; what it says is frozen.

    A manager does where it leaves the school. `as_read` is how many steps it had when it was
    read. Raises `Denied`, and `Refused` with all that is missing.
    """
    deed = Deed.SIGN_HANDOVER if handover.leaves else Deed.WRITE_HANDOVER
    require(by, deed, handover.scope)
    with transaction.atomic():
        held = _held(handover)
        if held.steps.count() != as_read:
            raise Refused(["読んでいるあいだに書き直されました。もう一度読んでから送ってください"])
        if reasons := _missing(held):
            raise Refused(reasons)
        kept = frozen(held)
        held = _step(held, M.SEND if held.to_school_id else M.PRINT, by, deed)
        held.content, held.sent_at = kept, now()
        held.save(update_fields=["content", "sent_at"])
    return held


def read_handover(*, handover: Handover, by: Actor) -> Handover:
    """Say that one has read it. Raises `Denied` and `Refused`."""
    require(by, Deed.RECEIVE_HANDOVER, handover.received_scope)
    if handover.steps.filter(move=M.READ, by=the_person(by)).exists():
        raise Refused(["あなたが読んだことは、もう記録されています"])
    with transaction.atomic():
        held = _step(handover, M.READ, by, Deed.RECEIVE_HANDOVER)
        if addressed_to(by, held):
            held.state = S.READ
            held.save(update_fields=["state"])
    return held


def take_on(*, handover: Handover, kind: str, why: str, by: Actor) -> Case:
    """Begin the receiving school's own case; the old one is closed as handed over.

    Raises `Denied`, and `Refused` where the child is not there yet or a case is open.
    """
    require(by, Deed.RECEIVE_HANDOVER, handover.received_scope)
    if not handover.leaves:
        raise Refused(["同じ学校の中では、いまのケースを続けます"])
    if scope_of(handover.pupil, today()).school != handover.to_school_id:
        raise Refused(["子どもがこの学校に在籍してから始められます"])
    with transaction.atomic():
        held = _held(handover)
        new = begin_case(pupil=held.pupil, kind=kind, origin=CaseOrigin.HANDOVER, why=why, by=by)
        if held.case and held.to_school:
            hand_case_over(case=held.case, text=f"{held.to_school.name}が引き継いだ", by=by)
        held = _step(held, M.TAKE_ON, by, Deed.RECEIVE_HANDOVER)
        held.taken_on = new
        held.save(update_fields=["taken_on"])
    return new


def withdraw_handover(*, handover: Handover, why: str, by: Actor) -> Handover:
    """Take it back: from then on nobody reads it who received it. Raises `Denied`, `Refused`."""
    require(by, Deed.WRITE_HANDOVER, handover.scope)
    said = filled_in(why, "取り下げるわけを書いてください")
    return _step(handover, M.WITHDRAW, by, Deed.WRITE_HANDOVER, text=said)


def print_handover(*, handover: Handover, by: Actor) -> bytes:
    """A handover to a school elsewhere as PDF; each print is on record.

    Raises `Denied`, and `Refused` for who may not see all that is on it.
    """
    require(by, Deed.WRITE_HANDOVER, handover.scope)
    if handover.state != S.PAPER:
        raise Refused(["紙で渡すのは、管理職が確かめた、自治体の外の学校への引き継ぎだけです"])
    if hidden := readable(by, handover)[1]:
        unseen = "、".join(f"「{title}」" for title in hidden)
        raise Refused([f"{unseen}が入っているので、すべてを見られる人が印刷します"])
    with transaction.atomic():
        _note(handover, by, Deed.WRITE_HANDOVER, look=True, form="pdf")
    return handover_pdf(handover, by.label)


def _written(handover: Handover, plan: Plan, move: HandoverMove, by: Actor) -> Handover:
    """Write a plan down. Raises `Refused`."""
    if move != M.PREPARE:
        become(TRANSITIONS, S(handover.state), move)
    handover.state = S.DRAFT
    for name in ("first", "to_school", "to", "to_role", "law", "way", "agreed_on", "child_agrees"):
        setattr(handover, name, getattr(plan, name))
    for name in ("outside", "helped", "avoid", "child_said"):
        setattr(handover, name, getattr(plan, name).strip())
    handover.parts = [one.value for one in P if one in plan.parts]
    handover.ground = plan.ground if handover.leaves else G.WITHIN
    handover.guardian = plan.guardian
    adult = (plan.guardian.relation or "保護者") if plan.guardian else ""
    handover.given_by = THE_CHILD if plan.by_child else adult
    if reasons := _faults(handover, plan, by):
        raise Refused(reasons)
    handover.due = _due(handover)
    with transaction.atomic():
        handover.save()
        handover.sheets.set(plan.sheets)
        _keep(handover, move, by, Deed.WRITE_HANDOVER)
    return handover


def _faults(handover: Handover, plan: Plan, by: Actor) -> list[str]:
    """What speaks against writing it like this: whom it names, and what one may not see oneself."""
    reasons = []
    if bool(handover.to_school) == bool(handover.outside):
        reasons.append(
            "送る学校を選ぶか、自治体の外の学校の名前を書くか、どちらか一つにしてください"
        )
    if handover.outside and (plan.to or plan.to_role):
        reasons.append("自治体の外の学校には、紙で渡します。宛先の人と役割は空けてください")
    if handover.to_school and bool(plan.to) == bool(plan.to_role):
        reasons.append("宛先は、人か役割のどちらか一つを選んでください")
    if plan.to and handover.to_school and not _works_there(plan.to, handover.to_school, plan.first):
        reasons.append("宛先の人は、送る学校で働いている職員から選んでください")
    if not today() <= plan.first <= today() + FURTHEST:
        last = in_words(today() + FURTHEST, year=True)
        reasons.append(f"受け取る側が受け持つ日は、今日から{last}までの日を入れてください")
    if plan.guardian and plan.guardian.pupil_id != handover.pupil_id:
        reasons.append("この子どもの保護者を選んでください")
    for part in plan.parts:
        if part in OF_THE_CASE and handover.case is None:
            reasons.append(f"「{part.label}」は、ケースから用意するときに入れられます")
        elif not may(by, NEEDS[part], handover.scope):
            reasons.append(f"「{part.label}」は、それを見られる人が入れます")
    there = Sheet.objects.visible_to(by, Deed.SEE_SHEET)
    there = there.filter(pupil=handover.pupil_id, school=handover.school_id)
    there = there.filter(state=SheetState.COMPLETE)
    chosen = {sheet.pk for sheet in plan.sheets}
    if chosen - set(there.filter(pk__in=chosen).values_list("pk", flat=True)):
        reasons.append("様式は、この子どもの、完成したものから選んでください")
    return reasons


def _works_there(person: Person, school: School, first: date) -> bool:
    """Has somebody a role at a school, today or when the child is there?"""
    held = Role.objects.of_staff_here().filter(person=person, organisation=school.pk)
    return any(held.on(day).exists() for day in (today(), first))


def _missing(handover: Handover) -> list[str]:
    """What is missing before it can go."""
    reasons = [] if handover.parts else ["引き継ぐ範囲を選んでください"]
    for part, words in ((P.HELPED, handover.helped), (P.AVOID, handover.avoid)):
        if part in handover.parts and not words:
            reasons.append(f"「{part.label}」を書いてください")
    if P.SHEETS in handover.parts and not handover.sheets.exists():
        reasons.append("引き継ぐ様式を一つずつ選んでください")
    if handover.leaves and not handover.ground:
        reasons.append("学校を離れる引き継ぎです。同意か、根拠の法令を記録してください")
    if handover.ground == G.DUTY and not handover.law:
        reasons.append("根拠の法令を書いてください")
    return [*reasons, *(_missing_consent(handover) if handover.ground == G.CONSENT else ())]


def _missing_consent(handover: Handover) -> list[str]:
    """What is missing of a family's consent: who, when, in which way, and what the child says."""
    reasons = faults_of_guardian(handover.guardian)
    if not handover.given_by:
        reasons.append("だれが同意したかを選んでください")
    if handover.way not in ConsentWay.values:
        reasons.append("同意の方法を選んでください")
    if handover.agreed_on is None or handover.agreed_on > today():
        reasons.append("同意した日を、今日までの日で入れてください")
    if handover.child_agrees not in ChildAgrees.values:
        reasons.append("本人の気持ちを選んでください")
    elif handover.child_agrees == ChildAgrees.NO:
        reasons.append("本人が同意していないあいだは、同意による引き継ぎはできません")
    elif not handover.child_said:
        reasons.append("本人が話したことば（聞いていないときは、そのわけ）を書いてください")
    return reasons


def _held(handover: Handover) -> Handover:
    return Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)


def _step(
    handover: Handover, move: HandoverMove, by: Actor, deed: Deed, *, text: str = ""
) -> Handover:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    with transaction.atomic():
        held = _held(handover)
        before, held.state = held.state, become(TRANSITIONS, S(held.state), move)
        if held.state != before:
            held.due = _due(held)
        held.save(update_fields=["state", "due"])
        _keep(held, move, by, deed, text=text)
    return held


def _keep(handover: Handover, move: HandoverMove, by: Actor, deed: Deed, *, text: str = "") -> None:
    HandoverStep.objects.create(
        municipality_id=handover.municipality_id,
        handover=handover,
        move=move,
        text=text,
        by=the_person(by),
        at=now(),
    )
    _note(handover, by, deed, move=move.value)


def _due(handover: Handover) -> date:
    """By when the next step is owed; what is read, from the day on which the child is there."""
    state = S(handover.state)
    if state not in DAYS:
        return handover.due
    days = number(handover.municipality.packs, DAYS[state]).on(today())
    start = max(today(), handover.first) if state == S.SENT else today()
    return plus_working_days(start, days)


def _note(handover: Handover, by: Actor, deed: Deed, **codes: Any) -> None:
    received = deed == Deed.RECEIVE_HANDOVER
    scope = handover.received_scope if received else handover.scope
    note_deed(by, deed, "handover", handover.pk, pupil=handover.pupil_id, scope=scope, **codes)
