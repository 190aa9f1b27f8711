"""The shape of a pack: pydantic models that its YAML files must fit."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tsunagu.clock import is_national_holiday
from tsunagu.packs.entries import Dated, Source, Strict, Text
from tsunagu.packs.forms import Form

TaskKindName = Literal[
    "contact",
    "share",
    "report",
    "sheet",
    "classify",
    "see",
    "notify",
    "review",
    "meeting",
    "protection",
]
OwnerName = Literal["homeroom", "grade_lead", "attendance_lead", "manager", "office"]


class Range(Strict):
    """A counter's values from one to another, both included."""

    first: Annotated[int, Field(alias="from", ge=1)]
    last: Annotated[int | None, Field(alias="to", ge=1)] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Range":
        if self.last is not None and self.last < self.first:
            raise ValueError("to は from より小さくできません")
        return self


class Every(Strict):
    """The value `from` and every further one at a distance, such as 4, 7, 10."""

    first: Annotated[int, Field(alias="from", ge=1)]
    step: Annotated[int, Field(alias="every", ge=1)]


class Reaches(Strict):
    """A counter comes to a value, once in its period."""

    counter: Literal["total", "not_come", "month", "term"]
    value: Annotated[int, Field(ge=1)]


class When(Strict):
    """When a rule fires. All that is named must hold on the day.

    `on` says on which counted days: away; register absences (away, or elsewhere and not
    credited); or any.
    """

    on: Literal["away", "register_absence", "any"] = "away"
    run: int | Every | None = None
    total: int | Range | None = None
    reaches: Reaches | None = None
    month_end: bool = False

    @model_validator(mode="after")
    def _names_something(self) -> "When":
        if not (self.run or self.total or self.reaches or self.month_end):
            raise ValueError("条件（run・total・reaches・month_end）のどれかを書いてください")
        if self.total and self.on == "any":
            raise ValueError("total は欠席の日（on: away か register_absence）でだけ比べられます")
        return self


class Due(Strict):
    """Until when: working days after the response's date; 0 is the same day."""

    working_days: Annotated[int, Field(ge=0)]


Closing = Literal["guardian_message", "seen_in_run", "good_reason"]


class ResponseRule(Dated):
    """One response that a municipality's manual or the nation asks for."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Text
    what: Text
    when: When | tuple[When, ...]
    task_kind: TaskKindName
    way: Literal["call", "visit", "either"] | None = None
    owner: OwnerName
    due: Due
    closed_by: tuple[Closing, ...] = ()
    frozen_by_review: bool = False
    registered_only: bool = False

    @property
    def conditions(self) -> tuple[When, ...]:
        """The alternatives of which one suffices."""
        return self.when if isinstance(self.when, tuple) else (self.when,)

    @model_validator(mode="after")
    def _fits(self) -> "ResponseRule":
        if (self.task_kind == "contact") != (self.way is not None):
            raise ValueError("way（call・visit・either）は task_kind が contact のときだけ書きます")
        return self


class Symbol(Dated):
    """A sign of the municipality's register and the facts that it stands for."""

    symbol: Text
    kind: Literal["present", "absent", "missing", "suspended", "bereavement", "excused"]
    late: bool = False
    left_early: bool = False
    place: str = ""
    reason: str = ""


NUMBERS = frozenset(
    {
        "missing-minutes",
        "draft-days",
        "claim-days",
        "claim-extension-days",
        "first-password-days",
        "confirm-days",
        "family-letter-days",
        "lapse-after",
        "break-days",
        "review-from",
        "second-proof-hours",
        "trusted-device-days",
        "session-idle-minutes",
        "session-hours",
        "share-longest-days",
        "consent-longest-days",
        "unusual-pupils",
        "unusual-minutes",
        "consultation-sign-days",
        "consultation-read-days",
        "consultation-assign-days",
        "consultation-call-days",
        "consultation-agree-days",
        "consultation-close-days",
        "sos-minutes",
        "sos-answer-minutes",
    }
)
HOURS = frozenset(
    {
        "untaken-from",
        "evening-from",
        "school-ends",
        "night-from",
        "night-until",
        "sos-school-from",
        "sos-school-until",
        "sos-board-from",
        "sos-board-until",
    }
)
SWITCHES = frozenset({"second-proof"})


class Setting(Dated):
    """A number or a time that a municipality can change."""

    id: Text
    label: Text
    value: int | str | bool

    @model_validator(mode="after")
    def _fits(self) -> "Setting":
        if self.id in NUMBERS and (type(self.value) is not int or self.value < 1):
            raise ValueError(f"{self.id} の value は1以上の整数で書いてください")
        if self.id in HOURS and not _is_hour(self.value):
            raise ValueError(f'{self.id} の value は時刻（"17:00" の形）で書いてください')
        if self.id in SWITCHES and not isinstance(self.value, bool):
            raise ValueError(f"{self.id} の value は true か false で書いてください")
        return self


def _is_hour(value: int | str | bool) -> bool:
    try:
        return f"{time.fromisoformat(str(value)):%H:%M}" == value
    except ValueError:
        return False


class Phrase(Dated):
    """One sentence of guidance, of a draft or of a list of words, in its place on a screen.

    In a draft `{school}` and `{writer}` stand for the names of the school and of who writes it.
    """

    id: Text
    group: Text
    label: Text = ""
    text: Text


class Retention(Dated):
    """How long records of some models are kept, in years after a school year.

    It is the year of the record, or the one in which the child left. `holds` names the models.
    """

    id: Text
    label: Text
    years: Annotated[int, Field(ge=1)]
    counted_from: Literal["record", "leaving"]
    holds: tuple[Text, ...]


class ProcedureStep(Strict):
    """A step of a kind's own procedure: what, by whom, and by when.

    `days` are working days from the case's beginning; `age` is the child's, in years, on whose
    birthday it is due.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Text
    owner: Text
    days: Annotated[int | None, Field(ge=0)] = None
    age: Annotated[int | None, Field(ge=1, le=18)] = None
    note: str = ""
    source: Source | Literal["ours"]

    @model_validator(mode="after")
    def _one_due(self) -> "ProcedureStep":
        if (self.days is None) == (self.age is None):
            raise ValueError(
                "days（始めてからの営業日）か age（年齢）の、どちらか一つを書いてください"
            )
        return self


class CaseKind(Dated):
    """A kind of case: for whom it is, by when what comes next is owed, and its own procedure.

    `decide_days`, `assess_days` and `plan_days` are working days from the step before,
    `review_weeks` the weeks after which a plan is looked at again, where nobody says otherwise.
    """

    id: Text
    label: Text
    about: Text
    decide_days: Annotated[int, Field(ge=1)]
    assess_days: Annotated[int, Field(ge=1)]
    plan_days: Annotated[int, Field(ge=1)]
    review_weeks: Annotated[int, Field(ge=1)]
    steps: tuple[ProcedureStep, ...] = ()

    @model_validator(mode="after")
    def _steps_once(self) -> "CaseKind":
        if len({step.id for step in self.steps}) < len(self.steps):
            raise ValueError("steps に同じ id が二つあります")
        return self


class Noticing(Dated):
    """A way in which what the register knows is noticed by itself, and what it says of itself.

    `at_least` days of a kind within so many `days`, counted from the calendar; with `than_before`
    only where there are more than in as many days before. Of what children tell, those count that
    stand in a row. Switched off where `on` is false.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Text
    what: Text
    counts: Literal[
        "late",
        "left_early",
        "nurse",
        "after_days_off",
        "sibling",
        "low_weather",
        "darker_weather",
        "sos",
    ]
    days: Annotated[int, Field(ge=1, le=366)]
    at_least: Annotated[int, Field(ge=1)]
    than_before: bool = False
    on: bool = True


def _new_year(day: date) -> bool:
    """From 29 December to 3 January."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


class HelpLine(Dated):
    """A telephone that a child can call, and its hours; without hours it is answered day and night.

    `name` is for children: a reading stands behind each kanji, as in `{電話|でんわ}`.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Text
    name: Text
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9]+(-[0-9]+)*$")]
    opens: time | None = None
    closes: time | None = None
    weekdays_only: bool = False
    rests_at_new_year: bool = False

    @model_validator(mode="after")
    def _from_to(self) -> "HelpLine":
        if (self.opens is None) != (self.closes is None):
            raise ValueError("opens と closes は、どちらも書くか、どちらも書かないでください")
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValueError("closes は opens より後の時刻で書いてください")
        return self

    @property
    def hours(self) -> str:
        """When it is answered, for adults."""
        days = "平日" if self.weekdays_only else "毎日"
        if self.opens is None or self.closes is None:
            return "いつでも"
        rest = "（12月29日から1月3日は休み）" if self.rests_at_new_year else ""
        return f"{days}{self.opens:%H:%M}から{self.closes:%H:%M}まで{rest}"

    def answers(self, at: datetime) -> bool:
        """Is the telephone answered at a moment of the clock on the wall?"""
        day = at.date()
        if self.weekdays_only and (day.weekday() > 4 or is_national_holiday(day)):
            return False
        if self.rests_at_new_year and _new_year(day):
            return False
        return self.opens is None or self.closes is None or self.opens <= at.time() < self.closes


class Document(Strict):
    """A document that entries name as their source."""

    id: Text
    title: Text
    publisher: Text
    date: Text


class PackHead(Strict):
    """`pack.yaml`: what the pack is."""

    id: Text
    title: Text
    example: bool = False
    note: str = ""
    documents: tuple[Document, ...] = ()


class Defaults(Strict):
    """Which packs a first roster's municipality and the demo city take where nobody names any."""

    roster: tuple[Text, ...] = ("national",)
    demo: tuple[Text, ...] = ("national",)


class PackFile(Strict):
    """Any other file of a pack: lists of entries by kind."""

    responses: tuple[ResponseRule, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    settings: tuple[Setting, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    retention: tuple[Retention, ...] = ()
    forms: tuple[Form, ...] = ()
    case_kinds: tuple[CaseKind, ...] = ()
    noticings: tuple[Noticing, ...] = ()
    help_lines: tuple[HelpLine, ...] = ()
