"""Rule versions of a municipality's packs, and which of them hold on a day."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from tsunagu.attendance.rules import Standing
from tsunagu.packs.schema import Every, Range, ResponseRule, When
from tsunagu.response.rules.facts import PupilDay


@dataclass(frozen=True)
class Version:
    """A rule in a version, and the pack that holds it."""

    pack: str
    rule: ResponseRule

    @cached_property
    def name(self) -> str:
        """Pack, rule and first day, for a task to name."""
        return f"{self.pack}/{self.rule.id}@{self.rule.valid_from}"


@dataclass(frozen=True)
class RuleBook:
    """All rule versions of a municipality's packs, in the order of the packs.

    Of one pack's versions of a rule the latest begun holds, whatever their order in the file.
    """

    versions: tuple[Version, ...]
    _cache: dict[int, tuple[Version, ...]] = field(default_factory=dict, compare=False)
    _asked: dict[tuple[int, bool, bool, int, int], tuple[tuple[Version, When], ...]] = field(
        default_factory=dict, compare=False
    )

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

    def asked(self, day: PupilDay, run: int, total: int) -> tuple[tuple[Version, When], ...]:
        """The conditions in force that fit a counted day, its run and its total, by rule id."""
        away, absent = day.counted.standing == Standing.AWAY, day.counted.register_absence
        key = (bisect_right(self._boundaries, day.day), away, absent, run, total)
        if key not in self._asked:
            fits = {"any": True, "away": away, "register_absence": absent}
            self._asked[key] = tuple(
                (version, when)
                for version in self.in_force(day.day)
                for when in version.rule.conditions
                if fits[when.on]
                and not when.month_end
                and _run_fits(when.run, run)
                and _total_fits(when.total, total)
            )
        return self._asked[key]

    @property
    def counts_by_term(self) -> bool:
        """Does any rule count by term, so that the calendar must name terms?"""
        conditions = (when for v in self.versions for when in v.rule.conditions)
        return any(when.reaches and when.reaches.counter == "term" for when in conditions)


def _run_fits(wanted: int | Every | None, run: int) -> bool:
    if isinstance(wanted, Every):
        return run >= wanted.first and (run - wanted.first) % wanted.step == 0
    return wanted is None or run == wanted


def _total_fits(wanted: int | Range | None, total: int) -> bool:
    if isinstance(wanted, Range):
        return wanted.first <= total and (wanted.last is None or total <= wanted.last)
    return wanted is None or total == wanted


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
