"""The measured city's children, each let in at the pupils' door. Needs Django set up."""

from datetime import timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tsunagu.clock import now, today
from tsunagu.doors.models import PictureDoor
from tsunagu.org.models import Person
from tsunagu.school.models import Enrolment
from tsunagu.web.portal.sessions import begin


def sessions() -> dict[UUID, str]:
    """The key of a session as the door leaves it, for every pupil of today.

    The pictures are nobody's: their digest fits nothing. Called again, it gives new sessions.
    """
    inside = Enrolment.objects.home().on(today()).select_related("classroom")
    found = {one.pupil_id: one for one in inside}
    first = Person.objects.order_by("pk")[0]
    with transaction.atomic():
        PictureDoor.objects.bulk_create(
            [
                PictureDoor(municipality_id=one.municipality_id, pupil_id=pupil, by=first, at=now())
                for pupil, one in found.items()
            ],
            ignore_conflicts=True,
        )
        doors = PictureDoor.objects.in_bulk(list(found), field_name="pupil_id")
        begun = {pupil: _begun(doors[pupil], one) for pupil, one in found.items()}
        Session.objects.bulk_create(begun.values(), batch_size=2_000)
    return {pupil: str(one.session_key) for pupil, one in begun.items()}


def _begun(door: PictureDoor, enrolment: Enrolment) -> Session:
    """A child's session as a row that is still to be written."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    begin(request, door, enrolment.classroom)
    store = request.session
    return Session(
        session_key=store._get_new_session_key(),  # type: ignore[attr-defined]
        session_data=store.encode(dict(store.items())),
        expire_date=timezone.now() + timedelta(hours=12),
    )
