"""The checklists, and the times of the day at which to look, as the packs have them."""

from datetime import date

from tsunagu.org.models import Municipality
from tsunagu.packs.loader import phrases
from tsunagu.packs.schema import Noticing, Phrase
from tsunagu.signs.rules import ENDED_BY, unit_of

SEEN = ("sign.school", "sign.around", "sign.other")
"""The groups of what can be noticed, as they stand on the page."""
POINTS = "sign.point"
OTHER = "sign-other"
"""What no checklist has: it is said in words."""
COUNTS = {
    "late": "約束していない遅刻",
    "left_early": "早退",
    "nurse": "保健室に来たこと",
    "after_days_off": "休みの次の登校日に始まる欠席",
    "sibling": "記録したきょうだいの欠席",
    "low_weather": "子どもが伝えた、心が「あめ」「あらし」か、体が「しんどい」の日",
    "darker_weather": "子どもが伝えた、ふだんより暗い心の天気の日",
    "sos": "子どもが送ったSOS",
}
"""What a way of noticing can count."""


def in_words(noticing: Noticing) -> str:
    """From how many on it tells, as `28日のあいだに3回以上あり、その前の28日より多いとき`."""
    times = f"{noticing.at_least}{unit_of(noticing)}以上"
    enough = f"{noticing.days}日のあいだに{'続けて' if noticing.counts in ENDED_BY else ''}{times}"
    more = f"あり、その前の{noticing.days}日より多い" if noticing.than_before else "ある"
    return f"{enough}{more}とき"


def listed(city: Municipality, group: str, on: date) -> list[Phrase]:
    """The phrases of a group in force on a day, in their order."""
    return list(phrases(city.packs, group, on))


def labels(city: Municipality, on: date) -> dict[str, str]:
    """What stands on the page for each key of checklists and times."""
    return {one.id: one.label for group in (*SEEN, POINTS) for one in listed(city, group, on)}
