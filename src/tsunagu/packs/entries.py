"""What every entry of a pack carries: from when it holds, where it stands, when it was checked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """Refuses keys it does not know, and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until が valid_from より前です")
        return self

    def in_force(self, day: date) -> bool:
        """Does the entry hold on a day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
