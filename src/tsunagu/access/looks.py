"""Looking at records: who saw whose, by keys alone."""

from collections.abc import Iterable
from typing import Any

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.basis import basis_of
from tsunagu.access.noted import note_deed, note_each
from tsunagu.access.policy import Deed


def note_look(
    actor: Actor,
    deed: Deed,
    *,
    kind: str,
    key: object,
    pupil: object = "",
    pupils: Iterable[object] | None = None,
    scope: Scope | None = None,
    basis: str = "",
    taken_out: bool = False,
    **details: Any,
) -> None:
    """Write to the audit that someone sees records: of one pupil, or of each of those on a list.

    Whose records somebody chose to take out all at once (`taken_out`) were not merely listed.
    `details` say what of it, in codes and dates. A page notes each time that it is shown; an
    empty list shows nobody's record and leaves nothing.
    """
    if pupils is None:
        note_deed(
            actor, deed, kind, key, pupil=pupil, scope=scope, basis=basis, look=True, **details
        )
        return
    shown = sorted({str(one) for one in pupils})
    basis = basis or basis_of(actor, deed, scope)
    how = {"look": True} if taken_out else {"look": True, "listed": True}
    note_each(actor, deed, kind, key, pupils=shown, basis=basis, **how, **details)
