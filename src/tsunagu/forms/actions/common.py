"""What the verbs of this room share."""

from typing import Any
from uuid import UUID

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.prepared import Prepared

_HELD = Prepared(lambda sheet: Sheet.objects.select_for_update().filter(pk=sheet), UUID)


def writer_of(by: Actor) -> Person:
    """The person who writes; the system writes no sheets. Raises `Denied`."""
    if by.person is None:
        raise Denied
    return by.person


def allow(by: Actor, deed: Deed, sheet: Sheet, *, scope: Scope | None = None) -> Person:
    """Who acts, where the table lets them do the deed to the sheet. Raises `Denied`."""
    scope = scope or sheet.scope
    require(by, deed, scope)
    if sheet.pupil_id is None:
        allow_list(by, scope)
    return writer_of(by)


def allow_list(by: Actor, scope: Scope) -> None:
    """What is on a whole school names all its children. Raises `Denied` for who may not see so."""
    if scope.school:
        require(by, Deed.SEE_LISTS, scope)


def hold(sheet: Sheet) -> None:
    """Hold the sheet until the transaction ends. Raises `Refused` if it is ended by now."""
    (row,) = _HELD.objects(Sheet, sheet.pk)
    if not row.open:
        raise Refused([f"この様式は{row.get_state_display()}になっていて、もう書けません"])


def locked(sheet: Sheet) -> Sheet:
    """The sheet as it is now, held until the transaction ends. Raises `Refused` if it is ended."""
    hold(sheet)
    return Sheet.objects.select_related("version").get(pk=sheet.pk)


def note(
    by: Actor,
    deed: Deed,
    sheet: Sheet,
    kind: str = "sheet",
    *,
    scope: Scope | None = None,
    **codes: Any,
) -> None:
    """One event of the audit: which sheet of which form."""
    note_deed(
        by,
        deed,
        kind,
        sheet.pk,
        pupil=sheet.pupil_id or "",
        scope=scope or sheet.scope,
        form=sheet.form,
        **codes,
    )
