"""The checklists, and the times of the day at which to look, as the packs have them."""

from datetime import date

from tsunagu.org.models import Municipality
from tsunagu.packs.loader import phrases
from tsunagu.packs.schema import Phrase

SEEN = ("sign.school", "sign.around", "sign.other")
"""The groups of what can be noticed, as they stand on the page."""
POINTS = "sign.point"
OTHER = "sign-other"
"""What no checklist has: it is said in words."""


def listed(city: Municipality, group: str, on: date) -> list[Phrase]:
    """The phrases of a group in force on a day, in their order."""
    return list(phrases(city.packs, group, on))


def labels(city: Municipality, on: date) -> dict[str, str]:
    """What stands on the page for each key of checklists and times."""
    return {one.id: one.label for group in (*SEEN, POINTS) for one in listed(city, group, on)}
