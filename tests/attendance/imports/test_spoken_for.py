"""Which schools a file of attendance speaks for."""

from datetime import date

import pytest

from tests.attendance.imports.conftest import City
from tests.builders import make_actor, make_class, make_school, pupils_of
from tsunagu.attendance.actions import MarkInput, take_roll
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import freeze
from tsunagu.school.enums import RegisterMode

DAY = date(2026, 5, 18)
ROW = f"{DAY},p1,absent,,,,,"


@pytest.mark.parametrize("register_mode", RegisterMode)
def test_without_school_a_file_speaks_for_every_school_whatever_its_register_mode(
    city: City, register_mode: RegisterMode
) -> None:
    other = make_class(make_school(city.by.municipality, register_mode=register_mode))
    city.take(ROW, schools=[city.classroom.school.sourced_id])
    assert not RollCall.objects.filter(classroom=other).exists()
    city.take(ROW)
    own = RollCall.objects.filter(classroom=city.classroom)
    assert RollCall.objects.filter(classroom=other).count() == own.count() > 1


def test_a_roll_taken_on_screen_stands_before_a_file_without_school(city: City) -> None:
    other = make_class(make_school(city.by.municipality))
    child = pupils_of(other)[0]
    with freeze(DAY):
        marks = {child.pk: MarkInput(kind=Kind.ABSENT)}
        roll = take_roll(classroom=other, day=DAY, marks=marks, by=make_actor(other))
    result = city.take(ROW)
    assert result.counts["differences"] == 1
    assert RollCall.objects.get(classroom=other, day=DAY) == roll
    assert Mark.objects.get(classroom=other).pupil == child
