"""Pupils who stay away for long: when it begins, on which days they come, and where they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.demo.calendar import YearDays
from tsunagu.demo.codes import Codes, Day
from tsunagu.demo.figures import DriftSettings, Model
from tsunagu.demo.town import Flags, Ints

Floats = NDArray[np.float64]
BEFORE, DURING, AFTER = -4.0, 2.0, -2.5
"""Log odds of not coming before, during and after the time of staying away."""


@dataclass(frozen=True)
class Drift:
    """Long-absent pupils of one year, one entry a pupil: goals of days not come, and how so."""

    pupils: Ints
    counted: Flags
    goal: Ints
    continuing: Flags
    ill: Flags
    family: Flags


def goals(rng: np.random.Generator, continuing: Flags, room: Ints, model: Model) -> Ints:
    """Days not come in the year for each non-attending pupil: quotas of 30–49, 50–89 and 90+.

    Those who stayed away last year already tend to the upper end; nobody gets more than `room`.
    """
    count, settings = len(continuing), model.drift
    order = np.argsort(continuing * 0.6 + rng.random(count), kind="stable")
    ninety = round(count * model.figure("ninety_days_share"))
    few = round(count * settings.to_49_days_share)
    hardly = round(count * settings.hardly_ever_share)
    bands = [(few, 32, 49), (count - few - ninety, 50, 89), (ninety - hardly, 92, 180)]
    found = [np.rint(np.linspace(low, high, size)) for size, low, high in bands if size > 0]
    found.append(np.full(min(hardly, ninety), 400.0))
    goal = np.zeros(count, np.int32)
    goal[order] = np.concatenate(found)[:count]
    return np.minimum(goal, np.maximum(room - 4, 31)).astype(np.int32)


def onsets(
    rng: np.random.Generator, drift: Drift, calendar: YearDays, settings: DriftSettings
) -> Ints:
    """Place of the day on which each pupil's staying away sets in, often after a long break."""
    days = len(calendar.days)
    latest = np.maximum(days - drift.goal / settings.pace, 0)
    long_breaks = calendar.rests(10)
    golden = next(iter(calendar.rests(3)), 0)
    starts = {"first": 0, "golden_week": golden}
    starts |= dict(zip(("summer", "winter"), long_breaks, strict=False))
    names = list(starts)
    odds = np.array([settings.onset_after_breaks[name] for name in names])
    drawn = rng.random(len(drift.goal))
    chosen = np.searchsorted(np.cumsum(odds), drawn)
    places = np.array([*starts.values(), 0])
    anywhere = rng.integers(0, days, len(drift.goal))
    onset = np.where(chosen < len(names), places[chosen] + rng.integers(0, 4, len(drawn)), anywhere)
    onset = np.where(onset > latest, rng.random(len(drawn)) * latest, onset)
    return np.where(drift.continuing, rng.integers(0, 6, len(drawn)), onset).astype(np.int32)


def _spells(rng: np.random.Generator, rows: int, days: int, memory: float) -> Floats:
    """Noise that remembers the day before, so that days not come lie in spells; pupil × day."""
    noise = rng.normal(0, 1.2, (rows, days))
    for day in range(1, days):
        noise[:, day] = memory * noise[:, day - 1] + np.sqrt(1 - memory**2) * noise[:, day]
    return noise


def _pull(
    rng: np.random.Generator, drift: Drift, onset: Ints, calendar: YearDays, model: Model
) -> Floats:
    """How strongly each pupil is kept away on each day (log odds); pupil × day."""
    settings, days = model.drift, len(calendar.days)
    at = np.arange(days)[None, :]
    begin = onset[:, None]
    end = begin + np.ceil(drift.goal / settings.pace)[:, None]
    warning = BEFORE + 2.0 * np.clip(1 - (begin - at) / settings.warning_days, 0, 1)
    pull = np.where(at < begin, warning, np.where(at < end, DURING, AFTER))
    pull = pull + _spells(rng, len(onset), days, settings.memory)
    mood = np.where(drift.ill | drift.family, 0.0, 1.0)[:, None]
    monday = np.array([day.weekday() == 0 for day in calendar.days])
    rested = np.zeros(days)
    for rest in calendar.rests(3):
        rested[rest : rest + 3] = 1
    return pull + mood * (settings.monday * monday + settings.after_break * rested)


def write_drift(
    rng: np.random.Generator, codes: Codes, drift: Drift, calendar: YearDays, model: Model
) -> None:
    """Write the long-absent pupils' days into `codes` (pupil × day), exactly to their goals."""
    onset = onsets(rng, drift, calendar, model.drift)
    pull = np.where(drift.counted, _pull(rng, drift, onset, calendar, model), -np.inf)
    ranks = np.argsort(np.argsort(-pull, axis=1), axis=1)
    away = (ranks < drift.goal[:, None]) & drift.counted
    found = _reasons(rng, away, drift, onset)
    _elsewhere(
        rng,
        found=found,
        away=away,
        drift=drift,
        onset=onset,
        calendar=calendar,
        model=model,
    )
    _on_the_way(rng, found=found, away=away, drift=drift, onset=onset, model=model)
    kept = codes[drift.pupils]
    codes[drift.pupils] = np.where(drift.counted & ~np.isin(kept, _STANDS), found, kept)


_STANDS = [Day.BEREAVED, Day.EXAMINED]
"""Days that stand whatever the pupil's state."""


def _reasons(rng: np.random.Generator, away: Flags, drift: Drift, onset: Ints) -> Codes:
    """Why, as heard that morning: illness at first and now and then, mostly that it cannot be."""
    drawn = rng.random(away.shape)
    early = np.arange(away.shape[1])[None, :] < onset[:, None] + 3
    ill = np.where(early, 0.45, 0.12)
    code = np.where(drawn < ill, Day.ILL, np.where(drawn > 0.93, Day.UNKNOWN, Day.CANNOT_COME))
    code = np.where((drawn > 0.90) & (drawn < 0.93), Day.FAMILY, code)
    code = np.where(drift.ill[:, None], Day.ILL, code)
    of_family = np.where(drawn < 0.6, Day.FAMILY, Day.OTHER)
    code = np.where(drift.family[:, None], of_family, code)
    return np.where(away, code, Day.PLAIN).astype(np.uint8)


def _elsewhere(
    rng: np.random.Generator,
    *,
    found: Codes,
    away: Flags,
    drift: Drift,
    onset: Ints,
    calendar: YearDays,
    model: Model,
) -> None:
    """Support centre, free school and learning at home, on agreed weekdays some time later."""
    could = np.flatnonzero(~drift.ill & ~drift.family & (drift.goal >= 45))
    could = rng.permutation(could)
    cannot = int((~drift.ill & ~drift.family).sum())
    outside = round(cannot * model.figure("outside_credited_share"))
    at_home = round(cannot * model.figure("home_credited_share"))
    weekday = np.array([day.weekday() for day in calendar.days])
    for n, row in enumerate(could[: outside + at_home]):
        place = Day.HOME_ONLINE if n >= outside else Day.SUPPORT_CENTRE
        if place == Day.SUPPORT_CENTRE and n % 4 == 3:
            place = Day.FREE_SCHOOL
        agreed = rng.permutation(5)[: int(rng.integers(2, 5))]
        from_day = 0 if drift.continuing[row] else onset[row] + 25
        at = np.arange(found.shape[1]) >= from_day
        there = away[row] & at & np.isin(weekday, agreed) & (rng.random(len(at)) < 0.85)
        found[row, there] = place


def _on_the_way(
    rng: np.random.Generator,
    *,
    found: Codes,
    away: Flags,
    drift: Drift,
    onset: Ints,
    model: Model,
) -> None:
    """Days they come: late and to the nurse before it begins, to a quiet room afterwards."""
    at = np.arange(found.shape[1])[None, :]
    before = (at >= onset[:, None] - model.drift.warning_days) & (at < onset[:, None])
    after = at >= onset[:, None]
    rooms = (rng.random(len(onset)) < model.figure("in_school_centre_share"))[:, None]
    mood = ~(drift.ill | drift.family)[:, None] & drift.counted & ~away
    drawn = rng.random(found.shape)
    for limit, day in ((0.15, Day.LATE), (0.22, Day.NURSE_ROOM), (0.27, Day.LEFT_EARLY)):
        found[mood & before & (found == Day.PLAIN) & (drawn < limit)] = day
    quiet = np.where(rooms, Day.IN_SCHOOL_CENTRE, Day.SEPARATE_ROOM).astype(np.uint8)
    steps = ((0.35, quiet), (0.45, Day.NURSE_ROOM), (0.62, Day.LATE), (0.70, Day.LATE_AGREED))
    for limit, step in (*steps, (0.74, Day.AFTER_SCHOOL)):
        where = mood & after & (found == Day.PLAIN) & (drawn < limit)
        found[where] = np.broadcast_to(np.asarray(step, np.uint8), found.shape)[where]
