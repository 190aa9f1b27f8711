"""Everyday life of pupils who come: colds, lateness, the nurse's room, mourning, examinations."""

import numpy as np
from numpy.typing import NDArray

from tsunagu.demo.calendar import YearDays
from tsunagu.demo.codes import Codes, Day, are
from tsunagu.demo.figures import ColdSettings, HabitSettings, Model
from tsunagu.demo.town import GRADES, Flags, Ints

EXAMINATIONS = {"P6": (2, 1), "J3": (2, 14)}
"""Around which day private junior highs and high schools examine (month, day)."""
ABSENCES = (Day.ILL, Day.FAMILY)


def write_steady(
    rng: np.random.Generator,
    *,
    codes: Codes,
    counted: Flags,
    calendar: YearDays,
    grade: Ints,
    model: Model,
) -> None:
    """Write everybody's small things into `codes` (pupil × day), on counted days alone."""
    habits = model.habits
    rows, days = codes.shape
    nature = np.float32(rng.gamma(2.0, 0.5, (rows, 1)))
    drawn = rng.random((rows, days), dtype=np.float32)
    edge = np.zeros((rows, days), np.float32)
    for share, day in (
        (habits.late, Day.LATE),
        (habits.left_early, Day.LEFT_EARLY),
        (habits.nurse_room, Day.NURSE_ROOM),
        (habits.family, Day.FAMILY),
        (habits.late / 12, Day.LATE_AND_EARLY),
    ):
        upper = edge + share * nature
        codes[(drawn >= edge) & (drawn < upper)] = day
        edge = upper
    _colds(rng, codes, calendar, model.colds)
    _spread(rng, codes, habits.bereaved_pupils, Day.BEREAVED)
    _examinations(rng, codes, calendar, grade, habits)
    codes[~counted] = Day.PLAIN
    _limit(rng, codes, model.colds.most_days)


def _colds(
    rng: np.random.Generator, codes: Codes, calendar: YearDays, settings: ColdSettings
) -> None:
    """Illness of one to three days, more of it in winter and on Mondays, some pupils more."""
    rows, days = codes.shape
    season = np.array([settings.season.get(day.month, 1.0) for day in calendar.days])
    season = season * np.array([settings.weekdays[day.weekday()] for day in calendar.days])
    odds = (season / season.sum() * settings.episodes_a_year).astype(np.float32)
    nature = np.float32(rng.gamma(1.6, 1 / 1.6, (rows, 1)))
    starts = rng.random((rows, days), dtype=np.float32) < nature * odds
    pupil, day = np.nonzero(starts)
    length = 1 + np.searchsorted(np.cumsum(settings.lengths), rng.random(len(pupil)))
    for offset in range(3):
        ill = (length > offset) & (day + offset < days)
        codes[pupil[ill], day[ill] + offset] = Day.ILL
    sent_home = (rng.random(len(pupil)) < 0.1) & (day > 0)
    before = codes[pupil[sent_home], day[sent_home] - 1]
    codes[pupil[sent_home], day[sent_home] - 1] = np.where(
        before == Day.PLAIN, Day.LEFT_EARLY, before
    )


def _spread(rng: np.random.Generator, codes: Codes, share: float, day: Day) -> None:
    """One spell of one to three days for a share of the pupils."""
    rows, days = codes.shape
    for pupil in rng.permutation(rows)[: round(rows * share)]:
        first = int(rng.integers(0, days))
        codes[pupil, first : first + int(rng.integers(1, 4))] = day


def _examinations(
    rng: np.random.Generator,
    codes: Codes,
    calendar: YearDays,
    grade: Ints,
    habits: HabitSettings,
) -> None:
    """Days excused for entrance examinations in late winter."""
    for name, share in habits.examined_pupils.items():
        month, day = EXAMINATIONS[name]
        near = calendar.index(calendar.year.month(month)[0].replace(day=day))
        pupils = np.flatnonzero(grade == GRADES.index(name))
        for pupil in rng.permutation(pupils)[: round(len(pupils) * share)]:
            first = near + int(rng.integers(-2, 3))
            codes[pupil, first : first + int(rng.integers(1, 3))] = Day.EXAMINED


def _limit(rng: np.random.Generator, codes: Codes, most: int) -> None:
    """Let nobody who comes steadily be absent on more than `most` days."""
    absent: NDArray[np.bool_] = are(codes, ABSENCES)
    for pupil in np.flatnonzero(absent.sum(axis=1) > most):
        days = rng.permutation(np.flatnonzero(absent[pupil]))
        codes[pupil, days[most:]] = Day.PLAIN
