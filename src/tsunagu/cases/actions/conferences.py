"""Conferences before they are held: planned, changed, invited to, answered, not held after all."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.circle import partakers
from tsunagu.cases.conference_enums import Coming, ConferenceMove, ConferenceState
from tsunagu.cases.conference_rules import TRANSITIONS
from tsunagu.cases.models import Case, Conference, Invitation
from tsunagu.clock import in_words, now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person

M, S = ConferenceMove, ConferenceState
LONGEST_BEFORE, LONGEST_AHEAD = timedelta(days=60), timedelta(days=366)
"""How long ago a conference may have been that is written down now, and how far ahead it may be."""


def plan_conference(
    *, case: Case, day: date, at: time | None, place: str, agenda: str, by: Actor
) -> Conference:
    """Plan a conference of an open case. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_CASE, case.scope)
    reasons = [] if case.open else ["終わったケースです。会議を開くには、先にもう一度始めます"]
    if reasons := [*reasons, *_faults(day)]:
        raise Refused(reasons)
    with transaction.atomic():
        conference = Conference.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            day=day,
            at=at,
            place=place.strip(),
            agenda=agenda.strip(),
            called_by=the_person(by),
            called_at=now(),
        )
        note(conference, by, move=M.PLAN.value)
    return conference


def change_conference(
    *, conference: Conference, day: date, at: time | None, place: str, agenda: str, by: Actor
) -> Conference:
    """Change when, where or about what; for another day or time everybody is asked anew."""
    with transaction.atomic():
        row = held_for(conference, M.CHANGE, by)
        if reasons := _faults(day):
            raise Refused(reasons)
        moved = (row.day, row.at) != (day, at)
        row.day, row.at, row.place, row.agenda = day, at, place.strip(), agenda.strip()
        row.save(update_fields=["day", "at", "place", "agenda"])
        if moved:
            row.invitations.exclude(person=the_person(by)).update(
                answer=Coming.WAITS, word="", answered_at=None
            )
        note(row, by, move=M.CHANGE.value, moved=moved)
    return row


def cancel_conference(*, conference: Conference, why: str, by: Actor) -> Conference:
    """Say that it is not held after all, with the reason; what was written stays."""
    with transaction.atomic():
        row = held_for(conference, M.CANCEL, by)
        if not why.strip():
            raise Refused(["開かないわけを書いてください"])
        _cancel(row, why.strip(), by)
    return row


def cancel_with_case(*, case: Case, why: str, by: Actor) -> None:
    """Call off what a case planned that goes to another school, for a deed allowed already."""
    for row in case.conferences.filter(state=S.PLANNED):
        _cancel(row, why, by)


def invite(
    *, conference: Conference, people: Iterable[Person], outside: Iterable[str], by: Actor
) -> list[Invitation]:
    """Invite staff who can take part in the case, and others by name; who invites himself comes.

    Raises `Denied` and `Refused`.
    """
    with transaction.atomic():
        row = held_for(conference, M.INVITE, by)
        asked, names = list(people), [name.strip() for name in outside if name.strip()]
        known = partakers(row.case)
        reasons = [
            f"{one.name}さんは、先にケースのチームに加えてから招いてください"
            for one in asked
            if one not in known
        ]
        there = set(row.invitations.values_list("person", flat=True))
        asked = [one for one in asked if one.pk not in there]
        if not asked and not names:
            reasons.append("招く人を選ぶか、校外の人の名前を書いてください")
        if reasons:
            raise Refused(reasons)
        new = [_invited(row, by, person=one) for one in asked]
        new += [_invited(row, by, outside=name) for name in names]
        note(row, by, move=M.INVITE.value, people=len(asked), outside=len(names))
    return new


def answer_invitation(*, invitation: Invitation, answer: Coming, word: str, by: Actor) -> None:
    """Say whether one comes. For somebody from outside, whoever heard of it says so."""
    with transaction.atomic():
        row = held_for(invitation.conference, M.ANSWER, by)
        if invitation.person_id and invitation.person != by.person:
            raise Denied(Deed.WRITE_CASE)
        if answer == Coming.WAITS:
            raise Refused(["出るか、出られないかを選んでください"])
        invitation.answer, invitation.word, invitation.answered_at = answer, word.strip(), now()
        invitation.save(update_fields=["answer", "word", "answered_at"])
        note(row, by, "invitation", invitation.pk, answer=answer.value)


def held_for(conference: Conference, move: ConferenceMove, by: Actor) -> Conference:
    """The conference as it is now, locked, where the actor may do this with it as it stands.

    Raises `Denied` and `Refused`.
    """
    rows = Conference.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.get(pk=conference.pk)
    require(by, Deed.WRITE_CASE, row.case.scope)
    the_person(by)
    if (S(row.state), move) not in TRANSITIONS:
        raise Refused(
            [f"この会議は「{row.get_state_display()}」なので、「{move.label}」ことはできません"]
        )
    return row


def note(
    row: Conference, by: Actor, kind: str = "conference", key: object = "", **codes: Any
) -> None:
    """One event of the audit: which conference."""
    case = row.case
    note_deed(
        by,
        Deed.WRITE_CASE,
        kind,
        key or row.pk,
        pupil=case.pupil_id,
        scope=case.scope,
        **codes,
    )


def _cancel(row: Conference, why: str, by: Actor) -> None:
    row.state, row.why = S.CANCELLED, why
    row.save(update_fields=["state", "why"])
    note(row, by, move=M.CANCEL.value)


def _invited(
    row: Conference, by: Actor, *, person: Person | None = None, outside: str = ""
) -> Invitation:
    own = person is not None and person == by.person
    return Invitation.objects.create(
        municipality_id=row.municipality_id,
        conference=row,
        person=person,
        outside=outside[:200],
        answer=Coming.COMES if own else Coming.WAITS,
        answered_at=now() if own else None,
        by=the_person(by),
        at=now(),
    )


def _faults(day: date) -> list[str]:
    first, last = today() - LONGEST_BEFORE, today() + LONGEST_AHEAD
    if first <= day <= last:
        return []
    span = f"{in_words(first, year=True)}から{in_words(last, year=True)}まで"
    return [f"会議の日は、{span}の日を入れてください"]
