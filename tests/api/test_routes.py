"""What the interface answers and takes in: what the command does, no name, every fault at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.api.conftest import Connect, System
from tests.builders import make_actor, make_class, make_school, pupils_of, roll
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.imports.alone import LOCK_NUMBER, alone
from tsunagu.attendance.models import Mark
from tsunagu.audit.models import Event
from tsunagu.intake.models import ImportRun
from tsunagu.response.queries.listing import responses
from tsunagu.school.models import Classroom, PupilIdentity

pytestmark = pytest.mark.django_db
DAY = "2026-05-21"


@pytest.fixture
def system(room: Classroom, connect: Connect) -> System:
    """A system with every deed at the class's school."""
    return connect(room)


def ids(room: Classroom) -> list[str]:
    """The roster's ids of a class's pupils, by number."""
    known = dict(PupilIdentity.objects.values_list("pupil", "sourced_id"))
    return [known[pupil.pk] for pupil in pupils_of(room)]


def send(system: System, *rows: dict[str, Any], query: str = "", **more: object) -> HttpResponse:
    """Send rows of the third day."""
    sent = {"from": "2026-05-19", "to": "2026-05-20", "taken": "listed", "rows": rows}
    return system.post(f"/attendance{query}", sent | more)


@contextmanager
def another_import() -> Iterator[None]:
    """An import that somebody else has under way."""
    if connection.vendor != "postgresql":
        with alone(wait=True):
            yield
        return
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        yield
    finally:
        other.close()


def looks() -> list[Event]:
    """What the key did or saw, but for its making."""
    return list(Event.objects.filter(actor__startswith="key:").order_by("at", "pk"))


def test_responses_are_those_of_the_command(room: Classroom, system: System) -> None:
    from tests.builders import make_actor
    from tsunagu.access.enums import RoleKind

    principal = make_actor(room, role=RoleKind.PRINCIPAL)
    answer = system.get("/responses", school_year=2026).json()
    assert answer["responses"] == [line.as_dict() for line in responses(principal, 2026)]
    assert answer["total"] == len(answer["responses"]) > 0
    assert (answer["page"], answer["pages"]) == (1, 1)
    [look] = looks()
    assert (look.actor, look.via) == (f"key:{system.key.pk}", "api")
    assert look.basis == "connected_system/own_school"
    assert look.pupil == str(pupils_of(room)[0].pk)
    assert system.get("/responses", school_year=2026, page=2).json()["responses"] == []


def test_untaken_are_the_classes_without_a_roll(room: Classroom, system: System) -> None:
    assert system.get("/classes/untaken", day="2026-05-20").json()["classes"] == []
    [one] = system.get("/classes/untaken", day=DAY).json()["classes"]
    assert one["classroom"] == str(room.pk)
    assert one["school"] == room.school.sourced_id
    # A Sunday is no class day.
    assert system.get("/classes/untaken", day="2026-05-24").json()["classes"] == []


def test_a_roll_tells_ids_and_no_name_reason_or_note(room: Classroom, system: System) -> None:
    answer = system.get(f"/classes/{room.pk}/rolls/2026-05-20")
    lines = answer.json()["lines"]
    assert [line["pupil"] for line in lines] == ids(room)
    assert [line["kind"] for line in lines] == ["absent", "present", "present"]
    told = answer.content.decode()
    assert all(pupil.family_name not in told for pupil in pupils_of(room))
    assert "ねつ" not in told
    assert {look.pupil for look in looks()} == {str(p.pk) for p in pupils_of(room)}
    untaken = system.get(f"/classes/{room.pk}/rolls/{DAY}").json()
    assert (untaken["taken_at"], untaken["lines"]) == (None, [])
    assert system.get(f"/classes/{room.pk}/rolls/2025-05-20").status_code == 404


def test_dry_run_changes_nothing_and_the_same_twice_changes_nothing_more(
    connect: Connect, clock: date
) -> None:
    room = make_class(make_school())
    system = connect(room)
    row = {"date": "2026-05-20", "pupil": ids(room)[1], "kind": "absent", "note": "=1+1"}
    tried = send(system, row, query="?dry_run=true").json()
    assert (tried["run"], tried["state"]) == (None, "tried")
    assert tried["counts"]["marks"] == 1
    assert not Mark.objects.exists()
    done = send(system, row).json()
    assert done["state"] == "active"
    assert Mark.objects.get().kind == "absent"
    again = send(system, row).json()
    assert again["run"] == done["run"]
    assert again["counts"]["marks"] == 0
    state = system.get(f"/attendance/{done['run']}").json()
    assert state == done | {"warnings": state["warnings"]}
    assert ImportRun.objects.get().by_label == "校務支援"
    assert looks()[-1].deed == "attendance.send"


@pytest.mark.parametrize("sees", [False, True])
def test_a_key_that_only_sends_is_not_told_what_stands(
    sees: bool, room: Classroom, connect: Connect
) -> None:
    teacher, [pupil, *_] = make_actor(room), ids(room)
    roll(room, date(2026, 5, 20), teacher, n1=MarkInput(kind="absent"))
    deeds = [Deed.SEND_ATTENDANCE, *([Deed.SEE_ROLL] if sees else [])]
    told = send(
        connect(room, deeds=deeds),
        {"date": "2026-05-20", "pupil": pupil, "kind": "present"},
        query="?dry_run=true",
    ).json()
    assert told["counts"]["differences"] == 1
    assert ("欠席" in str(told["warnings"])) == sees


def test_every_fault_is_told_at_once_with_its_row_and_field(
    room: Classroom, system: System
) -> None:
    known = ids(room)[1]
    rows = [
        {"date": "2026-05-20", "pupil": known, "kind": "びょうき"},
        {"date": "2026-13-01", "pupil": known, "kind": "absent"},
        {"date": "2026-05-20", "pupil": "someone-else"},
        {"date": "", "pupil": ""},
    ]
    answer = send(system, *rows)
    assert answer.status_code == 422
    assert "何も変わっていません" in answer.json()["message"]
    faults = [(one["row"], one["field"]) for one in answer.json()["faults"]]
    assert {(1, "kind"), (2, "date"), (3, "pupil"), (4, "date"), (4, "pupil")} <= set(faults)
    assert not ImportRun.objects.exists()


def test_another_schools_pupil_is_no_more_known_than_one_made_up(
    room: Classroom, system: System
) -> None:
    other = make_class(make_school(room.municipality), pupils=1)
    told = []
    for pupil in (ids(other)[0], "made-up"):
        answer = send(system, {"date": "2026-05-20", "pupil": pupil, "kind": "absent"})
        assert answer.status_code == 422
        told.append(answer.content.decode().replace(pupil, ""))
    assert told[0] == told[1]


def test_an_unknown_shape_is_told_in_japanese(system: System) -> None:
    rows = [{"date": "2026-05-20", "pupil": "p\x00", "grade": "P1"}]
    answer = system.post("/attendance", {"from": "x", "to": "2026-05-20", "rows": rows})
    assert answer.status_code == 422
    told = {(one["row"], one["field"]): one["message"] for one in answer.json()["faults"]}
    assert "2026-05-20 のように" in told[0, "from"]
    assert told[1, "grade"] == "知らない項目です"
    assert "制御文字" in told[1, "pupil"]


def test_broken_json_is_told_so(system: System) -> None:
    from django.test import Client

    answer = Client().post(
        "/api/v1/attendance", b"{", content_type="application/json", headers=system.headers
    )
    assert answer.status_code == 400
    assert "JSON" in answer.json()["message"]


def test_beside_another_import_one_is_told_to_come_again(room: Classroom, system: System) -> None:
    row = {"date": "2026-05-20", "pupil": ids(room)[1], "kind": "absent"}
    with another_import():
        answer = send(system, row)
    assert answer.status_code == 409
    assert answer["Retry-After"] == "5"


def test_an_address_that_is_not_there_answers_like_the_others(system: System) -> None:
    answer = system.get("/pupils")
    assert (answer.status_code, answer.json()["message"]) == (404, "見つかりません")
    assert answer["Cache-Control"] == "no-store"
