"""How many days some pupils have been away, as of a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tsunagu.clock import school_year_of
from tsunagu.org.models import Municipality
from tsunagu.response.loading import load
from tsunagu.response.rules import Counters, as_of, count


def counters_of(
    municipality: Municipality, pupils: Collection[UUID], on: date
) -> dict[UUID, Counters]:
    """The counters of some pupils on a day; as many queries for any number of them."""
    if not pupils:
        return {}
    loaded = load(municipality, list(pupils), school_year_of(on))
    found = {}
    for pupil, record in loaded.records.items():
        openings = record.facts.openings
        counted = list(count((day for day in record.days() if day.day <= on), openings))
        found[pupil] = as_of(counted, openings, on)
    return found
