"""What may be wrong with a roll call: a message in Japanese, and the data as it was.

One that meets a full or locked database, or is killed, is in `tests/cli/test_killed.py`.
"""

import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, pupils_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.audit.models import Event
from tsunagu.response.models import Task
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY, THURSDAY = date(2026, 5, 20), date(2026, 5, 21)


def post(browser: Client, classroom: Classroom, day: date = WEDNESDAY) -> HttpResponse:
    """Save a roll in which the first pupil is absent."""
    first = pupils_of(classroom)[0].pk
    return browser.post(
        reverse("roll", args=[classroom.pk, day]), {"seen": "0", f"kind-{first}": "absent"}
    )


def state() -> list[object]:
    """All that a roll call changes."""
    models = (RollCall, Mark, Task, Event)
    return [sorted(map(str, model._default_manager.values_list())) for model in models]


def test_a_roll_call_posted_twice(teacher: Client, classroom: Classroom) -> None:
    assert post(teacher, classroom).status_code == 302
    before = state()
    assert post(teacher, classroom).status_code == 302
    assert state() == before


def test_a_roll_call_for_anothers_class(teacher: Client) -> None:
    other = make_class()
    before = state()
    answer = post(teacher, other)
    assert answer.status_code == 404
    assert "見つかりません" in answer.content.decode()
    assert state() == before


def test_a_roll_call_for_tomorrow(teacher: Client, classroom: Classroom) -> None:
    before = state()
    answer = post(teacher, classroom, THURSDAY)
    assert answer.status_code == 422
    assert "まだ来ていません" in answer.content.decode()
    assert state() == before


def test_each_fault_names_its_child_and_stands_in_the_childs_tile(
    teacher: Client, classroom: Classroom
) -> None:
    one, two, three = pupils_of(classroom)[:3]
    answer = teacher.post(
        reverse("roll", args=[classroom.pk, WEDNESDAY]),
        {
            "seen": "0",
            f"late-{one.pk}": "on",
            f"late_at-{one.pk}": "23:50",
            f"early-{two.pk}": "on",
            f"left_at-{two.pk}": "23:55",
            f"kind-{three.pk}": "absent",
        },
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    head, *tiles = page.split('<li class="tile')
    for pupil, tile, fault in ((one, tiles[0], "登校の時刻"), (two, tiles[1], "早退の時刻")):
        assert f'<a href="#tile-{pupil.pk}">' in head
        assert f"{pupil.name}</a>：{fault}がまだ来ていません" in head
        assert re.search(f'id="fault-{pupil.pk}-1">{fault}がまだ来ていません', tile)
        assert '<details class="tile__more" open' in tile
        assert page.count(f">{fault}がまだ来ていません") == 1
    assert "fault-" not in tiles[2]
    assert not RollCall.objects.exists()


def test_a_fault_of_the_day_is_nobodys_own(teacher: Client, classroom: Classroom) -> None:
    page = post(teacher, classroom, THURSDAY).content.decode()
    assert "まだ来ていません" in page
    assert "fault-" not in page
