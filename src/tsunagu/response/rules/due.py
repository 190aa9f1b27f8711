"""Which response is due: a pure function of a pupil's days and dated rules.

Nothing here knows the ORM, a clock, a request or settings. A result names the condition that
decided it: its rule with the version, and the counters of its day.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tsunagu.clock import SchoolYear, is_working_day, plus_working_days
from tsunagu.packs.schema import Every, Range, ResponseRule, When
from tsunagu.response.rules.book import RHYTHM_RULE, RuleBook, Version
from tsunagu.response.rules.counting import CountedDay, Counters, as_of, count
from tsunagu.response.rules.facts import NO_FACTS, Facts, PupilDay, Rhythm, Span

BY_WAY = {
    way: Version("agreement", RHYTHM_RULE.model_copy(update={"way": way}))
    for way in ("either", "call", "visit")
}
"""The rule of an agreed rhythm, by the way that was agreed."""
ONE_DAY = timedelta(days=1)
Agreed = tuple[Version, str, date]
"""What is due by the calendar alone: the rule, under which key, on which day."""


class Firing(NamedTuple):
    """A response that is due: the rule, the day, that day's counters, and the key it keeps.

    `key` is the same however often one asks and however the days are corrected around it:
    rule and first day of the run, or rule and period of the counter.
    """

    version: Version
    day: date
    counters: Counters
    key: str
    due: date

    @property
    def rule(self) -> ResponseRule:
        """The rule that fired."""
        return self.version.rule


def _key(rule: ResponseRule, when: When, counted: CountedDay) -> str | None:
    """The key under which a condition asked of a counted day fires, or None where it does not."""
    day, now = counted.day, counted.now
    if when.reaches:
        counter = when.reaches.counter
        before: int = getattr(counted.before, counter)
        reached = before < when.reaches.value <= getattr(now, counter)
        return f"{rule.id}:{counter}:{_period(counter, day)}" if reached else None
    if when.run is None:
        suffix = f":{now.total}" if isinstance(when.total, Range) else ""
        return f"{rule.id}:total:{_period('total', day)}{suffix}"
    suffix = f":{now.run}" if isinstance(when.run, Every) else ""
    return f"{rule.id}:run:{now.run_first}{suffix}"


def _period(counter: str, day: PupilDay) -> str:
    """The period in which a counter reaches a value once."""
    if counter == "month":
        return f"{day.day:%Y-%m}"
    if counter == "term":
        return str(day.term)
    first_year = day.day.year - (day.day.month < 4)
    return str(first_year)


def due_responses(
    days: Iterable[PupilDay],
    book: RuleBook,
    year: SchoolYear,
    until: date,
    facts: Facts = NO_FACTS,
    *,
    wanted: Callable[[date], bool] | None = None,
) -> list[Firing]:
    """The responses that follow from a pupil's days of one school year up to `until`.

    `days` are in order of date. The result is ordered by date and rule; no key comes twice, so
    that a version changing in mid-run or mid-year asks for nothing again.
    Where `wanted` is given, only of the days it names.
    """
    known = [day for day in days if day.day <= until]
    found: list[Firing] = []
    plain = not (facts.registered or facts.rhythms or facts.freezes)
    for counted in count(known, facts.openings, wanted):
        day, fired = counted.day.day, None
        for version, when in book.asked(counted.day, counted.now.run, counted.now.total):
            rule = version.rule
            key = _key(rule, when, counted)
            if key is None or version is fired:
                continue
            if rule.registered_only if plain else _taken_out(rule, day, facts):
                continue
            fired, due = version, plus_working_days(day, rule.due.working_days)
            found.append(Firing(version, day, counted.now, key, due))
    agreed = [*_of_month_ends(book, year, until, facts), *_of_rhythms(year, until, facts)]
    if asked := [one for one in agreed if wanted is None or wanted(one[2])]:
        whole = list(count(known, facts.openings))
        for version, key, day in asked:
            due = plus_working_days(day, version.rule.due.working_days)
            found.append(Firing(version, day, as_of(whole, facts.openings, day), key, due))
    once: dict[str, Firing] = {}
    for firing in sorted(found, key=lambda f: (f.day, f.rule.id)):
        once.setdefault(firing.key, firing)
    return list(once.values())


def _taken_out(rule: ResponseRule, day: date, facts: Facts) -> bool:
    """Does a rhythm, a review date or the lack of a registration take the rule out on the day?"""
    if rule.registered_only and not any(span.covers(day) for span in facts.registered):
        return True
    if rule.task_kind == "contact" and any(span.covers(day) for span in facts.rhythms):
        return True
    return rule.frozen_by_review and any(span.covers(day) for span in facts.freezes)


def month_ends(registered: Sequence[Span], year: SchoolYear, until: date) -> Iterator[date]:
    """The last day of each month with a registered day."""
    for month in (*range(4, 13), 1, 2, 3) if registered else ():
        first, last = year.month(month)
        if last <= until and any(
            span.first <= last and (span.last is None or span.last >= first) for span in registered
        ):
            yield last


def monthly_versions(book: RuleBook, day: date) -> Iterator[Version]:
    """The versions that ask for something at the end of each month with a registered day."""
    for version in book.in_force(day):
        if any(when.month_end for when in version.rule.conditions):
            yield version


def _of_month_ends(book: RuleBook, year: SchoolYear, until: date, facts: Facts) -> Iterator[Agreed]:
    """Monthly responses, dated the last day of each month with a registered day."""
    for day in month_ends(facts.registered, year, until):
        for version in monthly_versions(book, day):
            yield version, f"{version.rule.id}:month:{day:%Y-%m}", day


def rhythm_days(
    rhythm: Rhythm, year: SchoolYear, until: date, breaks: Sequence[Span] = ()
) -> Iterator[Agreed]:
    """When an agreed rhythm asks for a contact, and under which key.

    On the day itself or the next working day; in breaks too, unless agreed otherwise.
    """
    begin, end = max(year.first, rhythm.first), min(year.last, until, rhythm.last or until)
    day, step, rule = rhythm.first, timedelta(days=rhythm.every), BY_WAY[rhythm.way]
    while day <= end:
        day += step
        on = plus_working_days(day - ONE_DAY, 1)
        rests = not rhythm.in_breaks and any(one.covers(on) for one in breaks)
        if begin <= on <= end and not rests:
            yield rule, f"contact-rhythm:day:{day}", on
    for one in breaks if rhythm.before_term else ():
        if (before := _before_school(one, rhythm.before_term)) and begin <= before <= end:
            yield rule, f"contact-rhythm:before:{one.last}", before


def _before_school(rest: Span, count: int) -> date | None:
    """So many working days before school begins again after a break, as far as it reaches back."""
    if rest.last is None:
        return None
    days = (rest.last - n * ONE_DAY for n in range((rest.last - rest.first).days + 1))
    return next(iter([day for day in days if is_working_day(day)][:count][-1:]), None)


def _of_rhythms(year: SchoolYear, until: date, facts: Facts) -> Iterator[Agreed]:
    """Contacts at an agreed rhythm."""
    for rhythm in facts.rhythms:
        yield from rhythm_days(rhythm, year, until, facts.breaks)


def lapses(
    rule: ResponseRule, day: date, noticed: date, class_days: Sequence[date], after: int
) -> bool:
    """Is a contact first noticed more than `after` of the class's school days after its day?

    `class_days` are the class's days in order, through `noticed`.
    """
    if rule.task_kind != "contact":
        return False
    return bisect_right(class_days, noticed) - bisect_right(class_days, day) > after
