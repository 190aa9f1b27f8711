"""Looks at lists of shares."""

from collections.abc import Iterable

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Share


def note_list(actor: Actor, deed: Deed, shares: Iterable[Share], *, kind: str) -> None:
    """Write to the audit whom a list of shares is about; some looks are for managers alone."""
    rows = list(shares)
    for confined in (False, True):
        seen = {share.pupil_id for share in rows if share.managers_only == confined}
        note_look(actor, deed, kind=kind, key="", pupils=seen, managers_only=confined)
