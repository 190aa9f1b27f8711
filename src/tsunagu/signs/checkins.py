"""Check-ins: a child tells in at most three touches, an adult says that it was read."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.doors.actions import own_scope
from tsunagu.signs.models import CheckIn

WEEKS = 4
"""How far back a child looks at its own days; ours."""


def check_in(*, heart: str, body: str, sleep: str, by: Actor) -> CheckIn:
    """What a child tells of today; told again the same day, it takes the place of what was told.

    Once told anew it waits to be read anew. Raises `Denied`, and `Refused` where nothing is told.
    """
    require(by, Deed.CHECK_IN, own_scope(by))
    if by.pupil is None:
        raise Denied(Deed.CHECK_IN)
    if not (heart or body or sleep):
        raise Refused(["伝えたいことを、ひとつ選んでください"])
    told = {"heart": heart, "body": body, "sleep": sleep, "at": now()}
    with transaction.atomic():
        (made,) = CheckIn.objects.bulk_create(
            [
                CheckIn(
                    municipality=by.municipality,
                    pupil_id=by.pupil,
                    school_id=by.held[0].organisation,
                    day=today(),
                    **told,
                )
            ],
            update_conflicts=True,
            unique_fields=["pupil", "day"],
            update_fields=[*told, "read_at", "read_by"],
        )
        note_deed(by, Deed.CHECK_IN, "check_in", by.pupil, pupil=by.pupil, day=str(today()))
    return made


def read(*, check_ins: Iterable[UUID], by: Actor) -> int:
    """Say that one has read what children told; of how many it had not been said. Raises `Denied`.

    Each child sees who read it, so that it is said by a person and never by opening a list.
    """
    if by.person is None:
        raise Denied(Deed.SEE_CHECK_IN)
    with transaction.atomic():
        rows = CheckIn.objects.visible_to(by, Deed.SEE_CHECK_IN).select_for_update(of=("self",))
        unread = list(rows.filter(pk__in=list(check_ins), read_at=None))
        for one in unread:
            one.read_at, one.read_by = now(), by.person
            note_deed(by, Deed.SEE_CHECK_IN, "check_in", one.pk, pupil=one.pupil_id)
        CheckIn.objects.bulk_update(unread, ["read_at", "read_by"])
    return len(unread)


def of_oneself(by: Actor) -> QuerySet[CheckIn]:
    """What a child told, newest first, as far back as it looks. Raises `Denied`."""
    require(by, Deed.CHECK_IN, own_scope(by))
    since: date = today() - timedelta(weeks=WEEKS)
    rows = CheckIn.objects.filter(pupil=by.pupil, day__gt=since)
    return rows.select_related("read_by").order_by("-day")
