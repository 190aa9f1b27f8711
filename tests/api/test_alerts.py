"""Alerts that a learning portal sends: once each, all or none, and nothing is read with the key."""

import pytest

from tests.api.conftest import Connect, System, sourced_id, told_of
from tests.builders import make_class, make_school
from tsunagu.access.policy import Deed
from tsunagu.audit.models import Event
from tsunagu.intake.models import ImportRun
from tsunagu.intake.runs import start_run
from tsunagu.school.imports import running
from tsunagu.school.models import Classroom
from tsunagu.signs.models import Alert

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(room: Classroom, connect: Connect) -> System:
    """A portal whose key is for alerts alone."""
    return connect(room, deeds=[Deed.IMPORT_ALERTS])


def test_an_alert_is_taken_once_however_often_it_is_sent(room: Classroom, portal: System) -> None:
    row = told_of(sourced_id(room))
    tried = portal.post("/alerts?dry_run=true", {"rows": [row]}).json()
    assert (tried["run"], tried["state"], tried["counts"]["created"]) == (None, "tried", 1)
    assert not Alert.objects.exists()
    done = portal.post("/alerts", {"rows": [row]}).json()
    assert (done["state"], done["counts"]["created"]) == ("active", 1)
    later = told_of(sourced_id(room), id="a-2", kind="相談ボタン")
    again = portal.post("/alerts", {"rows": [row, later, later]}).json()
    assert again["counts"]["created"] == 1
    first, second = Alert.objects.order_by("own_id")
    assert (first.kind, f"{first.time:%H:%M}", str(first.day)) == (
        "夜おそい利用",
        "21:14",
        "2026-05-19",
    )
    assert second.run == ImportRun.objects.get(by_label="校務支援", pk=again["run"])
    event = Event.objects.filter(deed=Deed.IMPORT_ALERTS, kind="alert").first()
    assert event
    assert (event.pupil, event.actor) == (str(first.pupil_id), f"key:{portal.key.pk}")
    assert "夜おそい" not in str(event.details)


def test_every_fault_is_told_and_nothing_half_written(
    room: Classroom, portal: System, connect: Connect
) -> None:
    elsewhere = make_class(make_school(room.municipality), pupils=1)
    own, other = sourced_id(room), sourced_id(elsewhere)
    rows = [
        told_of(own),
        told_of("made-up"),
        told_of(other),
        told_of(own, id="a-3", kind="87点"),
        told_of(own, id="a-4", at="2026-05-21"),
        told_of(own, kind="別の種類"),
    ]
    answer = portal.post("/alerts", {"rows": rows})
    assert answer.status_code == 422
    told = {(one["row"], one["field"]): one["message"] for one in answer.json()["faults"]}
    assert set(told) == {(2, "pupil"), (3, "pupil"), (4, "kind"), (5, "at"), (6, "id")}
    assert told[2, "pupil"].replace("made-up", "") == told[3, "pupil"].replace(other, "")
    score = portal.post("/alerts", {"rows": [told_of(own) | {"score": "87"}]})
    assert [one["field"] for one in score.json()["faults"]] == ["score"]
    assert not Alert.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_portal_reads_nothing_with_its_key(room: Classroom, portal: System) -> None:
    assert portal.post("/alerts", {"rows": [told_of(sourced_id(room))]}).status_code == 200
    for address in ("/alerts", f"/classes/{room.pk}/rolls/2026-05-20", "/classes/untaken"):
        assert portal.get(address, day="2026-05-20").status_code in {404, 405}, address


def test_who_was_overtaken_by_another_import_comes_again(
    room: Classroom, portal: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = running.hold_numbers

    def overtaken(city: object) -> None:
        """Let another import be written just before this one."""
        start_run(
            municipality=room.municipality,
            kind="calendar",
            file_name="x",
            digest="",
            by=None,
            by_label="",
        )
        hold(city)

    monkeypatch.setattr(running, "hold_numbers", overtaken)
    answer = portal.post("/alerts", {"rows": [told_of(sourced_id(room))]})
    assert (answer.status_code, answer["Retry-After"]) == (409, "5")
    assert not Alert.objects.exists()
