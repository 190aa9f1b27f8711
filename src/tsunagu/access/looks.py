"""Looking at records: who saw whose, by keys alone."""

from collections.abc import Iterable

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.audit.actions import event, record


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
    look = event(
        municipality=actor.municipality.code,
        actor=actor.audit_key,
        deed=deed,
        kind=kind,
        key=key,
        pupil=pupil,
        details={"look": True, **details, **shown},
    )
    record([look])
