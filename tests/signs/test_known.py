"""What marks, calendars and siblings tell of a child, as days without a reason."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_actor, make_board, make_city, make_class, make_school, roll
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST, freeze, today
from tsunagu.school.enums import LimitKind
from tsunagu.school.models import Classroom, Guardian, GuardianLimit, Pupil
from tsunagu.school.siblings import link_siblings
from tsunagu.signs.actions import answer
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.known import days_of
from tsunagu.signs.models import CheckIn
from tsunagu.signs.queries import waiting, waiting_of
from tsunagu.signs.ways import choose_way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LATE = MarkInput(kind="present", late=True)
ABSENT = MarkInput(kind="absent", reason="unknown")


@pytest.fixture
def room() -> Classroom:
    """A class of two."""
    return make_class(make_school(make_city(packs=["national", "akashi"])), pupils=2)


@pytest.fixture
def teacher(room: Classroom) -> Actor:
    """Its homeroom teacher."""
    return make_actor(room)


def child(room: Classroom) -> Pupil:
    """The first of them."""
    return room.enrolments.order_by("number")[0].pupil


def known(pupil: Pupil) -> dict[str, list[date]]:
    """What is known of one child."""
    found = days_of(Pupil.objects.filter(pk=pupil.pk), today(), CheckIn.objects.all())
    return {kind: list(days) for kind, days in found.get(pupil.pk, {}).items()}


def taken(room: Classroom, by: Actor, mark: MarkInput, *days: int) -> None:
    """Rolls of days of May 2026 on which the first child was so."""
    for day in days:
        with freeze(datetime(2026, 5, day, 9, tzinfo=JST)):
            roll(room, date(2026, 5, day), by, n1=mark)


def test_late_arrivals_count_but_not_those_agreed(room: Classroom, teacher: Actor) -> None:
    taken(room, teacher, LATE, 18, 19)
    agreed = MarkInput(kind="present", late=True, late_agreed=True)
    taken(room, teacher, agreed, 20)
    assert known(child(room)) == {"late": [date(2026, 5, 18), date(2026, 5, 19)]}


def test_leaving_early_counts(room: Classroom, teacher: Actor) -> None:
    taken(room, teacher, MarkInput(kind="present", left_early=True), 20)
    assert known(child(room)) == {"left_early": [date(2026, 5, 20)]}


def test_absent_on_monday_counts_where_the_child_came_on_friday(
    room: Classroom, teacher: Actor
) -> None:
    taken(room, teacher, ABSENT, 11, 12, 15, 18)
    assert known(child(room)) == {"after_days_off": [date(2026, 5, 11)]}


def test_suspended_and_excused_days_are_no_absence(room: Classroom, teacher: Actor) -> None:
    taken(room, teacher, MarkInput(kind="bereavement"), 11)
    assert known(child(room)) == {}


def test_absences_of_brothers_and_sisters_are_days_and_nothing_else(
    room: Classroom, teacher: Actor
) -> None:
    one, other = (e.pupil for e in room.enrolments.order_by("number"))
    link_siblings(pupil=one, other=other, by=teacher)
    taken(room, teacher, ABSENT, 12, 13)
    assert known(other) == {"sibling": [date(2026, 5, 12), date(2026, 5, 13)]}


@pytest.mark.parametrize("whose", [0, 1])
def test_nothing_of_siblings_across_a_protection_order(
    room: Classroom, teacher: Actor, whose: int
) -> None:
    pair = [e.pupil for e in room.enrolments.order_by("number")]
    link_siblings(pupil=pair[0], other=pair[1], by=teacher)
    taken(room, teacher, ABSENT, 12, 13)
    assert teacher.person
    city = {"municipality": teacher.municipality}
    kept = Guardian.objects.create(**city, pupil=pair[whose], name="別居の父")
    GuardianLimit.objects.create(
        **city,
        guardian=kept,
        kind=LimitKind.PROTECTION_ORDER,
        first=today(),
        paper="決定書",
        by=teacher.person,
        at=datetime(2026, 5, 1, tzinfo=JST),
    )
    assert known(pair[1]) == {}


def test_who_is_late_more_often_waits_until_an_adult_has_spoken(
    room: Classroom, teacher: Actor
) -> None:
    pupil, school = child(room), room.school
    taken(room, teacher, LATE, 13, 15)
    assert waiting_of(teacher, pupil, school) is None
    with pytest.raises(Refused, match="もうありません"):
        answer(pupil=pupil, kind=AnswerKind.SPOKEN, words="", by=teacher)
    taken(room, teacher, LATE, 19)
    (row,) = waiting(teacher, lambda pupils: pupils)
    assert (row.pupil, row.since) == (pupil, date(2026, 5, 19))
    [hit] = row.counted
    assert (hit.noticing.id, len(hit.days)) == ("late-rising", 3)
    answer(pupil=pupil, kind=AnswerKind.MEETING, words="", by=teacher)
    (row,) = waiting(teacher, lambda pupils: pupils)
    assert row.brought
    answer(pupil=pupil, kind=AnswerKind.DISCUSSED, words="昇降口で迎える", by=teacher)
    assert waiting(teacher, lambda pupils: pupils) == []
    with freeze(datetime(2026, 6, 1, 10, tzinfo=JST)):
        assert waiting_of(teacher, pupil, school) is None


def test_a_way_that_the_city_does_not_use_names_nobody(room: Classroom, teacher: Actor) -> None:
    taken(room, teacher, LATE, 13, 15, 19)
    assert waiting_of(teacher, child(room), room.school)
    head = make_actor(make_board(room.municipality), role=RoleKind.BOARD_HEAD)
    choose_way(noticing="late-rising", on=False, valid_from=today(), why="試した", by=head)
    assert waiting_of(teacher, child(room), room.school) is None


def tells(pupil: Pupil, *days: date, heart: str = "rainy") -> None:
    """What a child told on some days."""
    school = pupil.enrolments.get().classroom.school
    city = {"municipality": pupil.municipality, "pupil": pupil, "school": school}
    CheckIn.objects.bulk_create(
        CheckIn(**city, day=day, heart=heart, at=datetime(2026, 5, 20, tzinfo=JST)) for day in days
    )


def test_low_weather_waits_with_its_days_until_an_adult_has_spoken(
    room: Classroom, teacher: Actor
) -> None:
    pupil, days = child(room), [date(2026, 5, day) for day in (12, 18, 20)]
    tells(pupil, *days[:2])
    assert waiting_of(teacher, pupil, room.school) is None
    tells(pupil, days[2])
    (row,) = waiting(teacher, lambda pupils: pupils)
    [hit] = row.counted
    assert (hit.noticing.id, hit.times, list(hit.days)) == ("low-weather", "3回", days)
    answer(pupil=pupil, kind=AnswerKind.SPOKEN, words="", by=teacher)
    assert waiting(teacher, lambda pupils: pupils) == []


def test_weather_is_told_to_those_who_may_read_it_alone(room: Classroom, teacher: Actor) -> None:
    pupil = child(room)
    tells(pupil, *(date(2026, 5, day) for day in (18, 19, 20)))
    assert waiting_of(teacher, pupil, room.school)
    deeds = frozenset({Deed.SEE_SIGN, Deed.ANSWER_SIGN})
    without = replace(teacher, deeds=deeds)
    assert waiting_of(without, pupil, room.school) is None
    assert waiting_of(replace(teacher, deeds=deeds | {Deed.SEE_CHECK_IN}), pupil, room.school)
    beside = make_actor(make_class(make_school(room.municipality), pupils=0))
    assert waiting_of(beside, pupil, room.school) is None


def test_weather_of_more_than_eight_weeks_ago_is_not_spoken_about(
    room: Classroom, teacher: Actor
) -> None:
    tells(child(room), *(date(2026, 4, day) for day in (8, 9, 10)))
    assert waiting_of(teacher, child(room), room.school)
    with freeze(datetime(2026, 6, 4, 10, tzinfo=JST)):
        assert waiting_of(teacher, child(room), room.school) is None


def test_as_many_queries_for_a_school_as_for_a_child(room: Classroom, teacher: Actor) -> None:
    principal = make_actor(room, role=RoleKind.PRINCIPAL)
    asked = []
    for _ in range(2):
        taken(room, teacher, LATE, 13, 15, 19)
        with CaptureQueriesContext(connection) as queries:
            waiting(principal, lambda pupils: pupils)
        asked.append(len(queries))
        other = make_class(room.school, name="2組", pupils=3)
        for day in (13, 15, 19):
            with freeze(datetime(2026, 5, day, 9, tzinfo=JST)):
                roll(other, date(2026, 5, day), make_actor(other), n1=LATE, n2=LATE)
    assert asked[0] == asked[1]
