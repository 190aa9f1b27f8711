"""The dated inputs of a pupil's responses, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tsunagu.attendance.rules import Counted


class PupilDay(NamedTuple):
    """A class day of a pupil while enrolled.

    Days that are not counted, and further days here after one here, may be left out, but where
    one of them follows a break, `after_break` must be carried to the next day.
    """

    day: date
    counted: Counted
    after_break: bool = False
    term: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Days absent and credited at a school outside the installation, brought along on `day`."""

    day: date
    absent: int
    credited: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """From–to, both included; without an end while `last` is None."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Does the span hold on a day?"""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Rhythm(Span):
    """An agreed contact every so many days, in place of the contact rules (a case's)."""

    every: int = 7

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError("a rhythm is of one day or more")


@dataclass(frozen=True, slots=True)
class Facts:
    """What else changes the set of due responses."""

    openings: Sequence[Opening] = ()
    registered: Sequence[Span] = ()
    rhythms: Sequence[Rhythm] = ()
    freezes: Sequence[Span] = ()


NO_FACTS = Facts()
