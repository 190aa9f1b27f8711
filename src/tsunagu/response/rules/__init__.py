"""Which response is due, as pure functions: facts in, counters, rules, responses out."""

from tsunagu.response.rules.book import RHYTHM_RULE, RuleBook, Version
from tsunagu.response.rules.counting import CountedDay, Counters, as_of, count
from tsunagu.response.rules.due import (
    Firing,
    due_responses,
    lapses,
    month_ends,
    monthly_versions,
    rhythm_days,
)
from tsunagu.response.rules.facts import NO_FACTS, Facts, Opening, PupilDay, Rhythm, Span

__all__ = [
    "NO_FACTS",
    "RHYTHM_RULE",
    "CountedDay",
    "Counters",
    "Facts",
    "Firing",
    "Opening",
    "PupilDay",
    "Rhythm",
    "RuleBook",
    "Span",
    "Version",
    "as_of",
    "count",
    "due_responses",
    "lapses",
    "month_ends",
    "monthly_versions",
    "rhythm_days",
]
