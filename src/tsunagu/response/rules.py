"""Which response is due: a pure function of a pupil's days and dated rules (domain.md 2).

Nothing here knows the ORM, a clock, a request or settings. A result names the condition that
decided it: its rule with the version, and the counters of its day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from tsunagu.attendance.rules import Counted, Standing
from tsunagu.clock import SchoolYear, plus_working_days
from tsunagu.packs.schema import Every, Range, ResponseRule, When

LAPSE_AFTER = 5
"""School days after which a contact first noticed then is owed by nobody (domain.md 2)."""


@dataclass(frozen=True, slots=True)
class PupilDay:
    """A class day of a pupil while enrolled.

    Days that are not counted may be left out, but where one of them follows a break,
    `after_break` must be carried to the next day.
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


@dataclass(frozen=True, slots=True)
class Counters:
    """A day's counters, that day included."""

    run: int = 0
    run_first: date | None = None
    total: int = 0
    not_come: int = 0
    month: int = 0
    term: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """A rule in a version, and the pack that holds it."""

    pack: str
    rule: ResponseRule

    @property
    def name(self) -> str:
        """Pack, rule and first day, for a task to name."""
        return f"{self.pack}/{self.rule.id}@{self.rule.valid_from}"


@dataclass(frozen=True, slots=True)
class Firing:
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


RHYTHM_RULE = ResponseRule.model_validate(
    {
        "id": "contact-rhythm",
        "label": "約束した間隔の連絡",
        "what": "支援計画で約束した間隔で、子どもや家庭と連絡をとる",
        "when": {"run": 1},
        "task_kind": "contact",
        "way": "either",
        "owner": "homeroom",
        "due": {"working_days": 0},
        "valid_from": "2000-01-01",
        "source": "ours",
        "checked_on": "2026-11-21",
    }
)
"""Fired by an agreed rhythm, never by its `when`."""


@dataclass(frozen=True)
class RuleBook:
    """All rule versions of a municipality's packs, in the order of the packs.

    Of one pack's versions of a rule the latest begun holds, whatever their order in the file.
    """

    versions: tuple[Version, ...]
    _cache: dict[int, tuple[Version, ...]] = field(default_factory=dict, compare=False)

    @cached_property
    def _boundaries(self) -> list[date]:
        starts = {v.rule.valid_from for v in self.versions}
        ends = {v.rule.valid_until for v in self.versions if v.rule.valid_until}
        return sorted(starts | {end + timedelta(days=1) for end in ends})

    def in_force(self, day: date) -> tuple[Version, ...]:
        """The versions in force on a day, by rule id; a later pack's goes before an earlier's."""
        period = bisect_right(self._boundaries, day)
        if period not in self._cache:
            chosen: dict[str, Version] = {}
            for version in (v for v in self.versions if v.rule.in_force(day)):
                other = chosen.get(version.rule.id, version)
                newer = version.rule.valid_from >= other.rule.valid_from
                if newer or version.pack != other.pack:
                    chosen[version.rule.id] = version
            self._cache[period] = tuple(chosen[key] for key in sorted(chosen))
        return self._cache[period]

    @property
    def counts_by_term(self) -> bool:
        """Does any rule count by term, so that the calendar must name terms?"""
        conditions = (when for v in self.versions for when in v.rule.conditions)
        return any(when.reaches and when.reaches.counter == "term" for when in conditions)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A counted day with its counters and those of the counted day before it."""

    day: PupilDay
    now: Counters
    before: Counters


def count(days: Iterable[PupilDay], openings: Sequence[Opening] = ()) -> Iterator[CountedDay]:
    """Counters of each counted day, for days in order of date within one school year."""
    now = Counters()
    month: int | None = None
    term: date | None = None
    after_break = False
    waiting = sorted(openings, key=lambda o: o.day)
    for day in days:
        after_break = after_break or day.after_break
        while waiting and waiting[0].day <= day.day:
            brought = waiting.pop(0)
            come = now.not_come + brought.absent + brought.credited
            now = replace(now, total=now.total + brought.absent, not_come=come)
        if day.counted.standing == Standing.NOT_COUNTED:
            continue
        if day.day.month != month:
            month, now = day.day.month, replace(now, month=0)
        if day.term != term:
            term, now = day.term, replace(now, term=0)
        if after_break or day.counted.standing != Standing.AWAY:
            now = replace(now, run=0, run_first=None)
        after_break = False
        before, now = now, _after(day, now)
        yield CountedDay(day, now, before)


def _after(day: PupilDay, now: Counters) -> Counters:
    """The counters once a counted day is over."""
    absent = int(day.counted.register_absence)
    away = day.counted.standing == Standing.AWAY
    return Counters(
        run=now.run + 1 if away else 0,
        run_first=(now.run_first or day.day) if away else None,
        total=now.total + absent,
        not_come=now.not_come + int(day.counted.not_come),
        month=now.month + absent,
        term=now.term + absent if day.term else 0,
    )


def _key(rule: ResponseRule, when: When, counted: CountedDay) -> str | None:
    """The key under which a condition fires on a counted day, or None where it does not."""
    day, now = counted.day, counted.now
    if not (_day_fits(when, day) and _run_fits(when.run, now.run)):
        return None
    if not _total_fits(when.total, now.total):
        return None
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


def _day_fits(when: When, day: PupilDay) -> bool:
    if when.month_end:
        return False
    if when.on == "away":
        return day.counted.standing == Standing.AWAY
    return when.on == "any" or day.counted.register_absence


def _run_fits(wanted: int | Every | None, run: int) -> bool:
    if isinstance(wanted, Every):
        return run >= wanted.first and (run - wanted.first) % wanted.step == 0
    return wanted is None or run == wanted


def _total_fits(wanted: int | Range | None, total: int) -> bool:
    if isinstance(wanted, Range):
        return wanted.first <= total and (wanted.last is None or total <= wanted.last)
    return wanted is None or total == wanted


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
) -> list[Firing]:
    """The responses that follow from a pupil's days of one school year up to `until`.

    `days` are in order of date. The result is ordered by date and rule; no key comes twice, so
    that a version changing in mid-run or mid-year asks for nothing again. Source: domain.md 2.
    """
    counted_days = list(count((d for d in days if d.day <= until), facts.openings))
    found: list[Firing] = []
    for counted in counted_days:
        day = counted.day.day
        for version in book.in_force(day):
            rule = version.rule
            if _taken_out(rule, day, facts):
                continue
            keys = (_key(rule, when, counted) for when in rule.conditions)
            key = next((k for k in keys if k), None)
            if key:
                due = plus_working_days(day, rule.due.working_days)
                found.append(Firing(version, day, counted.now, key, due))
    found += _of_month_ends(book, year, until, facts, counted_days)
    found += _of_rhythms(year, until, facts, counted_days)
    once: dict[str, Firing] = {}
    for firing in sorted(found, key=lambda f: (f.day, f.rule.id)):
        once.setdefault(firing.key, firing)
    return list(once.values())


def _as_of(counted: Sequence[CountedDay], openings: Sequence[Opening], day: date) -> Counters:
    """The counters as they stand on a day that need not be a counted one."""
    before = bisect_right(counted, day, key=lambda c: c.day.day)
    now = counted[before - 1].now if before else Counters()
    since = counted[before - 1].day.day if before else date.min
    later = [o for o in openings if since < o.day <= day]
    absent, credited = sum(o.absent for o in later), sum(o.credited for o in later)
    come = now.not_come + absent + credited
    return replace(now, total=now.total + absent, not_come=come)


def _taken_out(rule: ResponseRule, day: date, facts: Facts) -> bool:
    """Does a rhythm, a review date or the lack of a registration take the rule out on the day?"""
    if rule.registered_only and not any(span.covers(day) for span in facts.registered):
        return True
    if rule.task_kind == "contact" and any(span.covers(day) for span in facts.rhythms):
        return True
    return rule.frozen_by_review and any(span.covers(day) for span in facts.freezes)


def _of_month_ends(
    book: RuleBook, year: SchoolYear, until: date, facts: Facts, counted: Sequence[CountedDay]
) -> Iterator[Firing]:
    """Monthly responses, dated the last day of each month with a registered day."""
    if not facts.registered:
        return
    for month in (*range(4, 13), 1, 2, 3):
        first, last = year.month(month)
        registered = any(
            span.first <= last and (span.last is None or span.last >= first)
            for span in facts.registered
        )
        if not registered or last > until:
            continue
        for version in book.in_force(last):
            if any(when.month_end for when in version.rule.conditions):
                due = plus_working_days(last, version.rule.due.working_days)
                key = f"{version.rule.id}:month:{last:%Y-%m}"
                yield Firing(version, last, _as_of(counted, facts.openings, last), key, due)


def _of_rhythms(
    year: SchoolYear, until: date, facts: Facts, counted: Sequence[CountedDay]
) -> Iterator[Firing]:
    """Contacts at an agreed rhythm, in long holidays too; on the day or the next working day."""
    version = Version("agreement", RHYTHM_RULE)
    for rhythm in facts.rhythms:
        day = rhythm.first
        while day <= min(until, rhythm.last or until):
            day += timedelta(days=rhythm.every)
            on = plus_working_days(day - timedelta(days=1), 1)
            if on in year and on <= until and rhythm.covers(on):
                counters = _as_of(counted, facts.openings, on)
                yield Firing(version, on, counters, f"contact-rhythm:day:{day}", on)


def lapses(rule: ResponseRule, day: date, noticed: date, class_days: Sequence[date]) -> bool:
    """Is a contact first noticed more than five of the class's school days after its day?

    `class_days` are the class's days in order, through `noticed`.
    """
    if rule.task_kind != "contact":
        return False
    return bisect_right(class_days, noticed) - bisect_right(class_days, day) > LAPSE_AFTER
