"""Why a task is there: the rule, the document and page, and the days that counted."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from tsunagu.clock import SchoolYear, today
from tsunagu.packs.loader import load_pack, pack_names
from tsunagu.response.loading import load
from tsunagu.response.rules import RHYTHM_RULE, CountedDay, Firing, Opening, count, due_responses
from tsunagu.school.models import Pupil


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to “why”, for one reason."""

    rule: str
    label: str
    what: str
    kind: str
    source: str
    ours: tuple[str, ...]
    version: str
    day: date
    run: int
    total: int
    days: tuple[date, ...]
    counted: str
    brought: int = 0


COUNTED = {
    "run": "続けて欠席した日",
    "total": "今年度の欠席日（出席簿）",
    "not_come": "今年度に登校しなかった日",
    "month": "この月の欠席日",
    "term": "この学期の欠席日",
    "day": "約束した間隔の日",
}
"""What the days are that stand behind a reason, by the kind of its key."""


AGREEMENT = "支援計画での約束"
"""The source of what a case agreed on for itself."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule version in words, and its first day; None for a case's own agreement."""

    label: str
    what: str
    source: str
    since: date | None = None


@lru_cache(maxsize=1024)
def words_of(version: str) -> RuleWords:
    """A rule version by its name, `pack/rule@first day`; what no pack holds a case agreed on."""
    pack_name, _, rest = version.partition("/")
    rule_id, _, first = rest.partition("@")
    if pack_name in pack_names():
        pack = load_pack(pack_name)
        for rule in pack.responses:
            if rule.id == rule_id and rule.valid_from.isoformat() == first:
                return RuleWords(rule.label, rule.what, pack.title_of(rule), rule.valid_from)
    return RuleWords(RHYTHM_RULE.label, RHYTHM_RULE.what, AGREEMENT)


def kind_of(key: str) -> str:
    """What a reason's or a firing's key counts, one of `COUNTED`."""
    return key.split(":")[1]


@dataclass(frozen=True)
class Behind:
    """A pupil's counted days of a school year, to ask for those behind a reason of any day.

    A reason's own day need not be a counted one: a month may end on a Sunday.
    """

    counted: Sequence[CountedDay]
    openings: Sequence[Opening] = ()

    @cached_property
    def _dates(self) -> list[date]:
        return [one.day.day for one in self.counted]

    @cached_property
    def _absent(self) -> list[date]:
        return [one.day.day for one in self.counted if one.day.counted.register_absence]

    @cached_property
    def _not_come(self) -> list[date]:
        return [one.day.day for one in self.counted if one.day.counted.not_come]

    def days(self, kind: str, day: date) -> list[date]:
        """The days that made a counter what it was on a day, by the kind of a reason's key."""
        if kind == "day":
            return [day]
        if kind == "not_come":
            return _between(self._not_come, date.min, day)
        until = bisect_right(self._dates, day)
        last = self.counted[until - 1] if until else None
        if kind == "run":
            first = last.now.run_first if last and last.day.day == day else None
            return _between(self._dates, first, day) if first else []
        since = date.min
        if kind == "month":
            since = day.replace(day=1)
        elif kind == "term" and last:
            since = last.day.term or date.min
        return _between(self._absent, since, day)

    def brought(self, kind: str, day: date) -> int:
        """The days absent elsewhere that count with them, brought along from another school."""
        if kind not in {"total", "not_come"}:
            return 0
        brought = [one for one in self.openings if one.day <= day]
        credited = sum(one.credited for one in brought) if kind == "not_come" else 0
        return sum(one.absent for one in brought) + credited


def _between(days: list[date], first: date, last: date) -> list[date]:
    """Those of the days, which are in order, from `first` through `last`."""
    return days[bisect_left(days, first) : bisect_right(days, last)]


def reasons_of_day(pupil: Pupil, year: SchoolYear, day: date) -> list[Why]:
    """Every rule that fired for a pupil on a day, with the days that counted."""
    loaded = load(pupil.municipality, [pupil.pk], year)
    record = loaded.records.get(pupil.pk)
    if record is None:
        return []
    days, openings = record.days(), record.facts.openings
    behind = Behind(list(count((d for d in days if d.day <= day), openings)), openings)
    fired = due_responses(days, loaded.book, year, min(day, today()), record.facts)
    return [_why(f, behind) for f in fired if f.day == day]


def _why(firing: Firing, behind: Behind) -> Why:
    rule = firing.rule
    kind = kind_of(firing.key)
    return Why(
        rule=rule.id,
        label=rule.label,
        what=rule.what,
        kind=rule.task_kind,
        source=_source(firing),
        ours=rule.ours,
        version=firing.version.name,
        day=firing.day,
        run=firing.counters.run,
        total=firing.counters.total,
        days=tuple(behind.days(kind, firing.day)),
        counted=COUNTED[kind],
        brought=behind.brought(kind, firing.day),
    )


def _source(firing: Firing) -> str:
    if firing.version.pack == "agreement":
        return AGREEMENT
    return load_pack(firing.version.pack).title_of(firing.rule)
