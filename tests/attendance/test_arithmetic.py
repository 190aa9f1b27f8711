"""The arithmetic that always holds, per pupil and period."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import add_calendar, enrol, make_actor, make_class, make_pupil, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Credit, Kind, Place
from tsunagu.attendance.models import CreditPeriod, Mark
from tsunagu.attendance.queries import arithmetic, register_month
from tsunagu.attendance.rules import RegisterDay
from tsunagu.attendance.rules import arithmetic as add_up
from tsunagu.clock import freeze
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import Classroom

DAYS = st.lists(
    st.builds(
        RegisterDay,
        closed=st.booleans(),
        taken=st.booleans(),
        kind=st.sampled_from(Kind.values),
        late=st.booleans(),
        left_early=st.booleans(),
        place=st.sampled_from(["", *Place.values]),
        credit=st.sampled_from(Credit.values),
        provisional=st.booleans(),
    )
)


@given(DAYS)
def test_arithmetic_identities_hold(days: list[RegisterDay]) -> None:
    sums = add_up(days)
    assert sums.to_attend == sums.class_days - sums.not_to_attend
    assert sums.attended == sums.to_attend - sums.absent
    assert 0 <= sums.credited <= sums.attended
    assert sums.late <= sums.attended
    assert sums.not_come == sums.absent + sums.credited
    assert sums.class_days + sums.untaken == len(days)
    assert min(sums.absent, sums.attended, sums.not_to_attend) >= 0


@given(DAYS, DAYS)
def test_arithmetic_of_two_periods_adds_up(one: list[RegisterDay], two: list[RegisterDay]) -> None:
    assert add_up(one) + add_up(two) == add_up([*one, *two])


def test_arithmetic_reads_calendar_rolls_marks_and_credits(
    classroom: Classroom, teacher: Actor
) -> None:
    pupil = pupils_of(classroom)[0]
    first, last = date(2026, 5, 11), date(2026, 5, 20)
    add_calendar(classroom, date(2026, 5, 15), kind=CalendarKind.CLOSED)
    add_calendar(classroom.school, date(2026, 5, 16), kind=CalendarKind.SCHOOL_DAY)
    for day, mark in {
        11: MarkInput(kind="absent"),
        12: MarkInput(kind="absent", place="support_centre"),
        13: MarkInput(kind="absent", place="support_centre"),
        14: MarkInput(kind="suspended", ground="health"),
        16: MarkInput(late=True, left_early=True),
        18: MarkInput(kind="present", place="free_school"),
    }.items():
        with freeze(date(2026, 5, day)):
            roll(classroom, date(2026, 5, day), teacher, n1=mark)
    CreditPeriod.objects.create(
        municipality=teacher.municipality,
        pupil=pupil,
        place="support_centre",
        first=date(2026, 5, 13),
    )
    sums = arithmetic(pupil, first, last)
    assert (sums.class_days, sums.not_to_attend, sums.to_attend) == (7, 2, 5)
    assert (sums.absent, sums.credited, sums.attended) == (3, 1, 2)
    assert (sums.late, sums.left_early, sums.untaken) == (1, 1, 2)
    Mark.objects.filter(place="free_school").update(credit=Credit.CREDITED)
    row = register_month(classroom, first).rows[0]
    assert row.remarks == (
        "出席扱い1（フリースクール）",
        "出席扱い1（教育支援センター）",
        "出席停止1（感染症（学校保健安全法19条））",
    )


def test_arithmetic_follows_a_pupil_through_classes(classroom: Classroom, teacher: Actor) -> None:
    other = make_class(classroom.school, name="2組", pupils=0)
    pupil = make_pupil(classroom, end=date(2026, 5, 19))
    enrol(pupil, other, begin=date(2026, 5, 19))
    for day, home, by in (
        (date(2026, 5, 18), classroom, teacher),
        (date(2026, 5, 19), other, make_actor(other)),
    ):
        with freeze(day):
            roll(home, day, by)
    sums = arithmetic(pupil, date(2026, 5, 18), date(2026, 5, 20))
    assert (sums.class_days, sums.attended, sums.untaken) == (2, 2, 1)
    row = register_month(classroom, date(2026, 5, 1)).rows[-1]
    assert row.remarks == ("5月18日（月）まで在籍",)
    assert register_month(other, date(2026, 5, 1)).rows[0].remarks == ("5月19日（火）から在籍",)


def test_untaken_names_no_day_that_is_still_to_come(classroom: Classroom, teacher: Actor) -> None:
    tuesday = date(2026, 5, 19)
    with freeze(tuesday):
        assert register_month(classroom, tuesday).untaken[-1] == tuesday
        roll(classroom, tuesday, teacher)
        assert register_month(classroom, tuesday).untaken[-1] == date(2026, 5, 18)


def test_days_to_attend_leave_out_suspended_bereavement_excused_and_closed() -> None:
    days = [RegisterDay(kind=kind) for kind in Kind.values] + [RegisterDay(closed=True)]
    left_out = [d for d in days if d.closed or d.kind in {"suspended", "bereavement", "excused"}]
    sums = add_up(days)
    days_to_attend = sums.class_days - len(left_out)
    assert (sums.class_days, sums.to_attend) == (7, days_to_attend)
    assert (days_to_attend, sums.absent, sums.attended) == (3, 2, 1)
