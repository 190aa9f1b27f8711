"""Why a task is there: the rule, the document and page, and the days that counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.clock import SchoolYear, today
from tsunagu.packs.loader import load_pack
from tsunagu.response.loading import load
from tsunagu.response.models import TaskReason
from tsunagu.response.rules import (
    CountedDay,
    Firing,
    count,
    due_responses,
)
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


def why(reason: TaskReason) -> Why:
    """Why a reason is there, from the days as known now."""
    pupil = reason.pupil
    found = reasons_of_day(pupil, SchoolYear(reason.school_year), reason.day)
    match = next((w for w in found if w.rule == reason.rule), None)
    return match or _gone(reason)


def reasons_of_day(pupil: Pupil, year: SchoolYear, day: date) -> list[Why]:
    """Every rule that fired for a pupil on a day, with the days that counted."""
    loaded = load(pupil.municipality, [pupil.pk], year)
    record = loaded.records.get(pupil.pk)
    if record is None:
        return []
    days = record.days()
    counted = list(count((d for d in days if d.day <= day), record.facts.openings))
    brought = sum(o.absent for o in record.facts.openings if o.day <= day)
    fired = due_responses(days, loaded.book, year, min(day, today()), record.facts)
    return [_why(f, counted, brought) for f in fired if f.day == day]


def _why(firing: Firing, counted: Sequence[CountedDay], brought: int) -> Why:
    rule = firing.rule
    kind = firing.key.split(":")[1]
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
        days=_days(kind, firing, counted),
        counted=COUNTED[kind],
        brought=brought if kind in {"total", "not_come"} else 0,
    )


def _days(kind: str, firing: Firing, counted: Sequence[CountedDay]) -> tuple[date, ...]:
    """The days that made the counter what it was."""
    if kind == "run":
        first = firing.counters.run_first or firing.day
        return tuple(c.day.day for c in counted if first <= c.day.day and c.now.run)
    if kind == "day":
        return (firing.day,)
    since = date.min
    if kind == "month":
        since = firing.day.replace(day=1)
    elif kind == "term":
        since = next((c.day.term for c in reversed(counted) if c.day.term), None) or date.min
    not_come = kind == "not_come"
    return tuple(
        c.day.day
        for c in counted
        if c.day.day >= since
        and (c.day.counted.not_come if not_come else c.day.counted.register_absence)
    )


def _source(firing: Firing) -> str:
    if firing.version.pack == "agreement":
        return "支援計画での約束"
    return load_pack(firing.version.pack).title_of(firing.rule)


def _gone(reason: TaskReason) -> Why:
    """A reason that no longer follows from the days, told from what is on record."""
    pack, _, rest = reason.version.partition("/")
    rule_id, _, since = rest.partition("@")
    rules = () if pack == "agreement" else load_pack(pack).responses
    rule = next((r for r in rules if r.id == rule_id and str(r.valid_from) == since), None)
    return Why(
        rule=rule_id,
        label=rule.label if rule else rule_id,
        what=rule.what if rule else "",
        kind=reason.task.kind,
        source=load_pack(pack).title_of(rule) if rule else "",
        ours=rule.ours if rule else (),
        version=reason.version,
        day=reason.day,
        run=reason.run,
        total=reason.total,
        days=(),
        counted="出欠の訂正により、いまは当てはまりません",
    )
