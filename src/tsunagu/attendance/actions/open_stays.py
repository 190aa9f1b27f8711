"""How long a stay without an end lasted: until the school's day was over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from tsunagu.access.actor import Actor
from tsunagu.attendance.inputs import MarkInput, StayInput
from tsunagu.packs.loader import setting


def until_school_ends(stays: Sequence[StayInput], day: date, by: Actor) -> tuple[StayInput, ...]:
    """The stays, of which those without an end last until the day's setting `school-ends`."""
    ends = time.fromisoformat(str(setting(by.municipality.packs, "school-ends", day)))
    return tuple(replace(stay, until=ends) for stay in stays)


def with_open_stays(mark: MarkInput, day: date, by: Actor) -> MarkInput:
    """A day's mark with its stays so; as it is where it has none."""
    return replace(mark, stays=until_school_ends(mark.stays, day, by)) if mark.stays else mark
