"""What people do with a case as a whole: begin, take it further, look at it again, close."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, may, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.agreements import end_with_case
from tsunagu.cases.actions.common import become
from tsunagu.cases.actions.conferences import cancel_with_case
from tsunagu.cases.actions.plans import hand_on_words
from tsunagu.cases.actions.requests import withdraw_with_case
from tsunagu.cases.actions.school_days import end_days_with_case
from tsunagu.cases.actions.small_steps import drop_with_case
from tsunagu.cases.case_enums import REVIEWED, CaseMove, CaseOrigin, CaseState
from tsunagu.cases.case_rules import DAYS, TRANSITIONS
from tsunagu.cases.conference_enums import ConferenceState
from tsunagu.cases.models import Case, CaseStep
from tsunagu.cases.procedure_rules import next_due
from tsunagu.cases.queries.procedures import procedure_of
from tsunagu.clock import in_words, now, plus_working_days, today
from tsunagu.org.models import Person
from tsunagu.packs.actions import version_of
from tsunagu.packs.loader import case_kinds
from tsunagu.response.actions.common import the_person
from tsunagu.response.actions.spans import rest_for_cases
from tsunagu.school.homes import scope_of
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Pupil

M, S = CaseMove, CaseState
LONGEST = timedelta(days=366)
"""No review is set for later: within a year a child changes grade."""
OPEN_ALREADY = "同じ種類のケースが、すでに始まっています。そのケースに書き足してください"


def begin_case(*, pupil: Pupil, kind: str, origin: CaseOrigin, why: str, by: Actor) -> Case:
    """Begin a case at the pupil's school, under the version of its kind in force today.

    Raises `Denied`, and `Refused` where one of this kind is open already.
    """
    place = scope_of(pupil, today())
    require(by, Deed.WRITE_CASE, place)
    known = case_kinds(pupil.municipality.packs, today())
    reasons = [] if why.strip() else ["始めるわけを書いてください"]
    if kind not in known:
        reasons.append("ケースの種類を選んでください")
    elif Case.objects.open().filter(pupil=pupil, school=place.school, kind=kind).exists():
        reasons.append(OPEN_ALREADY)
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        case = Case.objects.create(
            municipality_id=pupil.municipality_id,
            pupil=pupil,
            school_id=place.school,
            kind=kind,
            version=version_of(*known[kind]),
            origin=origin,
            state=S.NOTICED,
            due=plus_working_days(today(), known[kind][1].decide_days),
            procedure_due=next_due(known[kind][1], today(), pupil.birth_date),
            begun_by=the_person(by),
            begun_at=now(),
        )
        _write(case, M.BEGIN, why.strip(), by)
    return case


def move_case(*, case: Case, move: CaseMove, text: str, until: date | None, by: Actor) -> Case:
    """Take a case further, with the day of its next review where it is supported or watched.

    Raises `Denied`, and `Refused` with all that speaks against it.
    """
    require(by, Deed.WRITE_CASE, case.scope)
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        to = become(TRANSITIONS, S(held.state), move)
        if reasons := [*_faults(held, to, text, until), *_left_open(held, to)]:
            raise Refused(reasons)
        held.state, held.due = to, _due(held, to, until)
        held.save(update_fields=["state", "due"])
        _write(held, move, text.strip(), by)
        if to in REVIEWED or to == S.CLOSED:
            _rest(held, by, anew=to in REVIEWED)
        if to == S.CLOSED:
            end_with_case(case=held, by=by)
            end_days_with_case(case=held, last=today(), why="ケースを終えたため", by=by)
    return held


def hand_case_over(*, case: Case, text: str, by: Actor) -> None:
    """Close a case that another school goes on with, whose own deed allows it.

    What is open in it ends: the other school reads of it in the handover, and begins its own.
    Agreements about school days end with yesterday: they are of a school where the child is not.
    """
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if held.open:
            held.state = become(TRANSITIONS, S(held.state), M.HAND_OVER)
            held.due = today()
            held.save(update_fields=["state", "due"])
            _write(held, M.HAND_OVER, text, by)
            for end in (drop_with_case, cancel_with_case, withdraw_with_case, hand_on_words):
                end(case=held, why=text, by=by)
            yesterday = today() - timedelta(days=1)
            end_days_with_case(case=held, last=yesterday, why=text, by=by)
            _rest(held, by, anew=False)


def name_coordinator(*, case: Case, person: Person | None, by: Actor) -> Case:
    """Let one of the team's staff coordinate. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_CASE, case.scope)
    team = case.members.on(today()).exclude(person=None).values_list("person", flat=True)
    if person is None or person.pk not in set(team):
        raise Refused(["コーディネーターは、チームに入っている校内の職員から選んでください"])
    if not may(actor_of(person), Deed.WRITE_CASE, case.scope):
        raise Refused(["この人は、いまこのケースを進められる役割がありません"])
    with transaction.atomic():
        case.coordinator = person
        case.save(update_fields=["coordinator"])
        _note(case, by, coordinator=str(person.pk))
    return case


def _faults(case: Case, to: CaseState, text: str, until: date | None) -> list[str]:
    """What speaks against a move that its state allows."""
    reasons = []
    if not text.strip():
        reasons.append(
            "どうなったかを書いてください" if to == S.CLOSED else "何をどう決めたかを書いてください"
        )
    others = Case.objects.open().filter(pupil=case.pupil_id, school=case.school_id, kind=case.kind)
    if not case.open and others.exists():
        reasons.append(OPEN_ALREADY)
    if to == S.PLANNED and case.coordinator is None:
        reasons.append("計画を立てる前に、コーディネーターを決めてください")
    if to in REVIEWED:
        if until is None:
            reasons.append("次に見直す日を入れてください")
        elif not today() < until <= today() + LONGEST:
            last = in_words(today() + LONGEST, year=True)
            reasons.append(f"次に見直す日は、明日から{last}までの日を入れてください")
    return reasons


def _left_open(case: Case, to: CaseState) -> list[str]:
    """What keeps a case from being closed: what it began and nobody ended, each by its name."""
    if to != S.CLOSED:
        return []
    steps = case.small_steps.to_do()
    planned = case.conferences.filter(state=ConferenceState.PLANNED)
    waits = case.not_right.filter(answered_at=None)
    return [
        *("本人の「これはちがう」に答えてください（本人のプラン）" for _ in waits),
        *(
            f"手順の「{one.step.label}」（{one.step.owner}）がまだです。"
            "済んだか、しなくてよいわけを、「手順」に記録してください"
            for one in procedure_of(case)
            if one.owed
        ),
        *(
            f"まだ終わっていない一歩があります：{one.told}。"
            "したか、しないことにするかを書いてください"
            for one in steps.select_related("who").order_by("until", "place", "pk")
        ),
        *(
            f"{one.when}の会議がまだです。記録を書くか、開かないことにしてください"
            for one in planned.order_by("day", "pk")
        ),
        *(
            f"教育委員会への依頼「{one.label}」が、まだ「{one.get_state_display()}」です。"
            "終わるのを待つか、わけを書いて取り下げてください"
            for one in case.requests.open().select_related("municipality").order_by("at", "pk")
        ),
    ]


def _due(case: Case, to: CaseState, until: date | None) -> date:
    """By when the next step is owed."""
    if to in DAYS:
        return plus_working_days(today(), getattr(case.definition, DAYS[to]))
    return until if until and to in REVIEWED else today()


def _rest(case: Case, by: Actor, *, anew: bool) -> None:
    """Let what rests while a child's cases are looked at rest until the last review of them all.

    Where nothing is reviewed `anew`, no longer than it rests: what somebody took back stays so.
    """
    hold_pupils([case.pupil_id])
    reviewed = Case.objects.filter(pupil=case.pupil_id, state__in=REVIEWED)
    last = max([today(), *reviewed.values_list("due", flat=True)])
    rest_for_cases(pupil=case.pupil, last=last, anew=anew, by=by)


def _write(case: Case, move: CaseMove, text: str, by: Actor) -> None:
    CaseStep.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        move=move,
        text=text,
        until=None if case.state == S.CLOSED else case.due,
        by=the_person(by),
        at=now(),
    )
    _note(case, by, move=move.value)


def _note(case: Case, by: Actor, **codes: Any) -> None:
    note_deed(by, Deed.WRITE_CASE, "case", case.pk, pupil=case.pupil_id, scope=case.scope, **codes)
