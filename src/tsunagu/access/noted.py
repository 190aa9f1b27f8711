"""Deeds done: who did what to what, from where and on which basis, by keys and codes alone."""

from collections.abc import Iterable
from typing import Any

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.basis import basis_of
from tsunagu.access.policy import MANAGERS_ALONE, Deed
from tsunagu.audit.actions import event, record

CONFINED = MANAGERS_ALONE | {Deed.RECORD_SUSPICION, Deed.CONFIRM_SUSPICION}
"""Deeds of which no list but the managers' own tells, whoever did them (ADR 0014)."""


def note_deed(
    by: Actor,
    deed: str,
    kind: str,
    key: object,
    /,
    *,
    pupil: object = "",
    scope: Scope | None = None,
    basis: str = "",
    managers_only: bool = False,
    **details: Any,
) -> None:
    """Write to the audit, in the deed's transaction, what was done to the record of that key.

    `details` hold ids, codes and dates only. `scope` is where the record lies, where it is known;
    a `basis` given, such as a share's key, stands for the roles. `managers_only` is for what must
    not be told to anybody else that it happened.
    """
    note_each(
        by,
        deed,
        kind,
        key,
        pupils=[pupil],
        basis=basis or basis_of(by, deed, scope),
        managers_only=managers_only,
        **details,
    )


def note_each(
    by: Actor,
    deed: str,
    kind: str,
    key: object,
    /,
    *,
    pupils: Iterable[object],
    basis: str,
    managers_only: bool = False,
    **details: Any,
) -> None:
    """The same deed for each of some pupils: one row a pupil, so that each can be asked about."""
    record(
        event(
            municipality=by.municipality.code,
            actor=by.audit_key,
            deed=deed,
            kind=kind,
            key=key,
            pupil=pupil,
            details=details,
            via=by.via,
            basis=basis,
            managers_only=managers_only or deed in CONFINED,
        )
        for pupil in pupils
    )
