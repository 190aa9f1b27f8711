"""A child's session: begun at the door, over soon after nobody touches the tablet."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.access.actor import Actor
from tsunagu.doors.actions import pupil_actor
from tsunagu.doors.models import PictureDoor
from tsunagu.doors.words import grade_number
from tsunagu.prepared import Prepared
from tsunagu.school.models import Classroom
from tsunagu.web import own
from tsunagu.web.entry.sessions import via

CHILD = "child"
RECEIPT = "sos"
"""The cookie with the receipt of an SOS that nobody signed in for; it ends with the browser, and as
soon as somebody comes in or leaves."""
IDLE = 15 * 60
"""Seconds until a tablet left lying forgets whose it was; ours."""
_DOORS = Prepared(
    lambda pk, stamp: PictureDoor.objects.filter(pk=pk, stamp=stamp).select_related("municipality"),
    UUID,
    UUID,
)


def begin(
    request: HttpRequest, door: PictureDoor, classroom: Classroom, *, by_account: bool = False
) -> HttpResponse:
    """A new session for a child, and where that leads; whatever the browser held before is gone."""
    held = {
        "door": str(door.pk),
        "stamp": str(door.stamp),
        "school": str(classroom.school_id),
        "grade": grade_number(classroom.grades),
        "by_account": by_account,
    }
    own.begin(request, CHILD, held)
    return _without_receipt(redirect("portal:me"))


def end(request: HttpRequest) -> HttpResponse:
    """Leave, and where that leads; of the child nothing stays behind."""
    request.session.flush()
    return _without_receipt(redirect("portal:door"))


def forget_child(*, request: HttpRequest, **_: Any) -> None:
    """Staff has signed in: of the child who had this browser before nothing is left."""
    request.session.pop(CHILD, None)


def _without_receipt(answer: HttpResponse) -> HttpResponse:
    answer.delete_cookie(RECEIPT)
    return answer


def child_of(request: HttpRequest) -> Actor | None:
    """The child whose session this is, as an actor; nothing where it is over or none's."""
    held = own.held_in(request, CHILD, idle=IDLE)
    if held is None:
        return None
    found = _DOORS.objects(PictureDoor, UUID(held["door"]), UUID(held["stamp"]))
    if not found:
        request.session.flush()
        return None
    request.child = found[0]  # type: ignore[attr-defined]
    return pupil_actor(found[0], UUID(held["school"]), via=via(request))


def by_account(request: HttpRequest) -> bool:
    """Did the child come in by its school account? Pictures are known to who handed them out."""
    return bool(request.session.get(CHILD, {}).get("by_account"))


def grade_of(request: HttpRequest) -> int:
    """The grade whose kanji the reader knows; 0 for whom one does not know."""
    return int(request.session.get(CHILD, {}).get("grade", 0))
