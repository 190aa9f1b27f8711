"""What happened before and after each step of a case, as counts: plain values alone, no verdict."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tsunagu.attendance.enums import Place
from tsunagu.response.queries.strip import DayState, DayView

AWAY, IN_CLASS = "away", "class"
AT, OUT = "at-", "out-"
"""Before the place of a day at school elsewhere than in class, and of a day learnt outside."""
CONTACTS = {"heard": "声を聞いた", "seen": "会った", "family": "家族とつながった"}
WEEKS_AT_MOST = 30
"""Up to how many weeks are told week by week; a longer time is told month by month (ours)."""
GROUPS = ("教室", "学校のほかの場所", "学校の外", "来なかった")
"""As what days stand in a picture."""
PLACES = [Place(value) for value in Place.values]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that is counted, on its day; `key` is the contact's, of a day there is none."""

    day: date
    what: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day to a day."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Does the day lie in it?"""
        return self.first <= day <= self.last


def days_spent(views: Iterable[DayView]) -> Iterator[Happening]:
    """How each counted day was spent; days that are not counted say nothing."""
    for view in views:
        place = view.mark.place if view.mark else ""
        if view.state == DayState.HERE:
            plain = place in {"", Place.CLASSROOM}
            yield Happening(view.day, IN_CLASS if plain else AT + place)
        elif view.state == DayState.ELSEWHERE:
            yield Happening(view.day, OUT + (place or Place.OTHER))
        elif view.state == DayState.AWAY:
            yield Happening(view.day, AWAY)


def label_of(what: str) -> str:
    """What is counted, in words. Raises `KeyError` for what is not."""
    plain = {IN_CLASS: "教室", AWAY: "来なかった", **CONTACTS}
    at = {AT + one: str(one.label) for one in PLACES}
    out = {OUT + one: f"{one.label}（学校の外）" for one in PLACES}
    return {**at, **out, **plain}[what]


def group_of(what: str) -> str:
    """As what a day stands in a picture; nothing for a contact."""
    if what in CONTACTS:
        return ""
    plain = {IN_CLASS: GROUPS[0], AWAY: GROUPS[3]}
    return plain.get(what) or (GROUPS[1] if what.startswith(AT) else GROUPS[2])


def columns(happened: Iterable[Happening]) -> list[str]:
    """What is counted of these: class, the places that occur, away, and the contacts."""
    found = {one.what for one in happened}
    places = [prefix + one for prefix in (AT, OUT) for one in PLACES]
    return [IN_CLASS, *(one for one in places if one in found), AWAY, *CONTACTS]


def counted(happened: Iterable[Happening], stretch: Stretch) -> Counter[str]:
    """How often each was in a stretch of days."""
    return Counter(one.what for one in happened if stretch.holds(one.day))


def around(day: date, weeks: int, until: date) -> tuple[Stretch, Stretch]:
    """So many weeks before a day, and from it on as far as they have passed."""
    after = min(day + timedelta(weeks=weeks, days=-1), until)
    return Stretch(day - timedelta(weeks=weeks), day - timedelta(days=1)), Stretch(day, after)


def divided(first: date, last: date) -> list[Stretch]:
    """The time from a day to a day in weeks from Monday; a longer time in months."""
    if (last - first).days < WEEKS_AT_MOST * 7:
        begin = first - timedelta(days=first.weekday())
        starts = [begin + timedelta(weeks=n) for n in range((last - begin).days // 7 + 1)]
        return [Stretch(day, day + timedelta(days=6)) for day in starts]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1)
    starts = [date(n // 12, n % 12 + 1, 1) for n in months]
    return [Stretch(day, after - timedelta(days=1)) for day, after in pairwise(starts)]
