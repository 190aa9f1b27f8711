"""First values: what the rooms know when a sheet is begun, each fact with its place and its day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from tsunagu.clock import SchoolYear, school_year_of
from tsunagu.forms.answers import Value
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.forms import FormField
from tsunagu.school.models import Enrolment, Pupil, School


@dataclass(frozen=True)
class Occasion:
    """When a sheet is begun: on whom, at which school, by whom, on which day.

    One on a school has no pupil, the board's no school either. `numbers` says whether who begins it
    may see guardians' telephone numbers. `read` keeps what sources have in common, so that none of
    them reads it again.
    """

    municipality: Municipality
    school: School | None
    pupil: Pupil | None
    by: Person
    day: date
    numbers: bool
    read: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> SchoolYear:
        """The school year of the day."""
        return school_year_of(self.day)

    @cached_property
    def home(self) -> Enrolment | None:
        """The pupil's home class at the school on the day, or the last before it."""
        rooms = Enrolment.objects.home().filter(pupil=self.pupil, begin__lte=self.day)
        rooms = rooms.filter(classroom__school=self.school).select_related("classroom")
        return rooms.order_by("-begin", "pk").first()


@dataclass(frozen=True)
class Known:
    """A dated fact that is found: where it stands, in words, and the day of which it is true.

    `pupils` are the children whom a list names, row by row.
    """

    value: Value
    origin: str
    on: date
    pupils: tuple[UUID, ...] = ()


Source = Callable[[Occasion, FormField], Known | None]
"""What a room fills in for a field; None where it knows nothing."""

_SOURCES: dict[str, Source] = {}


def register(sources: dict[str, Source]) -> None:
    """Tell what a room can fill in, by the name that forms write after `from`."""
    _SOURCES.update(sources)


def fills(name: str) -> bool:
    """Does any room fill in what a form writes after `from`?"""
    return name in _SOURCES


def found(field: FormField, occasion: Occasion) -> Known | None:
    """The first value of a field; None where it starts empty or no room knows anything."""
    source = _SOURCES.get(field.first or "")
    return source(occasion, field) if source else None
