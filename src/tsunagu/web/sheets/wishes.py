"""The child's and the family's own words, which come first on a sheet too."""

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Case, Wish
from tsunagu.forms.models import Sheet


def wishes_of(actor: Actor, sheet: Sheet) -> list[tuple[str, Wish | None, list[Wish]]]:
    """What was said last in the child's case at the sheet's school; nothing where none is open."""
    if sheet.pupil_id is None:
        return []
    seen = Case.objects.visible_to(actor, Deed.SEE_CASE).open()
    here = seen.filter(pupil=sheet.pupil_id, school=sheet.school_id).order_by("-begun_at", "pk")
    cases = list(here.prefetch_related("wishes"))
    spoken = max(cases, key=lambda case: bool(case.wishes.all()), default=None)
    return spoken.words if spoken else []
