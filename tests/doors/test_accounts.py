"""A pupil by its school account: one enrolled today, and nobody else."""

import pytest

from tests.builders import make_actor, make_city, make_class, make_school, pupils_of
from tests.cases.scene import move_on
from tsunagu.audit.models import Event
from tsunagu.doors.actions import enter, enter_by_account, give_pictures, open_class
from tsunagu.doors.models import PictureDoor
from tsunagu.school.models import Classroom, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "s001@kodomo.example"


@pytest.fixture
def room() -> Classroom:
    """A class of two; the first child has a school account."""
    room = make_class(make_school(make_city()), pupils=2)
    named(pupils_of(room)[0])
    return room


def named(pupil: Pupil, address: str = ADDRESS) -> None:
    """Give a child an account."""
    Pupil.objects.filter(pk=pupil.pk).update(account=address)


def tried(room: Classroom, address: str = ADDRESS) -> Pupil | None:
    """Whose door opens."""
    code = room.municipality.code
    entered = enter_by_account(municipality=code, address=address, via="screen")
    return entered[0].pupil if entered else None


def test_the_one_child_enrolled_comes_in_however_the_address_is_typed(room: Classroom) -> None:
    child = pupils_of(room)[0]
    assert tried(room) == child
    assert tried(room, "S001@Kodomo.Example") == child
    door = PictureDoor.objects.get()
    assert (door.digest, door.by) == ("", None)
    event = Event.objects.filter(deed="door.own").first()
    assert event
    assert "@" not in str(event.details)


@pytest.mark.parametrize("address", ["", "s002@kodomo.example", "s001@kodomo.example.evil"])
def test_no_other_address_opens_anything(room: Classroom, address: str) -> None:
    assert tried(room, address) is None
    assert not PictureDoor.objects.exists()


def test_who_is_enrolled_nowhere_or_elsewhere_does_not_come_in(room: Classroom) -> None:
    other = make_class(make_school(make_city()), pupils=0)
    assert tried(other) is None, "each municipality knows its own"
    move_on(pupils_of(room)[0])
    assert tried(room) is None
    assert not PictureDoor.objects.exists()


def test_an_address_of_two_children_is_nobodys(room: Classroom) -> None:
    named(pupils_of(room)[1])
    assert tried(room) is None


def test_without_pictures_no_pictures_open_and_new_ones_leave_the_account(
    room: Classroom,
) -> None:
    child, by = pupils_of(room)[0], make_actor(room)
    assert tried(room)
    code = open_class(classroom=room, by=by)
    number = room.enrolments.get(pupil=child).number
    for _ in range(6):
        entry = enter(code=code, number=number, chosen=["boat", "cat", "dog"], via="screen")
        assert (entry.door, entry.wait_until) == (None, None)
    assert not PictureDoor.objects.get().guessed
    (handed,) = give_pictures(enrolments=room.enrolments.filter(pupil=child), by=by)
    assert enter(code=code, number=number, chosen=handed.pictures, via="screen").door
    assert tried(room) == child
