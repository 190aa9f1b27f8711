"""Words typed into a form and not yet saved: kept for their writer alone."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor, Scope, system_actor
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.audit.actions import event, record
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.loader import setting
from tsunagu.response.actions.common import the_person, write_down
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Draft
from tsunagu.school.models import Pupil

MOST = 100_000
"""Characters that a draft may hold: more than all fields of any form may."""


def keep_draft(
    *, pupil: Pupil, form: DraftForm, about: UUID, typed: Mapping[str, str], by: Actor
) -> Draft:
    """Keep what has been typed so far, by the field's name, in place of what was kept before.

    The audit hears of a draft's beginning and end, not of every pause in the typing.
    """
    person = _writer(by)
    if sum(len(text) for text in typed.values()) > MOST:
        raise Refused(["長すぎるため、下書きを残せません。短くしてください。"])
    with transaction.atomic():
        draft, begun = Draft.objects.update_or_create(
            person=person,
            form=form,
            about=about,
            defaults={
                "municipality": by.municipality,
                "pupil": pupil,
                "typed": dict(typed),
                "at": now(),
            },
        )
        if begun:
            write_down(by, Deed.KEEP_DRAFT, pupil, "draft", draft.pk, form=form)
    return draft


def discard_draft(*, pupil: Pupil, form: DraftForm, about: UUID, by: Actor) -> None:
    """Throw a draft away; where none is kept, nothing happens."""
    _writer(by)
    with transaction.atomic():
        draft = Draft.objects.visible_to(by).filter(pupil=pupil, form=form, about=about).first()
        if draft:
            write_down(by, Deed.KEEP_DRAFT, pupil, "draft", draft.pk, form=form, discarded=True)
            draft.delete()


def end_draft(person: Person, form: DraftForm, about: UUID) -> None:
    """The form was saved: its record stands in the audit, and the writer's draft is over."""
    Draft.objects.filter(person=person, form=form, about=about).delete()


def prune_drafts() -> int:
    """Remove drafts that nobody went on with for the municipality's `draft-days`; how many."""
    return sum(_prune(one) for one in Municipality.objects.order_by("code"))


def _prune(municipality: Municipality) -> int:
    days = int(setting(municipality.packs, "draft-days", today()))
    by = system_actor(municipality, "prune_drafts")
    with transaction.atomic():
        old = Draft.objects.filter(
            municipality=municipality, at__lt=now() - timedelta(days=days)
        ).order_by("at", "pk")
        ended = [
            event(
                municipality=municipality.code,
                actor=by.audit_key,
                deed=Deed.KEEP_DRAFT,
                kind="draft",
                key=draft.pk,
                pupil=draft.pupil_id,
                details={"form": draft.form, "pruned": True},
            )
            for draft in old
        ]
        Draft.objects.filter(pk__in=[one.key for one in ended]).delete()
        record(ended)
    return len(ended)


def _writer(by: Actor) -> Person:
    """The person who writes, where the policy table lets them keep drafts."""
    person = the_person(by)
    require(by, Deed.KEEP_DRAFT, Scope(by.municipality.pk, person=person.pk))
    return person
