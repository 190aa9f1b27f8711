"""What was begun to be written about pupils, and is not yet on record."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from tsunagu.access.actor import Actor
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Draft, Sharing
from tsunagu.school.models import Pupil


def draft_of(actor: Actor, pupil: Pupil, form: DraftForm, about: UUID) -> Draft | None:
    """The actor's own draft of one form."""
    mine = Draft.objects.visible_to(actor).filter(pupil=pupil, form=form, about=about)
    return mine.first()


@dataclass(frozen=True)
class Begun:
    """What was begun about a pupil: the actor's own drafts, and a sharing kept for all to go on."""

    contact: Draft | None = None
    sharing: Draft | None = None
    kept: UUID | None = None


NOTHING_BEGUN = Begun()


def begun(actor: Actor, pupils: Collection[UUID]) -> dict[UUID, Begun]:
    """What was begun about each of some pupils, the sharing kept last; two queries."""
    shared = Sharing.objects.standing().filter(pupil__in=pupils, draft=True).order_by("at", "pk")
    kept = dict(shared.values_list("pupil", "pk"))
    own: dict[UUID, dict[str, Draft]] = defaultdict(dict)
    for draft in Draft.objects.visible_to(actor).filter(pupil__in=pupils, about=F("pupil")):
        own[draft.pupil_id][draft.form] = draft
    return {
        pupil: Begun(
            own[pupil].get(DraftForm.CONTACT), own[pupil].get(DraftForm.SHARING), kept.get(pupil)
        )
        for pupil in own.keys() | kept.keys()
    }
