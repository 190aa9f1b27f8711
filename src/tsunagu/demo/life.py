"""A school year of everybody in the demo city, put together: who was where on which day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tsunagu.demo.calendar import YearDays
from tsunagu.demo.codes import Codes, Day
from tsunagu.demo.drift import Drift, goals, write_drift
from tsunagu.demo.figures import STAGES, Model
from tsunagu.demo.steady import write_steady
from tsunagu.demo.town import (
    GRADES,
    JUNIOR_FROM,
    ClassList,
    Flags,
    Ints,
    Town,
    make_classes,
    shares,
)
from tsunagu.demo.waves import make_outbreak


@dataclass(frozen=True)
class Stay:
    """From which day to before which day (places in the calendar) each pupil is enrolled."""

    begin: Ints
    end: Ints


@dataclass(frozen=True)
class YearLife:
    """A school year as lived. `codes` is pupil × day, `taken` and `closed` class × day."""

    calendar: YearDays
    classes: ClassList
    stay: Stay
    codes: Codes
    taken: Flags
    closed: Flags
    enrolled: Flags
    drifting: Flags

    def stage(self, grade: Ints) -> Iterator[tuple[str, Flags]]:
        """The pupils of each stage enrolled from the first day on, as flags."""
        there = self.classes.home >= 0
        yield from _by_stage(grade, there & (self.stay.begin == 0))


def _by_stage(grade: Ints, there: Flags) -> Iterator[tuple[str, Flags]]:
    junior = grade >= JUNIOR_FROM
    yield from zip(STAGES, (there & ~junior, there & junior), strict=True)


def stays(rng: np.random.Generator, town: Town, back: int, days: int, until: int) -> Stay:
    """Enrolments of a year of so many days; those who move this year do so before `until`."""
    begin = np.zeros(town.pupils, np.int32)
    end = np.full(town.pupils, days, np.int32)
    if back == 0:
        some_day = rng.integers(until // 10, max(until, 1), town.pupils)
        begin = np.where(town.joins, some_day, begin).astype(np.int32)
        end = np.where(town.leaves, np.maximum(some_day, 1), end).astype(np.int32)
    return Stay(begin, end)


def live(
    rng: np.random.Generator,
    *,
    town: Town,
    back: int,
    calendar: YearDays,
    until: int,
    before: Flags,
    model: Model,
) -> YearLife:
    """A whole school year of the city, `back` years ago. `before` flags last year's drifting."""
    classes = make_classes(rng, town, back, model)
    days = len(calendar.days)
    stay = stays(rng, town, back, days, until)
    outbreak = make_outbreak(rng, calendar, classes, model.influenza)
    is_open = calendar.is_open[[c.school for c in classes.classes]]
    taken = is_open & ~outbreak.closed
    taken &= rng.random(taken.shape) >= model.habits.untaken_rolls
    enrolled = _enrolled(classes, stay, days)
    counted = taken[np.maximum(classes.home, 0)] & enrolled
    codes = np.zeros((town.pupils, days), np.uint8)
    grade = town.grade(back)
    write_steady(rng, codes=codes, counted=counted, calendar=calendar, grade=grade, model=model)
    codes[outbreak.suspended & counted] = Day.INFLUENZA
    drift = choose(rng, grade=grade, counted=counted, stay=stay, before=before, model=model)
    write_drift(rng, codes, drift, calendar, model)
    drifting = np.zeros(town.pupils, bool)
    drifting[drift.pupils[~drift.ill & ~drift.family]] = True
    return YearLife(calendar, classes, stay, codes, taken, outbreak.closed, enrolled, drifting)


def _enrolled(classes: ClassList, stay: Stay, days: int) -> Flags:
    at = np.arange(days)[None, :]
    there = (at >= stay.begin[:, None]) & (at < stay.end[:, None])
    return there & (classes.home >= 0)[:, None]


def choose(
    rng: np.random.Generator,
    *,
    grade: Ints,
    counted: Flags,
    stay: Stay,
    before: Flags,
    model: Model,
) -> Drift:
    """Who stays away for long this year: quotas by stage and reason, more in higher grades."""
    days = counted.sum(axis=1)
    whole = (stay.begin == 0) & (stay.end == counted.shape[1]) & (days > 60)
    cannot: list[int] = []
    ill: list[int] = []
    family: list[int] = []
    for stage, pupils in _by_stage(grade, (grade >= 0) & (stay.begin == 0)):
        quota = round(pupils.sum() * model.non_attendance(stage))
        stayed = round(quota * (1 - model.figure(f"new_share_{stage}")))
        again = rng.permutation(np.flatnonzero(pupils & whole & before))[:stayed]
        cannot += [int(p) for p in again]
        fresh = pupils & whole & ~before
        cannot += _by_grade(rng, grade, fresh, quota - len(again), model)
        free = fresh.copy()
        free[cannot] = False
        others = rng.permutation(np.flatnonzero(free))
        count = round(pupils.sum() * model.other_long_absence)
        sick = round(count * model.ill_share)
        ill += [int(p) for p in others[:sick]]
        family += [int(p) for p in others[sick:count]]
    return _drift(rng, (cannot, ill, family), counted, before, model)


def _by_grade(
    rng: np.random.Generator, grade: Ints, pupils: Flags, quota: int, model: Model
) -> list[int]:
    """So many of the pupils, dealt out to the grades by the model's weights."""
    settings = model.drift.grade_weights
    sizes = np.array([(pupils & (grade == g)).sum() for g in range(len(GRADES))])
    weights = sizes * np.array([settings[name] for name in GRADES])
    found: list[int] = []
    for g, count in enumerate(shares(quota, weights)):
        found += [int(p) for p in rng.permutation(np.flatnonzero(pupils & (grade == g)))[:count]]
    return found


def _drift(
    rng: np.random.Generator,
    chosen: tuple[list[int], list[int], list[int]],
    counted: Flags,
    before: Flags,
    model: Model,
) -> Drift:
    """Goals for the chosen: non-attending by bands, other long absence mostly 30 to 70 days."""
    cannot, ill, family = chosen
    pupils = np.array([*cannot, *ill, *family], np.int32)
    room = counted[pupils].sum(axis=1).astype(np.int32)
    of_cannot = goals(rng, before[pupils[: len(cannot)]], room[: len(cannot)], model)
    others = len(ill) + len(family)
    of_others = np.rint(31 + 45 * rng.random(others) ** 1.6).astype(np.int32)
    kind = np.repeat([0, 1, 2], [len(cannot), len(ill), len(family)])
    return Drift(
        pupils=pupils,
        counted=counted[pupils],
        goal=np.concatenate([of_cannot, of_others]).astype(np.int32),
        continuing=before[pupils] & (kind == 0),
        ill=kind == 1,
        family=kind == 2,
    )
