"""Every route for every key: what the table or the key does not allow is not there."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.conftest import (
    ADDRESS,
    Connect,
    System,
    administrator,
    by_another,
    sourced_id,
    told_of,
)
from tests.builders import make_city, make_class, make_person, make_school
from tests.signed_in import sign_in
from tests.web.addresses import everything
from tsunagu.access.enums import RoleKind
from tsunagu.access.keys import deeds_of_systems, end_key, make_key
from tsunagu.access.models import ApiKey
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, today
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.school.models import Classroom

pytestmark = pytest.mark.django_db
DAY = "2026-05-20"
ROUTES = [one for one in everything() if one.name.startswith("api:") and one.deed]


def run_of(room: Classroom) -> ImportRun:
    """An import that speaks for the class's school."""
    return ImportRun.objects.create(
        municipality=room.municipality,
        number=1,
        kind=RunKind.ATTENDANCE,
        state="active",
        at="2026-05-20T00:00:00Z",
        options={"schools": [str(room.school_id)]},
    )


def status(
    system: System, name: str, room: Classroom, run: object, key: object = None
) -> tuple[int, bytes]:
    """What a route answers about a class."""
    if name == "api:attendance":
        named = room.school.sourced_id
        sent = {"from": DAY, "to": DAY, "taken": "listed", "schools": [named], "rows": []}
        answer = system.post("/attendance", sent)
        return answer.status_code, answer.content.replace(named.encode(), b"")
    if name == "api:alerts":
        pupil = sourced_id(room)
        answer = system.post("/alerts", {"rows": [told_of(pupil)]})
        return answer.status_code, answer.content.replace(pupil.encode(), b"")
    asked = {"api:roll": {"classroom": key or room.pk, "day": DAY}, "api:run": {"run": run}}
    address = reverse(name, kwargs=asked.get(name, {})).removeprefix(ADDRESS)
    answer = system.get(address, school_year=2026, day=DAY)
    return answer.status_code, answer.content


def test_every_route_names_a_deed_of_connected_systems() -> None:
    assert {one.deed for one in ROUTES} == set(deeds_of_systems())
    assert len(ROUTES) == 6


def test_a_key_opens_its_own_school(room: Classroom, connect: Connect) -> None:
    system, run = connect(room), run_of(room)
    assert {status(system, one.name, room, run.pk)[0] for one in ROUTES} == {200}


@pytest.mark.parametrize("deed", deeds_of_systems())
def test_a_deed_the_key_was_not_made_for_is_not_there(
    deed: Deed, room: Classroom, connect: Connect
) -> None:
    system, run = connect(room, deeds=[d for d in deeds_of_systems() if d != deed]), run_of(room)
    for one in ROUTES:
        expected = 404 if one.deed == deed else 200
        assert status(system, one.name, room, run.pk)[0] == expected, one


def test_another_schools_key_sees_nothing_of_it(room: Classroom, connect: Connect) -> None:
    run = run_of(room)
    for other in (make_class(make_school(room.municipality)), make_class(make_school(make_city()))):
        system = connect(other)
        nowhere = make_class(make_school(make_city()))
        for one in ROUTES:
            real = status(system, one.name, room, run.pk)
            assert real == status(system, one.name, nowhere, uuid4(), uuid4()), one
        assert system.get("/responses", school_year=2026).json()["responses"] == []
        listed = system.get("/classes/untaken", day=DAY).json()["classes"]
        assert {one["classroom"] for one in listed} == {str(other.pk)}


def test_a_key_of_the_municipality_reaches_each_of_its_schools(
    room: Classroom, connect: Connect
) -> None:
    beside = make_class(make_school(room.municipality))
    elsewhere = make_class(make_school())
    key, secret = make_key(
        name="統合型",
        organisation=None,
        deeds=deeds_of_systems(),
        first=today(),
        last=today(),
        by=administrator(room),
    )
    system = System(by_another(key), secret)
    for one, expected in ((room, 200), (beside, 200), (elsewhere, 404)):
        assert system.get(f"/classes/{one.pk}/rolls/{DAY}").status_code == expected


def test_no_key_and_a_session_open_nothing(room: Classroom) -> None:
    principal = sign_in(Client(), make_person(room, role=RoleKind.PRINCIPAL))
    for browser in (Client(), principal):
        for headers in ({}, {"Authorization": "Bearer tsunagu_x"}, {"Authorization": "Basic x"}):
            answer = browser.get(f"{ADDRESS}/classes/untaken?day={DAY}", headers=headers)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"] == "Bearer"
            assert "鍵がないか" in answer.json()["message"]


def test_a_key_opens_from_its_first_to_its_last_day_until_it_is_ended(
    room: Classroom, connect: Connect
) -> None:
    system = connect(room)

    def opens(day: date) -> bool:
        with freeze(day):
            return system.get("/classes/untaken", day=DAY).status_code == 200

    first, last = system.key.first, system.key.last
    assert opens(first)
    assert opens(last)
    assert not opens(first - timedelta(days=1))
    assert not opens(last + timedelta(days=1))
    assert ApiKey.objects.get().used_on == last
    end_key(key=system.key, by=administrator(room))
    assert not opens(first)
    with pytest.raises(Refused):
        end_key(key=system.key, by=administrator(room))


def test_the_key_is_stored_as_a_digest_alone(room: Classroom, connect: Connect) -> None:
    system = connect(room)
    stored = str(ApiKey.objects.values().get()) + str(list(Event.objects.values("details")))
    assert system.secret.removeprefix("tsunagu_") not in stored


@pytest.mark.parametrize("role", [RoleKind.PRINCIPAL, RoleKind.SUPERVISOR])
def test_others_make_no_key(role: RoleKind, room: Classroom) -> None:
    from tests.builders import make_actor, make_board

    place = room if role == RoleKind.PRINCIPAL else make_board(room.municipality)
    with pytest.raises(Denied):
        make_key(
            name="x",
            organisation=None,
            deeds=deeds_of_systems(),
            first=today(),
            last=today(),
            by=make_actor(place, role=role),
        )


def test_a_key_for_too_long_or_for_nothing_or_elsewhere_is_refused(room: Classroom) -> None:
    with pytest.raises(Refused) as refused:
        make_key(
            name="x",
            organisation=make_school(),
            deeds=[],
            first=today() - timedelta(days=500),
            last=today() - timedelta(days=1),
            by=administrator(room),
        )
    assert len(refused.value.reasons) == 4
