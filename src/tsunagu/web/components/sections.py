"""What else is somebody's turn, beside the tasks: a section of Today a subject."""

from collections.abc import Sequence
from dataclasses import dataclass

ON_TODAY = 5
"""How many lines of a subject stand on Today."""


@dataclass(frozen=True)
class Section:
    """Lines of one subject, the template that shows them, and where all of them are."""

    title: str
    template: str
    lines: Sequence[object]
    more: str = ""
