"""What the register knows and people may not have seen: so many days of a kind within so many.

Pure: plain days in, plain days out. There is no weight and no sum over kinds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from tsunagu.clock import school_year_of
from tsunagu.packs.schema import Noticing
from tsunagu.signs.enums import Body, Heart

LONG = 10
"""Days absent that make it long where a way of noticing is tried on the past; ours."""
ENDED_BY = {"low_weather": "other_weather", "darker_weather": "usual_weather"}
"""What counts only in a row, by the kind of day that ends one; a day of neither does not."""
LOW = (Heart.RAINY, Heart.STORMY)
BRIGHT = "bright"
SKY: dict[str, str] = {
    Heart.SUNNY: BRIGHT,
    Heart.FAIR: BRIGHT,
    Heart.CLOUDY: "cloudy",
    Heart.RAINY: "rain",
    Heart.STORMY: "rain",
}
"""Weathers that are told apart where one is to be the usual one; ours."""
DARKER = {BRIGHT: ("cloudy", "rain"), "cloudy": ("rain",), "rain": ()}
USUAL_DAYS, USUAL_TIMES = 28, 5
"""In how many days before, and told how often in them, a weather can be the usual one; ours."""

Days = Mapping[str, Sequence[date]]
"""The days of each kind that a way of noticing can count, in order, and of those that end a row."""


@dataclass(frozen=True)
class Counted:
    """A way of noticing that holds, since the day on which it first did, and the days behind it."""

    noticing: Noticing
    since: date
    days: tuple[date, ...]

    @property
    def times(self) -> str:
        """How often, in words."""
        return f"{len(self.days)}{unit_of(self.noticing)}"


def unit_of(noticing: Noticing) -> str:
    """What it counts by: of siblings' absences the days, of all else each time."""
    return "日" if noticing.counts == "sibling" else "回"


def counted_in(noticing: Noticing, kinds: Days, *, after: date | None, on: date) -> Counted | None:
    """What a way of noticing finds in a child's days of every kind: see `counted`."""
    ends = kinds.get(ENDED_BY.get(noticing.counts, ""), ())
    return counted(noticing, kinds.get(noticing.counts, ()), ends=ends, after=after, on=on)


def counted(
    noticing: Noticing,
    days: Sequence[date],
    *,
    ends: Sequence[date] = (),
    after: date | None,
    on: date,
) -> Counted | None:
    """What a way of noticing finds in a child's days of its kind, in order, up to a day.

    Days until `after`, on which an adult answered for what had been noticed, are settled: they
    only stand behind as what was before. It holds from the day on which it first did until then.
    A day of `ends` ends the row before it.
    """
    if not noticing.on:
        return None
    fresh = [day for day in days if day <= on and (after is None or day > after)]
    for day in fresh:
        first = day - timedelta(days=noticing.days - 1)
        if ended := bisect_left(ends, day):
            first = max(first, ends[ended - 1])
        within = _between(fresh, first, day)
        if within < noticing.at_least:
            continue
        before = _between(days, first - timedelta(days=noticing.days), first - timedelta(days=1))
        if not noticing.than_before or within > before:
            start = bisect_left(fresh, first)
            return Counted(noticing, day, tuple(fresh[start:]))
    return None


@dataclass(frozen=True)
class Period:
    """A stretch of a school year by the name people give it."""

    name: str
    first: date
    last: date


TERMS = {2: ("前期", "後期"), 3: ("1学期", "2学期", "3学期")}


def finished_term(terms: Sequence[tuple[date, date]], on: date) -> Period | None:
    """The last of a school year's terms, in order, that is over on a day."""
    over = [(number, term) for number, term in enumerate(terms) if term[1] < on]
    if not over:
        return None
    number, (first, last) = over[-1]
    names = TERMS.get(len(terms))
    name = names[number] if names else f"{number + 1}つめの学期"
    return Period(f"{school_year_of(first).year}年度の{name}", first, last)


def last_months(on: date) -> Period:
    """What of the three months before a day lies in the school year of the day before it."""
    last = on - timedelta(days=1)
    year, first = school_year_of(last), on - timedelta(days=91)
    if first < year.first:
        return Period(f"{year.year}年度のこれまで", year.first, last)
    return Period("この3か月", first, last)


def named_in(noticing: Noticing, kinds: Days, period: Period) -> date | None:
    """The day of a period on which a way first names a child, all before it being settled."""
    before = period.first - timedelta(days=1)
    hit = counted_in(noticing, kinds, after=before, on=period.last)
    return hit.since if hit else None


def long_absent(since: date, absences: Iterable[date]) -> bool:
    """Was a child absent for long after the day on which it was named?"""
    return sum(day > since for day in absences) >= LONG


def _between(days: Sequence[date], first: date, last: date) -> int:
    """How many of some days in order lie in a period, both ends included."""
    return bisect_right(days, last) - bisect_left(days, first)


def after_days_off(class_days: Sequence[date]) -> dict[date, date]:
    """The class days with a day or more without class before them, each with the class day before.

    The first of all has none before it and is left out.
    """
    return {day: before for before, day in pairwise(class_days) if (day - before).days > 1}


def alone_after_days_off(away: Collection[date], after_off: Mapping[date, date]) -> list[date]:
    """Absences that begin on a day after days off: who was away the class day before is not new."""
    return sorted(day for day in away if day in after_off and after_off[day] not in away)


class Told(NamedTuple):
    """What a child told on a day; what it left out is empty."""

    day: date
    heart: str
    body: str


def weather_days(told: Sequence[Told]) -> dict[str, list[date]]:
    """Days of low and of darker weather, and those that end a row of them.

    `told` is in order. Days without a check-in, or with one that leaves it out, are neither.
    """
    found: dict[str, list[date]] = {"low_weather": [], "other_weather": []}
    for one in told:
        if one.heart in LOW or one.body == Body.UNWELL:
            found["low_weather"].append(one.day)
        elif one.heart or one.body:
            found["other_weather"].append(one.day)
    return found | _darker_days([(one.day, SKY[one.heart]) for one in told if one.heart])


def _darker_days(skies: Sequence[tuple[date, str]]) -> dict[str, list[date]]:
    """Days darker than what was usual when they began, and all others."""
    darker: list[date] = []
    others: list[date] = []
    usual, in_a_row = "", False
    for at, (day, sky) in enumerate(skies):
        if sky != BRIGHT and not in_a_row:
            usual = usual_sky(skies, at)
        in_a_row = sky != BRIGHT and sky in DARKER.get(usual, ())
        (darker if in_a_row else others).append(day)
    return {"darker_weather": darker, "usual_weather": others}


def usual_sky(skies: Sequence[tuple[date, str]], at: int) -> str:
    """The one weather that three of four times was told before; empty where there is none."""
    since = skies[at][0] - timedelta(days=USUAL_DAYS)
    recent = [sky for told, sky in skies[max(at - USUAL_DAYS, 0) : at] if told >= since]
    if len(recent) < USUAL_TIMES:
        return ""
    return next((sky for sky in DARKER if recent.count(sky) * 4 >= len(recent) * 3), "")
