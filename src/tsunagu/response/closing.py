"""What closes a task without anyone ticking it off: pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tsunagu.attendance.enums import COMES, WHEREABOUTS_KNOWN
from tsunagu.clock import JST
from tsunagu.packs.schema import ResponseRule
from tsunagu.response.enums import EndedBy, Status, TaskKind
from tsunagu.response.rules import Span


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What of a contact may answer a task."""

    at: datetime
    reached_family: bool
    child_seen: bool


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What of a notice may close a task. `weekdays` are those on which the child comes, as 0–6."""

    span: Span
    kind: str
    from_guardian: bool = False
    weekdays: str = ""

    def says_away(self, day: date) -> bool:
        """Is it known from the notice that the child does not come that day?"""
        comes = self.kind in COMES or str(day.weekday()) in self.weekdays
        return self.span.covers(day) and not comes


@dataclass(frozen=True, slots=True)
class Case:
    """A task's day with everything that may close it, from an hour of the evening before.

    `back`: has the child been here on a counted day since the run began?
    `ill`: was the child absent through illness on the task's day?
    """

    kind: str
    day: date
    rules: Sequence[ResponseRule]
    run_first: date | None
    evening: time
    contacts: Sequence[ContactRow] = ()
    notices: Sequence[NoticeRow] = ()
    good_reasons: Sequence[Span] = ()
    epidemics: Sequence[Span] = ()
    back: bool = False
    ill: bool = False


def answered_from(day: date, evening: time) -> datetime:
    """The evening before a day: a contact from then on answers that day's task."""
    return datetime.combine(day - timedelta(days=1), evening, JST)


def closing(case: Case) -> tuple[Status, EndedBy] | None:
    """How a task is closed by what is on record, or None while it is owed."""
    if case.kind == TaskKind.CONTACT:
        return _contact_closing(case)
    if _all_closed_by(case, "seen_in_run") and case.run_first:
        since = datetime.combine(case.run_first, time(), JST)
        if any(c.child_seen and c.at >= since for c in case.contacts):
            return Status.DONE, EndedBy.SEEN_IN_RUN
        if case.back:
            return Status.DONE, EndedBy.BACK
    if _all_closed_by(case, "good_reason") and _covers(case.good_reasons, case.day):
        return Status.NOT_NEEDED, EndedBy.GOOD_REASON
    return None


def _contact_closing(case: Case) -> tuple[Status, EndedBy] | None:
    """What was known of the day goes first: a contact answers only what is still owed."""
    told = [n for n in case.notices if n.says_away(case.day)]
    if any(n.kind in WHEREABOUTS_KNOWN for n in told):
        return Status.NOT_NEEDED, EndedBy.WHEREABOUTS
    if case.ill and _covers(case.epidemics, case.day):
        return Status.NOT_NEEDED, EndedBy.EPIDEMIC
    if _all_closed_by(case, "guardian_message") and any(n.from_guardian for n in told):
        return Status.NOT_NEEDED, EndedBy.GUARDIAN_MESSAGE
    since = answered_from(case.day, case.evening)
    if any(c.reached_family and c.at >= since for c in case.contacts):
        return Status.DONE, EndedBy.CONTACT
    return None


def _all_closed_by(case: Case, what: str) -> bool:
    """Is every reason of the task one that this closes?"""
    return bool(case.rules) and all(what in rule.closed_by for rule in case.rules)


def _covers(spans: Iterable[Span], day: date) -> bool:
    return any(span.covers(day) for span in spans)
