"""What a page says after a deed: it may name a pupil, so the browser keeps none of it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import make_actor, make_person, pupils_of, roll
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY = date(2026, 5, 20)
TUESDAY = date(2026, 5, 19)


def says(browser: Client, address: str, data: dict[str, str], word: str, *, kept: int = 1) -> None:
    """After a deed the next page says the word; the session kept it by one write and no cookie.

    `kept` 0 where the page finds the word by itself.
    """
    with CaptureQueriesContext(connection) as seen:
        answer = browser.post(address, data)
    assert answer.status_code == 302
    assert not set(answer.cookies) - {"sessionid"}
    writes = [q["sql"] for q in seen if "django_session" in q["sql"] and "UPDATE" in q["sql"]]
    assert len(writes) == kept
    page = browser.get(answer["Location"])
    assert word in page.content.decode()
    assert "messages" not in page.cookies
    assert "messages" not in browser.cookies


def test_messages_of_roll_and_correction_stay_on_the_server(
    client: Client, classroom: Classroom
) -> None:
    teacher = signed_in(client, make_person(classroom))
    address = reverse("roll", args=[classroom.pk, WEDNESDAY])
    teacher.get(address)
    says(teacher, address, {"seen": "0"}, "保存しました", kept=0)
    roll(classroom, TUESDAY, make_actor(classroom))
    child = pupils_of(classroom)[0]
    fixing = {f"kind-{child.pk}": "absent", "why": "連絡帳で分かった"}
    says(
        teacher,
        reverse("roll-correct", args=[classroom.pk, TUESDAY, child.pk]),
        fixing,
        f"{child.name}さんの出欠を訂正しました",
    )


def test_messages_of_a_missing_child_found_stay_on_the_server(
    client: Client, classroom: Classroom
) -> None:
    roll(classroom, WEDNESDAY, make_actor(classroom), n1=MarkInput(kind=Kind.MISSING))
    child = pupils_of(classroom)[0]
    office = signed_in(client, make_person(classroom, role=RoleKind.OFFICE))
    address = reverse("missing-found", args=[Mark.objects.get(pupil=child).pk])
    says(office, address, {"how": "arrived", "at": "10:00"}, child.name)
    settled = office.get(address, follow=True)
    assert "所在は" in settled.content.decode()
    assert "messages" not in office.cookies
