"""Looking into what was unusual: what was found is said by a person, and may be taken up again."""

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now
from tsunagu.oversight.models import Finding

LONGEST = 400


def look_into(*, finding: Finding, note: str, by: Actor) -> Finding:
    """Say what somebody found out about an unusual way of reading. Raises `Refused`."""
    _allow(finding, by)
    # A form sends each new line as two signs, and counted one while it was typed.
    note = note.strip().replace("\r\n", "\n")
    faults = [] if note else ["確かめたことを、ひとこと書いてください"]
    if len(note) > LONGEST:
        faults.append(f"{LONGEST}字までで書いてください")
    if by.person is not None and by.person.pk == finding.person_id:
        faults.append("自分のことは、ほかの担当者が確かめます")
    with transaction.atomic():
        finding = _held(finding)
        if finding.looked_at is not None:
            faults.append("すでに確かめてあります")
        if faults:
            raise Refused(faults)
        finding.looked_at, finding.looked_by, finding.note = now(), by.person, note
        return _saved(finding, by, "looked")


def take_up_again(*, finding: Finding, by: Actor) -> Finding:
    """Put it back among what is to be looked into; what was said stays until said anew."""
    _allow(finding, by)
    with transaction.atomic():
        finding = _held(finding)
        if finding.looked_at is None:
            raise Refused(["まだ確かめていません"])
        finding.looked_at = finding.looked_by = None
        return _saved(finding, by, "again")


def _allow(finding: Finding, by: Actor) -> None:
    require(by, Deed.REVIEW_LOOKS, Scope(finding.municipality_id))
    if by.person is None:
        raise Denied(Deed.REVIEW_LOOKS)


def _held(finding: Finding) -> Finding:
    """The finding as it is now, kept from others until the transaction ends."""
    return Finding.objects.select_for_update().get(pk=finding.pk)


def _saved(finding: Finding, by: Actor, what: str) -> Finding:
    finding.save(update_fields=["looked_at", "looked_by", "note"])
    note_deed(
        by,
        Deed.REVIEW_LOOKS,
        "finding",
        finding.pk,
        what=what,
        person=str(finding.person_id),
        day=str(finding.day),
    )
    return finding
