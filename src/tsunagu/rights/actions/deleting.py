"""Deletion by retention: proposed by one, approved by another, carried out step by step."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Scope, system_actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality, Person
from tsunagu.response.changes import note_pupils, note_schools
from tsunagu.rights.enums import DeletionState
from tsunagu.rights.models import Deletion
from tsunagu.rights.retention import Due, counts_of, digest_of, due
from tsunagu.school.held import holdings
from tsunagu.school.models import School

A_STEP = 200
"""Rows of one transaction, so that nobody who writes waits long."""


def _allow(by: Actor, city: UUID) -> Person:
    require(by, Deed.DELETE_DUE, Scope(city))
    if by.person is None:
        raise Denied(Deed.DELETE_DUE)
    return by.person


def _write_down(by: Actor, deletion: Deletion, **codes: Any) -> None:
    note_deed(by, Deed.DELETE_DUE, "deletion", deletion.pk, **codes)


def propose(*, by: Actor, on: date | None = None) -> Deletion:
    """Propose to delete all that is due by a day, today or earlier. Raises `Denied`, `Refused`."""
    city, on = by.municipality, on or today()
    person = _allow(by, city.pk)
    if on > today():
        raise Refused(["今日までの日を入れてください。まだ来ていない日には消せません。"])
    going_on = (DeletionState.PROPOSED, DeletionState.APPROVED)
    with transaction.atomic():
        Municipality.objects.select_for_update().get(pk=city.pk)
        if Deletion.objects.filter(municipality=city, state__in=going_on).exists():
            raise Refused(["承認を待っているか、消している途中のものがあります。"])
        counts = counts_of(due(city, on))
        total = sum(one["count"] for one in counts)
        if not total:
            raise Refused(["保存の期間が過ぎた記録はありません。"])
        deletion = Deletion.objects.create(
            municipality=city,
            on=on,
            counts=counts,
            digest=digest_of(due(city, on)),
            total=total,
            by=person,
            at=now(),
        )
        _write_down(by, deletion, on=str(on), state=deletion.state, counts=counts)
    return deletion


def _held(deletion: Deletion, state: DeletionState) -> Deletion:
    """The deletion as it is now, brought to a state, not yet stored. Raises `Refused`."""
    now_there = Deletion.objects.select_for_update(of=("self",)).get(pk=deletion.pk)
    if not now_there.may_become(state):
        raise Refused([f"この提案は「{now_there.get_state_display()}」ため、そうできません。"])
    now_there.state = state
    return now_there


def approve_deletion(*, deletion: Deletion, by: Actor) -> None:
    """Somebody else approves exactly what was proposed. Raises `Denied` and `Refused`."""
    person = _allow(by, deletion.municipality_id)
    with transaction.atomic():
        deletion = _held(deletion, DeletionState.APPROVED)
        if deletion.by_id == person.pk:
            raise Refused(["提案した人は承認できません。別の担当者が承認します。"])
        if digest_of(due(deletion.municipality, deletion.on)) != deletion.digest:
            raise Refused(["提案のあとに記録が変わりました。取りやめて、提案しなおしてください。"])
        deletion.approved_by, deletion.approved_at = person, now()
        deletion.save(update_fields=["state", "approved_by", "approved_at"])
        _write_down(by, deletion, state=deletion.state)


def refuse_deletion(*, deletion: Deletion, by: Actor) -> None:
    """What was proposed is not deleted. Raises `Denied` and `Refused`."""
    _allow(by, deletion.municipality_id)
    with transaction.atomic():
        deletion = _held(deletion, DeletionState.REFUSED)
        deletion.ended_at = now()
        deletion.save(update_fields=["state", "ended_at"])
        _write_down(by, deletion, state=deletion.state)


def delete_approved() -> int:
    """Carry out what was approved, step by step; a stop is caught up with. How many rows."""
    approved = Deletion.objects.filter(state=DeletionState.APPROVED).order_by("at", "pk")
    done = 0
    for deletion in approved.select_related("municipality"):
        while step := _step(deletion):
            done += step
    return done


@transaction.atomic
def _step(deletion: Deletion) -> int:
    """Delete the next rows of one kind; 0 and the end where none is left."""
    by = system_actor(deletion.municipality, "retention")
    deletion = Deletion.objects.select_for_update(of=("self",)).get(pk=deletion.pk)
    if deletion.state != DeletionState.APPROVED:
        return 0
    for one in due(deletion.municipality, deletion.on):
        if one.holding.with_child:
            continue
        keys = list(one.rows.order_by("pk").values_list("pk", flat=True)[:A_STEP])
        if keys:
            codes = {"rule": one.rule.id, "holding": one.holding.name}
            taken = len(keys) + _erase(one, keys, deletion)
            deletion.done += taken
            deletion.save(update_fields=["done"])
            _write_down(by, deletion, **codes, keys=[str(key) for key in keys], rows=taken)
            return taken
    deletion.state, deletion.ended_at = DeletionState.DONE, now()
    deletion.save(update_fields=["state", "ended_at"])
    _write_down(by, deletion, state=deletion.state)
    return 0


def _erase(one: Due, keys: list[UUID], deletion: Deletion) -> int:
    """Take rows away, and tell those who count that something changed; how many went with them."""
    rows = one.holding.model._base_manager.filter(pk__in=keys)
    city = deletion.municipality_id
    if one.holding.pupil:
        note_pupils(city, set(rows.values_list(one.holding.pupil, flat=True)))
    else:
        schools = School.objects.filter(municipality=city).values_list("pk", flat=True)
        note_schools(city, schools)
    more = [other for other in holdings() if other.with_child and one.holding.pupil == "pk"]
    along = [other.model._base_manager.filter(**{f"{other.pupil}__in": keys}) for other in more]
    went = sum(each.count() for each in along)
    one.holding.erase(rows)
    return went
