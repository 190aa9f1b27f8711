"""Coming in by a number and three pictures: who guesses waits, and an adult hears of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.builders import make_actor, make_city, make_class, make_school
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now
from tsunagu.doors.actions import (
    AT_A_TIME,
    LONGEST,
    Entry,
    enter,
    give_pictures,
    name_oneself,
    open_class,
    own_scope,
    pupil_actor,
    see_guessed,
)
from tsunagu.doors.models import ClassCode, PictureDoor
from tsunagu.doors.pictures import PICTURES, digest, fits
from tsunagu.doors.queries import class_of, numbers_of
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def room() -> Classroom:
    """A class of three."""
    return make_class(make_school(make_city()), pupils=3)


@pytest.fixture
def teacher(room: Classroom) -> Actor:
    """Who looks after it."""
    return make_actor(room)


@pytest.fixture
def moments() -> Iterator[ExitStack]:
    """Times that the clock is set to, one after another."""
    with ExitStack() as stack:
        yield stack


def handed(room: Classroom, teacher: Actor) -> dict[str, list[str]]:
    """Pictures for everybody, by number."""
    given = give_pictures(enrolments=room.enrolments.all(), by=teacher)
    return {one.enrolment.number: list(one.pictures) for one in given}


def attempt(code: ClassCode, number: str, chosen: list[str]) -> Entry:
    """One try at the tablet."""
    return enter(code=code, number=number, chosen=chosen, via="screen")


def other(chosen: list[str]) -> list[str]:
    """Pictures, but others."""
    return [name for name in PICTURES if name not in chosen][:3]


def test_right_pictures_open_ones_own_door_alone(room: Classroom, teacher: Actor) -> None:
    code, pictures = open_class(classroom=room, by=teacher), handed(room, teacher)
    entry = attempt(code, "2", pictures["2"])
    assert entry.door
    assert entry.door.pupil.enrolments.get().number == "2"
    assert attempt(code, "3", pictures["2"]) == Entry()
    assert attempt(code, "9", pictures["2"]) == Entry()
    assert attempt(code, "2", [*pictures["2"]][::-1]) == Entry()
    who = pupil_actor(entry.door, room.school_id, via="screen")
    assert may(who, Deed.CHECK_IN, own_scope(who))
    assert not any(may(who, deed, room.scope) for deed in Deed)


def test_a_code_that_ended_opens_nothing(room: Classroom, teacher: Actor) -> None:
    first, pictures = open_class(classroom=room, by=teacher), handed(room, teacher)
    second = open_class(classroom=room, by=teacher)
    assert class_of(first.code) is None
    known = class_of(f" {second.code[:4].lower()}-{second.code[4:]} ")
    assert known == second
    assert numbers_of(room) == ["1", "2", "3"]
    first.refresh_from_db()
    assert attempt(first, "1", pictures["1"]) == Entry()


def test_who_guesses_waits_longer_and_an_adult_hears_of_it(
    room: Classroom, teacher: Actor, moments: ExitStack
) -> None:
    code, pictures = open_class(classroom=room, by=teacher), handed(room, teacher)
    waits = []
    for _ in range(6):
        for _ in range(AT_A_TIME):
            last = attempt(code, "1", other(pictures["1"]))
        assert last.wait_until
        waits.append(round((last.wait_until - now()).total_seconds() / 60))
        assert attempt(code, "1", pictures["1"]).door is None
        moments.enter_context(freeze(last.wait_until + timedelta(seconds=1)))
    assert waits == [1, 2, 4, 8, LONGEST, LONGEST]
    assert attempt(code, "2", pictures["2"]).door
    assert attempt(code, "1", pictures["1"]).door
    assert PictureDoor.objects.get(pupil__enrolments__number="1").guessed
    assert see_guessed(classroom=room, by=teacher) == 1
    assert not PictureDoor.objects.get(pupil__enrolments__number="1").guessed
    whats = Event.objects.filter(deed=Deed.OWN_DOOR).values_list("details__what", flat=True)
    assert sorted(whats) == ["in", "in", *["slowed"] * 6]


def test_who_tries_a_little_between_right_ones_is_told_of(room: Classroom, teacher: Actor) -> None:
    code, pictures = open_class(classroom=room, by=teacher), handed(room, teacher)
    for _ in range(2):
        for _ in range(3):
            last = attempt(code, "1", other(pictures["1"]))
        if last == Entry():
            assert attempt(code, "1", pictures["1"]).door
    assert last.wait_until
    assert PictureDoor.objects.get(pupil__enrolments__number="1").guessed


def test_who_tries_every_door_a_little_is_told_of_and_waits(teacher: Actor) -> None:
    room = make_class(make_school(make_city()), pupils=8)
    by = make_actor(room)
    code, pictures = open_class(classroom=room, by=by), handed(room, by)
    for number in "12345":
        for _ in range(4):
            assert attempt(code, number, other(pictures[number])) == Entry()
    assert attempt(code, "8", other(pictures["8"])).wait_until
    assert PictureDoor.objects.get(pupil__enrolments__number="8", digest__gt="").guessed
    assert see_guessed(classroom=room, by=by) == 1
    assert attempt(code, "6", other(pictures["6"])) == Entry()
    assert attempt(code, "6", pictures["6"]).door


def test_of_pictures_only_a_digest_under_the_key_is_kept(
    room: Classroom, teacher: Actor, settings: object
) -> None:
    pictures = handed(room, teacher)["1"]
    door = PictureDoor.objects.get(pupil__enrolments__number="1")
    assert not any(name in door.digest for name in PICTURES)
    assert fits(door.pupil_id, pictures, door.digest)
    assert not fits(door.pupil_id, other(pictures), door.digest)
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert not fits(door.pupil_id, pictures, door.digest)
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert fits(door.pupil_id, pictures, door.digest)
    assert digest(door.pupil_id, pictures) != door.digest


def test_new_pictures_end_what_the_old_ones_opened(room: Classroom, teacher: Actor) -> None:
    code, old = open_class(classroom=room, by=teacher), handed(room, teacher)["1"]
    before = attempt(code, "1", old).door
    new = handed(room, teacher)["1"]
    assert before
    assert PictureDoor.objects.get(pk=before.pk).stamp != before.stamp
    assert attempt(code, "1", new).door


def test_only_who_looks_after_a_class_hands_out(room: Classroom, teacher: Actor) -> None:
    for kind in (RoleKind.NURSE, RoleKind.OFFICE, RoleKind.ADMINISTRATOR, RoleKind.TEACHER):
        stranger = make_actor(room.school, role=kind)
        with pytest.raises(Denied):
            open_class(classroom=room, by=stranger)
        with pytest.raises(Denied):
            give_pictures(enrolments=room.enrolments.all(), by=stranger)
        with pytest.raises(Denied):
            see_guessed(classroom=room, by=stranger)
    assert not PictureDoor.objects.exists()


def test_a_child_says_how_to_be_greeted(room: Classroom, teacher: Actor) -> None:
    code, pictures = open_class(classroom=room, by=teacher), handed(room, teacher)
    door = attempt(code, "1", pictures["1"]).door
    assert door
    who = pupil_actor(door, room.school_id, via="screen")
    assert name_oneself(nickname="  ひー  ちゃん ", by=who).nickname == "ひー ちゃん"
    with pytest.raises(Denied):
        name_oneself(nickname="x", by=teacher)
