"""What a conference said and decided: written together, held once, and who agrees."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.cases import LONGEST, move_case
from tsunagu.cases.actions.conferences import held_for, note
from tsunagu.cases.actions.small_steps import (
    StepSaid,
    faults_of_steps,
    give_out,
    write_steps,
)
from tsunagu.cases.case_enums import REVIEWED, CaseMove
from tsunagu.cases.conference_enums import (
    Area,
    Assents,
    ConferenceMove,
    ConferenceState,
    Whose,
)
from tsunagu.cases.models import Assent, Conference
from tsunagu.clock import in_words, now, today
from tsunagu.response.actions.common import the_person
from tsunagu.response.actions.drafts import end_draft
from tsunagu.response.enums import DraftForm


@dataclass(frozen=True)
class Said:
    """What was said and decided, who was there, and when one meets again, as it was written down.

    `attended` are invitations; without a next day `no_next_why` says why there is none.
    """

    areas: Mapping[Area, str]
    aim: str
    agreed: str
    steps: Sequence[StepSaid] = ()
    attended: Collection[UUID] = ()
    next_on: date | None = None
    no_next_why: str = ""


class Overtaken(Exception):
    """Somebody else has written the record since it was read; `now` is the record as it is."""

    def __init__(self, now: Conference) -> None:
        self.now = now
        super().__init__(str(now.pk))


def write_record(*, conference: Conference, said: Said, number: int, by: Actor) -> Conference:
    """Write down what is said; `number` is the record's as the writer read it.

    Of one that was held the words alone are: each of its steps is ended or added by itself.
    Raises `Denied`, `Refused` and `Overtaken`.
    """
    with transaction.atomic():
        row = _read(conference, ConferenceMove.WRITE, number, by)
        _write(row, said, by)
        note(row, by, move=ConferenceMove.WRITE.value)
    return row


def hold_conference(*, conference: Conference, said: Said, number: int, by: Actor) -> Conference:
    """Record a conference as held: who was there, what was decided, when one meets again.

    Each step goes to who sees to it; the next day is the review of a case that is supported or
    watched. Raises `Denied`, `Refused` with all that is missing, and `Overtaken`.
    """
    with transaction.atomic():
        row = _read(conference, ConferenceMove.HOLD, number, by)
        if reasons := [*_faults(row, said), *faults_of_steps(row, said.steps)]:
            raise Refused(reasons)
        _write(row, said, by)
        row.state, row.held_by, row.held_at = ConferenceState.HELD, the_person(by), now()
        row.save(update_fields=["state", "held_by", "held_at"])
        for step in row.steps.all():
            step.conference, step.case = row, row.case
            give_out(step, by)
        note(row, by, move=ConferenceMove.HOLD.value)
        _review(row, by)
    return row


def record_assent(
    *,
    conference: Conference,
    whose: Whose,
    who: str,
    answer: Assents,
    words: str,
    on: date,
    by: Actor,
) -> Assent:
    """Write down whether somebody agrees with what was decided. Raises `Denied`, `Refused`."""
    with transaction.atomic():
        row = held_for(conference, ConferenceMove.ASSENT, by)
        reasons = []
        if whose == Whose.OTHER and not who.strip():
            reasons.append("だれのことかを書いてください")
        if answer != Assents.AGREES and not words.strip():
            reasons.append("話したことば、またはまだ聞いていないわけを書いてください")
        if not row.day <= on <= today():
            reasons.append("聞いた日は、会議の日から今日までの日を入れてください")
        if reasons:
            raise Refused(reasons)
        assent = Assent.objects.create(
            municipality_id=row.municipality_id,
            conference=row,
            whose=whose,
            who=who.strip(),
            answer=answer,
            words=words.strip(),
            on=on,
            by=the_person(by),
            at=now(),
        )
        note(row, by, "assent", assent.pk, whose=whose.value, answer=answer.value)
    return assent


def _read(conference: Conference, move: ConferenceMove, number: int, by: Actor) -> Conference:
    """The record as it is now, locked, if it is as the writer read it."""
    row = held_for(conference, move, by)
    if row.number != number:
        raise Overtaken(row)
    return row


def _write(row: Conference, said: Said, by: Actor) -> None:
    """Store what was written, with who wrote it; what the writer had typed beside it is over."""
    person = the_person(by)
    if row.planned:
        write_steps(row, said.steps)
        row.invitations.update(attended=False)
        row.invitations.filter(pk__in=said.attended).update(attended=True)
        row.next_on, row.no_next_why = said.next_on, said.no_next_why.strip()
    row.areas = {area.value: text.strip() for area, text in said.areas.items() if text.strip()}
    row.aim, row.agreed = said.aim.strip(), said.agreed.strip()
    row.number, row.saved_by, row.saved_at = row.number + 1, person, now()
    row.save()
    end_draft(person, DraftForm.CONFERENCE, row.pk)


def _faults(row: Conference, said: Said) -> list[str]:
    """What speaks against recording it as held, but for its steps."""
    faults = []
    if not row.invitations.filter(pk__in=said.attended).exists():
        faults.append("出た人を選んでください")
    if not row.case.open:
        faults.append(
            "ケースが終わっています。先に、もう一度始めてください。書いたものは残っています"
        )
    if not row.begun:
        faults.append(
            f"会議の日（{in_words(row.day)}）がまだ来ていません。予定の日を変えてください"
        )
    if not said.steps and not said.agreed.strip():
        faults.append("決めた一歩か、確認・同意事項を書いてください")
    if said.next_on is None and not said.no_next_why.strip():
        faults.append("次に集まる日を入れるか、決めないわけを書いてください")
    if said.next_on and not today() < said.next_on <= today() + LONGEST:
        last = in_words(today() + LONGEST, year=True)
        faults.append(f"次に集まる日は、明日から{last}までの日を入れてください")
    return faults


def _review(row: Conference, by: Actor) -> None:
    """The next day is that of the review, where the case has reviews."""
    case = row.case
    if row.next_on and case.state in REVIEWED:
        words = f"{in_words(row.day)}のケース会議で話し合った"
        move_case(case=case, move=CaseMove.REVIEW, text=words, until=row.next_on, by=by)
