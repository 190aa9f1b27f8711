"""Tasks with their reasons in words: rule, source, version, and the days that counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.urls import reverse

from tsunagu.clock import JST, in_words, school_year_of, today
from tsunagu.response.enums import ContactWay, EndedBy, Owner, Status, TaskKind
from tsunagu.response.models import Contact, Task, TaskReason
from tsunagu.response.queries.answers import answers
from tsunagu.response.queries.strip import YearView, pupil_year
from tsunagu.response.queries.why import COUNTED, RuleWords, kind_of, words_of
from tsunagu.school.models import Pupil

Years = Callable[[int], YearView]
"""A pupil's school year as known now, by the year."""

TONES = {
    Status.OPEN: "orange",
    Status.DONE: "green",
    Status.NOT_NEEDED: "",
    Status.HANDED_OVER: "blue",
    Status.LAPSED: "",
    Status.WITHDRAWN: "",
}


def past_year(school_year: int) -> int | None:
    """A school year that is over; None where it is not."""
    return school_year if school_year < school_year_of(today()).year else None


@cache
def _rules() -> str:
    """The address of the rules, asked for once: a page says thirty times where to read one."""
    return reverse("rules")


@dataclass(frozen=True)
class ToldReason:
    """A reason with the rule version that fired, its source, and the days that counted."""

    reason: TaskReason
    words: RuleWords
    counted: str
    days: list[date]
    brought: int

    @property
    def day(self) -> str:
        """The day on which the rule fired."""
        return in_words(self.reason.day)

    @property
    def due(self) -> str:
        """By when it is to be answered."""
        return in_words(self.reason.due)

    @property
    def since(self) -> str:
        """Since when the version of the rule is in force; empty where it is not on record."""
        return in_words(self.words.since, year=True) if self.words.since else ""

    @property
    def read_at(self) -> str:
        """Where the rule can be read."""
        return f"{_rules()}#{self.reason.rule}"

    @property
    def year(self) -> str:
        """The school year that `total` is of."""
        past = past_year(self.reason.school_year)
        return f"{past}年度" if past else "今年度"

    @property
    def taken_back(self) -> bool:
        """Does it say so where the reason is withdrawn? Not of what was done before."""
        task = self.reason.task
        return self.reason.withdrawn and bool(task.status != Status.DONE or task.remark)

    @property
    def gone(self) -> bool:
        """Do the days of now no longer lead to it?"""
        return self.reason.withdrawn and self.reason.day not in self.days


@dataclass(frozen=True)
class ToldTask:
    """A task with the reasons that hold, and its state in words."""

    task: Task
    reasons: list[ToldReason]
    answer: Contact | None = None

    @property
    def tone(self) -> str:
        """The chip's tone of its state."""
        return TONES[self.task.stands]

    @property
    def title(self) -> str:
        """What it asks for."""
        return self.task.asks

    @property
    def decided_in(self) -> UUID | None:
        """The sharing that decided it; None where a rule asks for it."""
        decided = self.task.kind == TaskKind.DECISION
        return self.task.decision.sharing_id if decided else None

    @property
    def is_step(self) -> bool:
        """Was it decided at a conference of a case?"""
        return self.task.kind == TaskKind.STEP

    @property
    def given(self) -> bool:
        """Is it somebody's by name, to whom it was given or comes by an agreement?"""
        return self.task.stands == Status.OPEN and self.task.handed_to is not None

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return str(self.task.stands.label)

    @property
    def owner(self) -> str:
        """Who is to do it, in words."""
        return str(Owner(self.task.owner).label)

    @property
    def past_year(self) -> int | None:
        """The school year that it is of, where that is over."""
        return past_year(school_year_of(self.task.day).year)

    @property
    def ended(self) -> str:
        """Why it closed, in words; empty while it is open. Of a contact: when, and which way."""
        if self.answer:
            at = self.answer.at.astimezone(JST)
            hour, way = f"{at.hour}:{at:%M}", ContactWay(self.answer.way).label
            if at.date() == self.task.day:
                return f"{hour}の連絡（{way}）で済み"
            on = f"前日（{hour}）" if at.date() < self.task.day else in_words(at.date())
            return f"{on}の連絡（{way}）で済み"
        ended = self.task.ended_by and self.task.stands != Status.OPEN
        return str(EndedBy(self.task.ended_by).label) if ended else ""


def _told(reason: TaskReason, years: Years) -> ToldReason:
    kind, behind = kind_of(reason.key), years(reason.school_year).behind
    return ToldReason(
        reason=reason,
        words=words_of(reason.version),
        counted=COUNTED.get(kind, ""),
        days=behind.days(kind, reason.day),
        brought=behind.brought(kind, reason.day),
    )


def years_of(pupil: Pupil) -> Years:
    """A pupil's school years, each read once."""
    return cache(lambda school_year: pupil_year(pupil, school_year))


def told_tasks(tasks: Iterable[Task], years: Years) -> list[ToldTask]:
    """Tasks of a pupil with their reasons (prefetched) in the order of their due dates."""
    told, tasks = [], list(tasks)
    answered = answers(tasks)
    for task in tasks:
        reasons = sorted(task.reasons.all(), key=lambda r: (r.due, r.rule))
        held = [r for r in reasons if not r.withdrawn] or reasons
        reasons_told = [_told(reason, years) for reason in held]
        told.append(ToldTask(task, reasons_told, answered.get(task.pk)))
    return told
