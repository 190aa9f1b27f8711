"""The one way in to a case: visible or not there at all."""

from uuid import UUID

from django.http import Http404

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Case
from tsunagu.web.pupil.door import Opened, open_pupil


def the_case(actor: Actor, key: UUID, deed: Deed) -> Case:
    """A case to which the actor may do the deed. Raises `Http404`."""
    rows = Case.objects.visible_to(actor, deed).filter(pk=key)
    case = rows.select_related("pupil__municipality", "school", "version", "coordinator").first()
    if case is None:
        raise Http404
    return case


def opened(actor: Actor, key: UUID, deed: Deed = Deed.SEE_CASE) -> Case:
    """A case that the actor looks at; the look is written to the audit. Raises `Http404`."""
    case = the_case(actor, key, deed)
    note_look(actor, deed, kind="case", key=case.pk, pupil=case.pupil_id, scope=case.scope)
    return case


def record_of(actor: Actor, case: Case) -> Opened | None:
    """The child's own record, where the actor may see it too; that look is on record as well."""
    try:
        return open_pupil(actor, case.pupil_id, Deed.SEE_PUPIL)
    except Http404:
        return None
