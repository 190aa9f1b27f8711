"""Influenza: waves through the city, suspension, and class closures."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tsunagu.demo.calendar import YearDays, day_of
from tsunagu.demo.figures import InfluenzaSettings
from tsunagu.demo.town import ClassList, Flags, Ints

Numbers = NDArray[np.int64]
HEALTHY = 10**6
"""Onset of those whom no wave reaches; later than any day."""


@dataclass(frozen=True)
class Outbreak:
    """Where influenza was: pupils suspended by day, and classes closed by day."""

    suspended: Flags
    closed: Flags


def make_outbreak(
    rng: np.random.Generator, calendar: YearDays, classes: ClassList, settings: InfluenzaSettings
) -> Outbreak:
    """A year's influenza, as flags of pupil × day and class × day."""
    ordinals = np.array([day.toordinal() for day in calendar.days])
    suspended = np.zeros((len(classes.home), len(ordinals)), bool)
    closed = np.zeros((len(classes.classes), len(ordinals)), bool)
    for wave in settings.waves:
        peak = day_of(calendar.year, wave.peak)
        centre = _class_peaks(rng, classes, peak, wave.spread_days)
        onset = _onsets(rng, classes, centre, wave.attack, settings.class_width_days)
        out = (ordinals >= onset[:, None]) & (ordinals < onset[:, None] + settings.suspended_days)
        suspended |= out
        closed |= _closures(out, ordinals, classes, settings)
    is_open = calendar.is_open[[c.school for c in classes.classes]]
    return Outbreak(suspended, closed & is_open)


def _class_peaks(
    rng: np.random.Generator, classes: ClassList, peak: date, spread: float
) -> NDArray[np.float64]:
    """When the wave stands highest in each class, as ordinals: schools differ, classes a little."""
    of_school = np.array([c.school for c in classes.classes])
    schools = rng.normal(peak.toordinal(), spread, of_school.max() + 1)
    peaks: NDArray[np.float64] = schools[of_school] + rng.normal(0, spread / 3, len(of_school))
    return peaks


def _onsets(
    rng: np.random.Generator,
    classes: ClassList,
    centre: NDArray[np.float64],
    attack: float,
    width: float,
) -> Numbers:
    """The ordinal of each pupil's first day of illness. Some classes are hit hard, many hardly."""
    strength = np.minimum(rng.gamma(1.2, attack / 1.2, len(centre)), 0.6)
    home = np.maximum(classes.home, 0)
    caught = (rng.random(len(home)) < strength[home]) & (classes.home >= 0)
    onset = np.rint(rng.normal(centre[home], width)).astype(np.int64)
    return np.where(caught, onset, HEALTHY)


def _closures(
    out: Flags, ordinals: Numbers, classes: ClassList, settings: InfluenzaSettings
) -> Flags:
    """Days on which a class is closed: from the day after so many of it were ill at once."""
    closed = np.zeros((len(classes.classes), len(ordinals)), bool)
    ill = class_sums(out, classes.home, len(classes.classes))
    size = np.bincount(classes.home[classes.home >= 0], minlength=len(classes.classes))
    for c, of_class in enumerate(classes.classes):
        if of_class.special or not size[c]:
            continue
        free_from = 0
        for d in np.flatnonzero(ill[c] >= settings.closure_share * size[c]):
            if ordinals[d] < free_from:
                continue
            first = ordinals[d] + 1
            closed[c] |= (ordinals >= first) & (ordinals < first + settings.closure_days)
            free_from = first + settings.refractory_days
    return closed


def class_sums(flags: Flags, home: Ints, classes: int) -> Numbers:
    """How many pupils of each class are flagged on each day; class × day."""
    sums = np.zeros((classes, flags.shape[1]), np.int64)
    pupil, day = np.nonzero(flags & (home >= 0)[:, None])
    np.add.at(sums, (home[pupil], day), 1)
    return sums


def ranges(flags: NDArray[np.bool_], days: tuple[date, ...]) -> list[tuple[date, date]]:
    """Runs of flagged days as first and last dates; a weekend between does not part a run."""
    found: list[tuple[date, date]] = []
    for d in np.flatnonzero(flags):
        day = days[int(d)]
        if found and day - found[-1][1] <= timedelta(days=3):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
