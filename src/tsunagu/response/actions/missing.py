"""Word from home of a pupil whom nobody knew the whereabouts of."""

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.attendance.actions import find_missing
from tsunagu.attendance.models import Mark
from tsunagu.response.actions.contacts import record_contact
from tsunagu.response.models import Contact


def word_came(
    *,
    mark: Mark,
    whom: str,
    way: str,
    reached: str,
    child_heard: bool,
    child_seen: bool,
    line: str,
    reason: str,
    by: Actor,
) -> Contact:
    """End a pupil's being missing as absent, and keep the word as the contact that it is.

    `whom` says in a word who was reached, `reached` of which kind. Both deeds are done and audited
    or neither is. Raises `Denied` and `Refused`.
    """
    with transaction.atomic():
        find_missing(mark=mark, arrived=False, reached=whom, reason=reason, by=by)
        return record_contact(
            pupil=mark.pupil,
            way=way,
            reached=reached,
            child_heard=child_heard,
            child_seen=child_seen,
            line=line,
            by=by,
        )
