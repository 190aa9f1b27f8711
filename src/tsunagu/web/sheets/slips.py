"""The slips of the children whom a school's list names: begun from their line by one click."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.forms.queries import form_in_force
from tsunagu.packs.forms import Form
from tsunagu.school.models import Pupil, PupilQuerySet

SLIP = "long-absence-slip"


@dataclass(frozen=True)
class Slip:
    """A child of the list, and its slip of the list's year if it has one."""

    pupil: Pupil
    form: Form
    sheet: Sheet | None


def slips_of(actor: Actor, held: Sheet) -> list[Slip]:
    """Of each child of a list whom the actor answers for, in the list's order."""
    inforce = form_in_force(actor.municipality, SLIP)
    if held.pupil_id or held.school_id is None or inforce is None:
        return []
    pupils = Pupil.objects.visible_to(actor, Deed.WRITE_SHEET, on=today())
    pupils = pupils.filter(listed__sheet=held).order_by("listed__number")
    slips = _slips(held, pupils)
    return [Slip(pupil, inforce[1], slips.get(pupil.pk)) for pupil in pupils]


def _slips(held: Sheet, pupils: PupilQuerySet) -> dict[UUID | None, Sheet]:
    """The slip of each child begun last this year, of those not taken back."""
    rows = Sheet.objects.filter(
        form=SLIP, school=held.school_id, school_year=held.school_year, pupil__in=pupils.order_by()
    )
    rows = rows.exclude(state=SheetState.WITHDRAWN)
    return {one.pupil_id: one for one in rows.order_by("begun_at", "pk")}
