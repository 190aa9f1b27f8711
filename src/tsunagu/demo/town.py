"""The demo city on paper: schools, cohorts of pupils, and each school year's classes."""

from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tsunagu.demo.figures import Model
from tsunagu.demo.names import school_names
from tsunagu.school.enums import Stage

Ints: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]

GRADES = ("P1", "P2", "P3", "P4", "P5", "P6", "J1", "J2", "J3")
GRADUATED = len(GRADES)
"""Cohort of those who left junior high last spring."""
JUNIOR_FROM = 6
MANY_UNITS = 20
"""From so many groups of three schools on, two compulsory schools join."""


@dataclass(frozen=True)
class SchoolPlan:
    """A school before it is written."""

    name: str
    stage: Stage
    number: int

    @property
    def code(self) -> str:
        """A school code of thirteen characters in a prefecture that does not exist (00)."""
        kind = {Stage.ELEMENTARY: "B1", Stage.JUNIOR_HIGH: "C1"}.get(self.stage, "C2")
        body = f"{kind}002{self.number + 9000000:07d}"
        return body + check_digit(body)


def check_digit(body: str) -> str:
    """The check digit of a school code's first twelve characters (japan-facts.md 1.4)."""
    digits = [int(c) for c in f"{ord(body[0]) - 64:02d}{body[1:]}"]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += sum(divmod(digit * (1 + place % 2), 10))
    return str(-total % 10)


@dataclass(frozen=True)
class Town:
    """Schools and everyone who has been a pupil in the two school years.

    `cohort` is this year's grade from 0 for P1 to 8 for J3, and 9 for those who left in spring.
    `elementary` and `junior` are indices of the schools a pupil goes to in either stage.
    `leaves` and `joins` mark pupils who moved away and came this year, before the demo's day.
    """

    schools: tuple[SchoolPlan, ...]
    cohort: Ints
    elementary: Ints
    junior: Ints
    special: Flags
    boy: Flags
    leaves: Flags
    joins: Flags

    @property
    def pupils(self) -> int:
        """All pupils of both years."""
        return len(self.cohort)

    def grade(self, back: int) -> Ints:
        """Grades 0…8 so many years back, -1 for those not at school then."""
        grade = self.cohort - back
        there = (grade >= 0) & (grade < GRADUATED) & ~(self.joins & (back > 0))
        return np.where(there, grade, -1).astype(np.int32)

    def school(self, back: int) -> Ints:
        """Index of the school so many years back, -1 for none."""
        grade = self.grade(back)
        school = np.where(grade < JUNIOR_FROM, self.elementary, self.junior)
        return np.where(grade < 0, -1, school).astype(np.int32)


@dataclass(frozen=True)
class ClassPlan:
    """A class of one school year before it is written; grades as indices."""

    school: int
    grades: tuple[int, ...]
    name: str
    special: bool


@dataclass(frozen=True)
class ClassList:
    """A school year's classes, and for each pupil the index of home and exchange class or -1."""

    classes: tuple[ClassPlan, ...]
    home: Ints
    exchange: Ints


def shares(total: int, weights: NDArray[np.float64]) -> Ints:
    """Whole numbers in the proportion of `weights` that add up to `total` (largest remainder)."""
    exact = weights / weights.sum() * total
    whole: Ints = np.floor(exact).astype(np.int32)
    rest = np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]
    whole[rest] += 1
    return whole


def _schools(units: int) -> tuple[list[SchoolPlan], list[tuple[list[int], int]]]:
    """Schools, and for each catchment its elementary schools and its junior high."""
    compulsory = 2 if units >= MANY_UNITS else 0
    names = iter(school_names(units * 3 + compulsory))
    schools: list[SchoolPlan] = []
    catchments: list[tuple[list[int], int]] = []

    def add(stage: Stage) -> int:
        schools.append(SchoolPlan(f"{next(names)}{stage.label}", stage, len(schools) + 1))
        return len(schools) - 1

    for _ in range(units):
        catchments.append(([add(Stage.ELEMENTARY), add(Stage.ELEMENTARY)], add(Stage.JUNIOR_HIGH)))
    for _ in range(compulsory):
        both = add(Stage.COMPULSORY)
        catchments.append(([both], both))
    return schools, catchments


def make_town(rng: np.random.Generator, pupils: int, model: Model) -> Town:
    """A city with `pupils` pupils this year, in schools of the model's size."""
    units = max(1, round(pupils / model.figure("school_size")) // 3)
    schools, catchments = _schools(units)
    settings = model.town
    weights = np.array(settings.cohort_weights)
    now = np.repeat(np.arange(GRADUATED), shares(pupils, weights))
    left = np.full(round(pupils * weights[-1] / weights.sum()), GRADUATED)
    movers = rng.integers(0, GRADUATED, round(pupils * settings.moved_away_share))
    cohort = np.concatenate([now, left, movers]).astype(np.int32)
    draw = rng.lognormal(0, 0.35, sum(len(e) for e, _ in catchments))
    elementary = np.zeros(len(cohort), np.int32)
    of_elementary = np.array([e for es, _ in catchments for e in es], np.int32)
    for c in range(GRADUATED + 1):
        where = rng.permutation(np.flatnonzero(cohort == c))
        elementary[where] = np.repeat(of_elementary, shares(len(where), draw))
    junior_of = {e: j for es, j in catchments for e in es}
    junior = np.array([junior_of[int(e)] for e in elementary], np.int32)
    leaves = np.zeros(len(cohort), bool)
    leaves[len(now) + len(left) :] = True
    joins = np.zeros(len(cohort), bool)
    joins[rng.permutation(len(now))[: round(pupils * settings.moved_in_share)]] = True
    special = np.zeros(len(cohort), bool)
    special[rng.permutation(len(cohort))[: round(len(cohort) * settings.special_needs_share)]] = 1
    boy = rng.random(len(cohort)) < 0.512
    return Town(tuple(schools), cohort, elementary, junior, special, boy, leaves, joins)


class _Dealer:
    """Deals the pupils of one school year out to classes."""

    def __init__(self, rng: np.random.Generator, town: Town, back: int, model: Model) -> None:
        self.rng, self.town, self.settings = rng, town, model.town
        self.grade, self.school = town.grade(back), town.school(back)
        self.classes: list[ClassPlan] = []
        self.home = np.full(town.pupils, -1, np.int32)
        self.exchange = np.full(town.pupils, -1, np.int32)

    def regular(self, school: int, grade: int) -> None:
        """A grade's classes; its special-needs pupils get one of them as exchange class."""
        here = (self.school == school) & (self.grade == grade)
        if not here.any():
            return
        junior = grade >= JUNIOR_FROM
        settings = self.settings
        size = settings.class_size_junior_high if junior else settings.class_size_elementary
        members = self.rng.permutation(np.flatnonzero(here & ~self.town.special))
        guests = self.rng.permutation(np.flatnonzero(here & self.town.special))
        count = max(1, ceil(len(members) / size))
        first = len(self.classes)
        self.classes += [ClassPlan(school, (grade,), f"{n + 1}組", False) for n in range(count)]
        self.home[members] = first + np.arange(len(members)) % count
        guests = guests[: round(len(guests) * settings.exchange_share)]
        self.exchange[guests] = first + np.arange(len(guests)) % count

    def special(self, school: int) -> None:
        """Small special-needs classes, in order of grade; none mixes the two stages."""
        here = (self.school == school) & (self.grade >= 0) & self.town.special
        for stage in (self.grade < JUNIOR_FROM, self.grade >= JUNIOR_FROM):
            members = np.flatnonzero(here & stage)
            members = members[np.argsort(self.grade[members], kind="stable")]
            count = ceil(len(members) / self.settings.special_needs_class_size)
            before = sum(1 for c in self.classes if c.school == school and c.special)
            for n, part in enumerate(np.array_split(members, count) if count else []):
                grades = tuple(sorted({int(g) for g in self.grade[part]}))
                self.home[part] = len(self.classes)
                name = f"ひまわり{before + n + 1}組"
                self.classes.append(ClassPlan(school, grades, name, True))


def make_classes(rng: np.random.Generator, town: Town, back: int, model: Model) -> ClassList:
    """The classes of the school year so many years back, pupils shuffled anew."""
    dealer = _Dealer(rng, town, back, model)
    for school in range(len(town.schools)):
        for grade in range(GRADUATED):
            dealer.regular(school, grade)
        dealer.special(school)
    return ClassList(tuple(dealer.classes), dealer.home, dealer.exchange)
