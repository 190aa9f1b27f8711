"""What every entry of a pack carries: from when it holds, where it stands, when it was checked."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Raw = Mapping[str, Any]
"""Part of a file as it is written; nothing in it need be what it should be."""
Place = tuple[str | int, ...]
"""The way to a part of a file: names of keys, and numbers in lists."""
Misfit = tuple[Place, str]
"""Where something does not fit what stands around it, and why."""


def listed(raw: object, key: str) -> Iterator[tuple[Place, Raw]]:
    """What stands in the list under a key, each with its place; what is no part is left out."""
    below = raw.get(key) if isinstance(raw, Mapping) else None
    for index, one in enumerate(below if isinstance(below, list | tuple) else ()):
        if isinstance(one, Mapping):
            yield (key, index), one


def twice(placed: Iterable[tuple[Place, Raw]]) -> Iterator[Misfit]:
    """Each id that stands there already."""
    seen = set()
    for place, part in placed:
        name = part.get("id")
        if isinstance(name, str):
            if name in seen:
                yield (*place, "id"), f"「{name}」が二度あります"
            seen.add(name)


class Strict(BaseModel):
    """Refuses keys it does not know, and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Whole(Strict):
    """Its parts must fit one another, and no fault of one hides that others do not.

    What does not fit is therefore sought in what is written, not in the parts that are sound.
    """

    @classmethod
    def misfits(cls, raw: Raw) -> Iterator[Misfit]:
        """What does not fit in it."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        found = list(cls.misfits(raw)) if isinstance(raw, Mapping) else []
        wrong = [
            InitErrorDetails(type="value_error", loc=place, input=raw, ctx={"error": why})
            for place, why in found
        ]
        try:
            whole = handler(raw)
        except ValidationError as error:
            wrong = [*map(_again, error.errors()), *wrong]
        if wrong:
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        return whole


def _again(error: ErrorDetails) -> InitErrorDetails:
    """What pydantic found, so that it can be told together with what does not fit."""
    return InitErrorDetails(
        type=error["type"], loc=error["loc"], input=error["input"], ctx=error.get("ctx", {})
    )


class Source(Strict):
    """Where a fact stands: a document that the pack lists, and its page."""

    document: Text
    page: Text


class Dated(Strict):
    """What every entry of a pack carries."""

    valid_from: date
    valid_until: date | None = None
    source: Source | Literal["ours"]
    ours: tuple[Text, ...] = ()
    checked_on: date

    @field_validator("valid_until")
    @classmethod
    def _in_order(cls, until: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("valid_from")
        if until and first and until < first:
            raise ValueError("valid_from より前です")
        return until

    def in_force(self, day: date) -> bool:
        """Does the entry hold on a day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
