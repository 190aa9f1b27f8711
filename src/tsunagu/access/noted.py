"""Deeds done: who did what to what, by keys and codes alone."""

from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.audit.actions import event, record


def note_deed(
    by: Actor, deed: str, kind: str, key: object, /, *, pupil: object = "", **details: Any
) -> None:
    """Write to the audit, in the deed's transaction, what was done to the record of that key.

    `details` hold ids, codes and dates only.
    """
    one = event(
        municipality=by.municipality.code,
        actor=by.audit_key,
        deed=deed,
        kind=kind,
        key=key,
        pupil=pupil,
        details=details,
    )
    record([one])
