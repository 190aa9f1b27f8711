"""What the actor has begun to write about a pupil."""

from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.response.enums import DraftForm
from tsunagu.response.models import Draft
from tsunagu.school.models import Pupil


def draft_of(actor: Actor, pupil: Pupil, form: DraftForm, about: UUID) -> Draft | None:
    """The actor's own draft of one form."""
    mine = Draft.objects.visible_to(actor).filter(pupil=pupil, form=form, about=about)
    return mine.first()


def new_drafts(actor: Actor, pupil: Pupil) -> dict[str, Draft | None]:
    """The actor's own draft of a new record about a pupil for every form; one query."""
    mine = Draft.objects.visible_to(actor).filter(pupil=pupil, about=pupil.pk)
    return {**dict.fromkeys(DraftForm.values), **{one.form: one for one in mine}}
