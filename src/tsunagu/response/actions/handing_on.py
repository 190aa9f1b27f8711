"""To whom goes what somebody has who leaves: said beforehand, done on the day."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person, write_down
from tsunagu.response.enums import DraftForm, EndedBy, HandOnKind, Status, TaskKind
from tsunagu.response.models import Draft, HandOn, Task, TurnoverDone
from tsunagu.response.possessions import ONE_DAY
from tsunagu.response.turnover import turnover
from tsunagu.school.homes import scope_of
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Enrolment, School

Given = Mapping[tuple[HandOnKind, UUID], Person | None]
"""Who gets which thing; None: whoever the rule finds."""
WRITES = {
    DraftForm.CONTACT: Deed.RECORD_CONTACT,
    DraftForm.SHARING: Deed.SHARE,
    DraftForm.CONFERENCE: Deed.WRITE_CASE,
}


def hand_on(*, school: School, last: date, given: Given, by: Actor) -> None:
    """Say who has each of some tasks and drafts of the school from the day after `last`.

    Once that day has come they are handed on at once. Raises `Denied`, also for what is not there,
    and `Refused` where somebody may not answer for the child then.
    """
    require(by, Deed.HAND_ON, school.scope)
    person, next_day = the_person(by), last + ONE_DAY
    things = {key: _thing(*key, school, last, by) for key in given}
    if faults := [
        f"{to.name}さんは、その子どもを受け持てる役割にありません"
        for key, to in given.items()
        if to and not _may_have(things[key], to, next_day)
    ]:
        raise Refused(dict.fromkeys(faults))
    with transaction.atomic():
        for (kind, key), to in given.items():
            said = HandOn.objects.filter(kind=kind, about=key)
            before = {(row.to, row.last) for row in said.select_related("to")}
            if before == ({(to, last)} if to else set()):
                continue
            said.delete()
            if to:
                row = HandOn(school=school, last=last, kind=kind, about=key, to=to, by=person)
                row.municipality = school.municipality
                row.save()
            _note(by, things[kind, key], to=str(to.pk) if to else "", last=str(last))
    hand_on_due()


def complete_turnover(*, school: School, last: date, by: Actor) -> TurnoverDone:
    """Say that a change of staff is complete: nothing is left without an owner.

    Raises `Denied`, and `Refused` while something is.
    """
    require(by, Deed.HAND_ON, school.scope)
    person = the_person(by)
    with transaction.atomic():
        if left := turnover(by, school, last).left:
            raise Refused([f"まだ、担当のないものが{left}件あります"])
        done, _ = TurnoverDone.objects.update_or_create(
            school=school,
            last=last,
            defaults={"municipality": school.municipality, "by": person, "at": now()},
        )
        note_deed(by, Deed.HAND_ON, "school", school.pk, what="complete", last=str(last))
    return done


def hand_on_due() -> int:
    """Hand on what was decided, once its day has come; how many things.

    Who may not answer for the child after all gets nothing: the rule of owners goes before.
    """
    rows = HandOn.objects.filter(last__lt=today()).select_related(
        "municipality", "school", "to", "by"
    )
    return sum(_carry_out(row) for row in rows.order_by("last", "pk"))


def _carry_out(row: HandOn) -> bool:
    """Do one of them, whose word is over then; was it done?"""
    with transaction.atomic():
        row.delete()
        thing = _owed_or_kept(HandOnKind(row.kind), row.about)
        if thing:
            hold_pupils([thing.pupil_id])
            thing = _owed_or_kept(HandOnKind(row.kind), row.about)
        if thing is None or not _goes(thing, row):
            return False
        if isinstance(thing, Task):
            thing.status, thing.ended_by = Status.HANDED_OVER, EndedBy.PERSON
            thing.ended_at, thing.ended_person, thing.handed_to = now(), row.by, row.to
            thing.came = today()
        else:
            thing.person = row.to
        thing.save()
        by = system_actor(row.municipality, "hand_on_due")
        _note(by, thing, to=str(row.to_id), decided_by=str(row.by_id))
    return True


def _goes(thing: Task | Draft, row: HandOn) -> bool:
    """May it still go to whom it was given? Who is here after all, or writes the same, keeps it."""
    if isinstance(thing, Draft):
        same = Draft.objects.filter(person=row.to, form=thing.form, about=thing.about)
        if _is_here(thing.person, row.school, today()) or same.exists():
            return False
    return _may_have(thing, row.to, today())


def _is_here(person: Person, school: School, day: date) -> bool:
    """Does somebody hold a role at the school on a day? Then their drafts are theirs alone."""
    return Role.objects.on(day).filter(person=person, organisation=school).exists()


def _owed_or_kept(kind: HandOnKind, key: UUID) -> Task | Draft | None:
    if kind == HandOnKind.TASK:
        return Task.objects.owed().filter(pk=key).select_related("pupil").first()
    return Draft.objects.filter(pk=key).select_related("pupil", "person").first()


def _thing(kind: HandOnKind, key: UUID, school: School, last: date, by: Actor) -> Task | Draft:
    """An owed task, or the draft of who leaves; raises `Denied` for what the actor may not know."""
    if kind == HandOnKind.TASK:
        tasks = Task.objects.visible_to(by, Deed.END_TASK).owed().select_related("pupil")
        task = tasks.filter(pk=key, school=school).first()
        if task is None:
            raise Denied(Deed.HAND_ON)
        return task
    here = Enrolment.objects.home().on(min(today(), last)).filter(classroom__school=school)
    drafts = Draft.objects.filter(municipality=by.municipality, pupil__in=here.values("pupil"))
    draft = drafts.filter(pk=key).select_related("pupil", "person").first()
    if draft is None or _is_here(draft.person, school, max(last + ONE_DAY, today())):
        raise Denied(Deed.HAND_ON)
    return draft


def _may_have(thing: Task | Draft, person: Person, day: date) -> bool:
    """Does the person's role of that day let them answer for the child, or write about it?"""
    actor = actor_of(person, roles=Role.objects.on(day).filter(person=person))
    place = scope_of(thing.pupil, day)
    if isinstance(thing, Draft):
        return may(actor, WRITES[DraftForm(thing.form)], place)
    knows = thing.kind != TaskKind.PROTECTION or may(actor, Deed.SEE_PROTECTION, place)
    return knows and may(actor, Deed.END_TASK, place)


def _note(by: Actor, thing: Task | Draft, **codes: str) -> None:
    kind = "task" if isinstance(thing, Task) else "draft"
    hidden = isinstance(thing, Task) and thing.kind == TaskKind.PROTECTION
    told: dict[str, Any] = {**codes, "managers_only": hidden}
    write_down(by, Deed.HAND_ON, thing.pupil, kind, thing.pk, **told)
