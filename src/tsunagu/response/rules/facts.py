"""The dated inputs of a pupil's responses, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

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
    """An agreed contact every so many days, in place of the contact rules (a case's).

    `before_term` is how many working days before school begins again one is asked for; 0: none.
    """

    every: int = 7
    way: str = "either"
    in_breaks: bool = True
    before_term: int = 0
    person: UUID | None = None

    @property
    def by_breaks(self) -> bool:
        """Does it take knowing when there is no school?"""
        return bool(self.before_term) or not self.in_breaks

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError("a rhythm is of one day or more")


@dataclass(frozen=True, slots=True)
class Facts:
    """What else changes the set of due responses; of the breaks as far as a rhythm asks."""

    openings: Sequence[Opening] = ()
    registered: Sequence[Span] = ()
    rhythms: Sequence[Rhythm] = ()
    freezes: Sequence[Span] = ()
    breaks: Sequence[Span] = ()


NO_FACTS = Facts()
