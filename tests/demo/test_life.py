"""The model of school life keeps to the Ministry's figures and to the arithmetic of days."""

import numpy as np
import pytest

from tsunagu.clock import SchoolYear
from tsunagu.demo.calendar import make_calendar
from tsunagu.demo.codes import Day, long_absent, non_attending
from tsunagu.demo.figures import STAGES, model
from tsunagu.demo.life import YearLife, live
from tsunagu.demo.names import parts, phone_number, school_names
from tsunagu.demo.town import Town, make_town

SEEDS = (1, 2, 3)
POINTS = 0.003
"""How far a rate may lie from the Ministry's: 0.3 percentage points."""


def two_years(seed: int, pupils: int = 1200) -> tuple[Town, list[YearLife]]:
    """Last year and this, as the demo lives them."""
    rng = np.random.default_rng(seed)
    town = make_town(rng, pupils, model())
    before = np.zeros(town.pupils, bool)
    years = []
    for back in (1, 0):
        calendar = make_calendar(SchoolYear(2026 - back), len(town.schools), model().calendar)
        years.append(
            live(
                rng,
                town=town,
                back=back,
                calendar=calendar,
                until=130,
                before=before,
                model=model(),
            )
        )
        before = years[-1].drifting
    return town, years


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_by_stage_lie_within_three_tenths_of_a_point(seed):
    town, years = two_years(seed)
    for back, year in zip((1, 0), years, strict=True):
        for stage, pupils in year.stage(town.grade(back)):
            codes = year.codes[pupils]
            assert abs(non_attending(codes).mean() - model().non_attendance(stage)) <= POINTS
            assert abs(long_absent(codes).mean() - model().long_absence(stage)) <= POINTS


def test_long_absence_of_both_stages_is_the_national_total_of_2023():
    assert round(model().enrolment, -5) == 9_300_000
    town, (last, _) = two_years(4, 6000)
    pupils = sum(p for _, p in last.stage(town.grade(1))).astype(bool)
    national = model().figure("long_absence_pupils") / model().enrolment
    assert abs(long_absent(last.codes[pupils]).mean() - national) <= POINTS


@pytest.mark.parametrize("seed", SEEDS)
def test_about_six_in_a_hundred_days_are_not_simply_present(seed):
    _, years = two_years(seed)
    for year in years:
        counted = year.taken[np.maximum(year.classes.home, 0)] & year.enrolled
        assert 0.05 <= (year.codes > 0).sum() / counted.sum() <= 0.07


def test_marks_stand_only_on_counted_days_so_that_the_arithmetic_holds():
    _, years = two_years(1)
    for year in years:
        is_open = year.calendar.is_open[[c.school for c in year.classes.classes]]
        assert not (year.closed & year.taken).any()
        assert not (year.taken & ~is_open).any()
        taken = year.taken[np.maximum(year.classes.home, 0)] & year.enrolled
        assert not year.codes[~taken].any()


def test_the_same_seed_gives_the_same_year():
    (town, years), (again, others) = two_years(7), two_years(7)
    assert (town.cohort == again.cohort).all()
    assert all((a.codes == b.codes).all() for a, b in zip(years, others, strict=True))
    assert (two_years(8)[1][0].codes[:500] != years[0].codes[:500]).any()


def test_staying_away_falls_on_mondays_and_goes_with_support():
    _, (last, _) = two_years(5, 6000)
    away = last.codes[last.drifting] == Day.CANNOT_COME
    weekday = np.array([day.weekday() for day in last.calendar.days])
    per_day = [away[:, weekday == day].mean() for day in range(5)]
    assert per_day[0] == max(per_day)
    for day in (Day.SUPPORT_CENTRE, Day.FREE_SCHOOL, Day.SEPARATE_ROOM, Day.IN_SCHOOL_CENTRE):
        assert (last.codes == day).any()


def test_influenza_closes_single_classes():
    _, (last, _) = two_years(1)
    assert last.closed.any()
    assert (last.codes == Day.INFLUENZA).any()


def test_proportions_of_sagamihara_at_its_size():
    town = make_town(np.random.default_rng(1), 48632, model())
    assert len(town.schools) == 104
    assert len({s.code for s in town.schools}) == 104
    now = (town.grade(0) >= 0) & ~town.leaves
    assert now.sum() == 48632


def test_names_are_put_together_and_numbers_reach_nobody():
    assert phone_number(12345).startswith("000-")
    assert len(set(school_names(104))) == 104
    assert not any(len(first) > 1 for first, _ in parts().family_first)


def test_stages_have_their_figures():
    assert [model().non_attendance(stage) for stage in STAGES] == [0.023, 0.068]
