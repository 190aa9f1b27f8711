"""The figures and settings of the demo's model of school life, read from `model.yaml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

STAGES = ("elementary", "junior_high")


class Strict(BaseModel):
    """Refuses what it does not know, and changes by nobody."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(Strict):
    """A published number with the document it comes from."""

    id: str
    value: float
    source: str
    checked_on: date


class TownSettings(Strict):
    """Sizes of cohorts and classes, and shares of those who move."""

    cohort_weights: tuple[float, ...]
    class_size_elementary: int
    class_size_junior_high: int
    special_needs_share: float
    special_needs_class_size: int
    exchange_share: float
    moved_away_share: float
    moved_in_share: float
    moved_within_share: float


class Break(Strict):
    """Long holidays, as month-day."""

    first: str
    last: str
    note: str


class NthDay(Strict):
    """The nth weekday of a month (0 is Monday; Saturday unless said)."""

    month: int
    nth: int
    note: str
    weekday: int = 5


class SportsDays(Strict):
    """The Saturdays among which schools choose their sports day."""

    month: int
    nth: tuple[int, ...]
    note: str


class CalendarSettings(Strict):
    """Terms, long holidays and the days that differ."""

    terms: tuple[tuple[str, str], ...]
    breaks: tuple[Break, ...]
    saturdays: tuple[NthDay, ...]
    sports_days: SportsDays
    storm: NthDay
    half_days: tuple[str, ...]


class ColdSettings(Strict):
    """Everyday illness; `lengths` are the shares of one, two and three days."""

    episodes_a_year: float
    season: Mapping[int, float]
    lengths: tuple[float, float, float]
    weekdays: tuple[float, ...]
    most_days: int


class Wave(Strict):
    """One wave of influenza through the city."""

    peak: str
    attack: float
    spread_days: float


class InfluenzaSettings(Strict):
    """Waves, suspension and class closure; days are calendar days."""

    waves: tuple[Wave, ...]
    class_width_days: float
    suspended_days: int
    closure_share: float
    closure_days: int
    refractory_days: int


class HabitSettings(Strict):
    """What happens to steady pupils now and then."""

    late: float
    left_early: float
    nurse_room: float
    family: float
    bereaved_pupils: float
    examined_pupils: Mapping[str, float]
    untaken_rolls: float


class DriftSettings(Strict):
    """How pupils come to stay away."""

    grade_weights: Mapping[str, float]
    to_49_days_share: float
    hardly_ever_share: float
    onset_after_breaks: Mapping[str, float]
    pace: float
    monday: float
    after_break: float
    memory: float
    warning_days: int


class Model(Strict):
    """All of `model.yaml`."""

    figures: tuple[Figure, ...]
    town: TownSettings
    calendar: CalendarSettings
    colds: ColdSettings
    influenza: InfluenzaSettings
    habits: HabitSettings
    drift: DriftSettings

    def figure(self, name: str) -> float:
        """The value of a figure; KeyError for an unknown one."""
        return {f.id: f.value for f in self.figures}[name]

    @property
    def enrolment(self) -> float:
        """Pupils of the whole country that the figures of fiscal 2023 imply."""
        return self.figure("non_attending_pupils") / self.figure("non_attending_share")

    @property
    def other_long_absence(self) -> float:
        """Share of pupils absent 30 days or more who are not counted as non-attending.

        No figure by stage was found, so both stages take the whole country's.
        """
        others = self.figure("long_absence_pupils") - self.figure("non_attending_pupils")
        return others / self.enrolment

    def non_attendance(self, stage: str) -> float:
        """Share of a stage's pupils who are non-attending."""
        return self.figure(f"non_attendance_{stage}")

    def long_absence(self, stage: str) -> float:
        """Share of a stage's pupils absent for 30 days or more, for whatever reason."""
        return self.non_attendance(stage) + self.other_long_absence

    @property
    def ill_share(self) -> float:
        """Share of illness among long absence that is not non-attendance."""
        others = self.figure("long_absence_pupils") - self.figure("non_attending_pupils")
        return self.figure("ill_pupils") / others


@cache
def model() -> Model:
    """The model as delivered."""
    text = (Path(__file__).parent / "model.yaml").read_text(encoding="utf-8")
    return Model.model_validate(yaml.safe_load(text))
