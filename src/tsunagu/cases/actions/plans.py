"""The plan for the child: its words, the child's own part, “this is not right” and its answer."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.case_enums import Righted
from tsunagu.cases.models import Case, NotRight, PlanLine, PlanPart, SmallStep
from tsunagu.cases.models.plans import PART_LENGTH, WHAT_LENGTH, WHO_LENGTH, WORDS_LENGTH
from tsunagu.cases.queries.plans import plans_of
from tsunagu.clock import now
from tsunagu.doors.queries import grade_of
from tsunagu.doors.words import faults_of, plain_braces
from tsunagu.response.actions.common import the_person

BY_PEOPLE = (Righted.SPOKEN, Righted.CHANGED)
"""The answers that people give; a handing over gives the third."""

ANSWERED = "待っている「これはちがう」は、もうありません。画面を読み直してください"


def write_line(*, case: Case, step: SmallStep | None, what: str, who: str, by: Actor) -> PlanLine:
    """Write a line for the child; of a step it takes the place of what stood for that step.

    Raises `Denied`, and `Refused` with all that the child could not read.
    """
    require(by, Deed.WRITE_CASE, case.scope)
    what, who = plain_braces(what), plain_braces(who)
    if reasons := _faults(case, step, what, who):
        raise Refused(reasons)
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if step:
            for before in case.plan_lines.filter(step=step, ended_at=None):
                end_line(line=before, by=by)
        line = PlanLine.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            step=step,
            what=what,
            who=who,
            by=the_person(by),
            at=now(),
        )
        _note(case, by, "plan_line", line.pk)
    return line


def _faults(case: Case, step: SmallStep | None, what: str, who: str) -> list[str]:
    grade = grade_of(case.pupil)
    reasons = [] if case.open else ["終わったケースのプランは、本人には出ません"]
    if step and not case.small_steps.to_do().filter(pk=step.pk).exists():
        reasons.append("会議で決めた、まだ終わっていない一歩から選んでください")
    for text, most in ((what, WHAT_LENGTH), (who, WHO_LENGTH)):
        if not text:
            reasons.append("本人に伝えることばと、する人を書いてください")
        elif len(text) > most:
            reasons.append(f"{most}字までで書いてください")
        reasons += faults_of(text, grade)
    return list(dict.fromkeys(reasons))


def end_line(*, line: PlanLine, by: Actor) -> None:
    """Take a line off the child's page. Raises `Denied`."""
    require(by, Deed.WRITE_CASE, line.case.scope)
    with transaction.atomic():
        line.ended_at, line.ended_by = now(), the_person(by)
        line.save(update_fields=["ended_at", "ended_by"])
        _note(line.case, by, "plan_line", line.pk, what="ended")


def write_part(*, plan: UUID, text: str, by: Actor) -> PlanPart:
    """The child's own part; written anew it is unread again. Raises `Denied` and `Refused`."""
    case = _own_case(plan, by)
    if len(text) > PART_LENGTH:
        raise Refused([f"{PART_LENGTH}字までで書いてください"])
    with transaction.atomic():
        said = {"text": text.strip(), "at": now(), "read_at": None, "read_by": None}
        part, _ = PlanPart.objects.update_or_create(
            case=case, defaults=said, create_defaults=said | {"municipality": by.municipality}
        )
        note_deed(by, Deed.OWN_PLAN, "plan_part", part.pk, pupil=by.pupil)
    return part


def say_not_right(*, plan: UUID, words: str, by: Actor) -> NotRight:
    """The child says that the plan is not right; again and again it is one. Raises as above."""
    case, words = _own_case(plan, by), words.strip()
    if len(words) > WORDS_LENGTH:
        raise Refused([f"{WORDS_LENGTH}字までで書いてください"])
    with transaction.atomic():
        said, new = NotRight.objects.select_for_update().get_or_create(
            case=case,
            answered_at=None,
            defaults={"municipality": by.municipality, "words": words, "at": now()},
        )
        more = words not in said.words.splitlines() and not new
        if more and words:
            said.words, said.read_at, said.read_by = f"{said.words}\n{words}".strip(), None, None
            said.save(update_fields=["words", "read_at", "read_by"])
        if new or more:
            note_deed(by, Deed.OWN_PLAN, "not_right", said.pk, pupil=by.pupil)
    return said


def _own_case(plan: UUID, by: Actor) -> Case:
    """The case of a plan that the child itself can read."""
    if by.pupil is None:
        raise Denied(Deed.OWN_PLAN)
    own = Case.objects.filter(pk=plan, pupil=by.pupil).select_related("pupil").first()
    cases = {one.case.pk: one.case for one in plans_of(by, grade_of(own.pupil))} if own else {}
    if plan not in cases:
        raise Denied(Deed.OWN_PLAN)
    return cases[plan]


def read_words(*, case: Case, by: Actor) -> None:
    """Say that one has read what the child wrote: the child sees by whom. Raises `Denied`."""
    require(by, Deed.WRITE_CASE, case.scope)
    with transaction.atomic():
        parts = list(PlanPart.objects.select_for_update().filter(case=case, read_at=None))
        said = list(NotRight.objects.select_for_update().filter(case=case, read_at=None))
        for one in (*parts, *said):
            one.read_at, one.read_by = now(), the_person(by)
            one.save(update_fields=["read_at", "read_by"])
        if parts or said:
            _note(case, by, "plan_words", case.pk)


def answer_not_right(*, case: Case, answer: Righted, said: str, by: Actor) -> NotRight:
    """Say what was done: spoken with the child, or the plan changed. Raises `Denied`, `Refused`."""
    require(by, Deed.WRITE_CASE, case.scope)
    with transaction.atomic():
        waits = NotRight.objects.select_for_update().filter(case=case, answered_at=None).first()
        if waits is None or answer not in BY_PEOPLE:
            raise Refused([ANSWERED])
        _answer(waits, answer, said.strip(), by)
        _note(case, by, "not_right", waits.pk, answer=answer.value)
    return waits


def hand_on_words(*, case: Case, why: str, by: Actor) -> None:
    """End what waits in a case that goes to another school, for a deed allowed already."""
    for waits in NotRight.objects.select_for_update().filter(case=case, answered_at=None):
        _answer(waits, Righted.HANDED, why, by)
        _note(case, by, "not_right", waits.pk, answer=Righted.HANDED.value)


def _answer(waits: NotRight, answer: Righted, said: str, by: Actor) -> None:
    person = the_person(by)
    waits.read_at, waits.read_by = waits.read_at or now(), waits.read_by or person
    waits.answer, waits.said, waits.answered_by, waits.answered_at = answer, said, person, now()
    waits.save(update_fields=["read_at", "read_by", "answer", "said", "answered_by", "answered_at"])


def _note(case: Case, by: Actor, kind: str, key: UUID, **codes: Any) -> None:
    note_deed(by, Deed.WRITE_CASE, kind, key, pupil=case.pupil_id, scope=case.scope, **codes)
