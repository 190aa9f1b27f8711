"""Looking at records: who saw whose, by keys alone."""

from collections.abc import Iterable

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed


def note_look(
    actor: Actor,
    deed: Deed,
    *,
    kind: str,
    key: object,
    pupil: object = "",
    pupils: Iterable[object] | None = None,
    **details: str | int | bool | list[str],
) -> None:
    """Write to the audit that someone sees records: of one pupil, or of those on a list.

    `details` say what of it, in codes and dates. A page notes each time that it is shown.
    """
    shown = {} if pupils is None else {"pupils": sorted({str(one) for one in pupils})}
    note_deed(actor, deed, kind, key, pupil=pupil, look=True, **details, **shown)
