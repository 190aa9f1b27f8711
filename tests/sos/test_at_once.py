"""Ten touches at the same moment make one SOS, where the database lets in several writers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.builders import make_school
from tsunagu.access.actor import system_actor
from tsunagu.audit.models import Event
from tsunagu.sos.models import Sos
from tsunagu.sos.sending import Told, send

TOUCHES = 10
pytestmark = [pytest.mark.several_writers, pytest.mark.django_db(transaction=True)]


def test_ten_touches_at_once_make_one() -> None:
    school = make_school()
    by, token, together = system_actor(school.municipality, "sos"), uuid4(), Barrier(TOUCHES)

    def touch(_: int) -> UUID:
        try:
            together.wait(60)
            return send(token=token, told=Told(school=school, words="たすけて"), by=by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(TOUCHES) as pool:
        kept = set(pool.map(touch, range(TOUCHES)))
    assert kept == {Sos.objects.get().pk}
    assert Event.objects.filter(deed="sos.own").count() == 1
