"""Several views of the same thing, side by side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """A link to one of the views, with how many pupils are in it where that is known."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
