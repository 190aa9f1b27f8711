"""The shapes of what is asked and answered; they make the OpenAPI description."""

import datetime
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from tsunagu.intake.result import Result

MOST_ROWS = 2_000
"""A large school's morning; more goes as a file."""
Plain = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A line of text without control characters."""


class Flaw(Schema):
    """One thing that is wrong with what was sent."""

    row: int = Field(description="送られた行（1から。行に当たらないものは0）")
    field: str = Field(description="項目の名前（分からないときは空）")
    message: str = Field(description="何が違い、どう書けばよいか")


class Problem(Schema):
    """Why nothing was done."""

    message: str
    faults: list[Flaw] = []


class Response(Schema):
    """A response that follows from the days, for one reason."""

    pupil: str = Field(description="児童生徒ID（その日に有効な名簿のID）")
    date: datetime.date
    rule: str
    run: int = Field(description="続けて休んだ日数")
    total: int = Field(description="年度の欠席日数")
    due: datetime.date
    task: UUID
    task_kind: str
    owner: str = Field(description="職員ID、または役割の名前")
    status: Literal["open", "done", "not_needed", "handed_over", "lapsed", "withdrawn"]


class Asked(Schema):
    """Which responses are asked for."""

    school_year: int = Field(ge=2000, le=2200, description="年度（西暦）")
    as_of: date | None = Field(None, description="この日まで（今日より後なら今日まで）")
    withdrawn: bool = Field(False, description="取り下げられたものも含める")
    page: int = Field(1, ge=1, le=100_000)


class Responses(Schema):
    """A page of responses, in order of date, pupil and rule."""

    total: int
    page: int
    pages: int
    responses: list[Response]


class ClassDay(Schema):
    """A class on a day."""

    classroom: UUID
    sourced_id: str = Field(description="名簿の学級ID")
    label: str
    school: str = Field(description="学校コード（なければ名簿のID）")


class Untaken(Schema):
    """The classes with a class day and no roll."""

    day: date
    classes: list[ClassDay]


class RollLine(Schema):
    """What stands of a pupil's day."""

    pupil: str = Field(description="児童生徒ID（その日に有効な名簿のID）")
    number: str
    kind: str
    late: bool
    left_early: bool
    place: str


class Roll(Schema):
    """A class's roll of a day; without lines where nobody has taken it."""

    classroom: UUID
    day: date
    taken_at: datetime.datetime | None
    lines: list[RollLine]


class Row(Schema):
    """A pupil's day, as in a file of `tsunagu import attendance`."""

    model_config = ConfigDict(extra="forbid")

    date: Plain
    pupil: Plain
    kind: Plain = ""
    late: bool | None = None
    left_early: bool | None = None
    place: Plain = ""
    reason: Plain = ""
    note: Plain = ""


class Attendance(Schema):
    """What a system says of the days from `from` to `to`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    schools: list[Plain] = Field([], description="空なら、鍵が届くすべての学校", max_length=200)
    taken: Literal["all", "listed"] = "all"
    rows: list[Row] = Field(max_length=MOST_ROWS)


class AlertRow(Schema):
    """That a portal noticed something about a pupil; never a score and never the pupil's words."""

    model_config = ConfigDict(extra="forbid")

    pupil: Plain = Field(description="児童生徒ID（名簿のID）")
    at: Plain = Field(description="日付か日時（2026-05-20T21:14:00+09:00）")
    portal: Plain = Field(description="ポータルの名前（50文字まで）")
    kind: Plain = Field(description="知らせの種類。ポータルのことばで（50文字まで）")
    id: Plain = Field("", description="ポータルでの知らせのID。同じIDは一度だけ取り込む")


class Alerts(Schema):
    """What a learning portal noticed, as in a file of `tsunagu import alerts`."""

    model_config = ConfigDict(extra="forbid")

    rows: list[AlertRow] = Field(min_length=1, max_length=MOST_ROWS)


class Run(Schema):
    """What an import did, or in a dry run would do; `run` is the key to ask for its state."""

    run: UUID | None
    state: Literal["tried", "staged", "swapping", "active", "undone"]
    counts: dict[str, int]
    warnings: list[str]

    @classmethod
    def of(cls, result: Result) -> Self:
        """What an import answered."""
        return cls(
            run=result.run,
            state="active" if result.run else "tried",
            counts=dict(result.counts),
            warnings=list(result.warnings),
        )
